import CEL
import Testing

/// What is wrong with an expression, where, and how it is mended: places are marked in the expression.
struct SyntaxFaultTests {
  typealias Case = (marked: String, message: String, help: String?)

  private static let condition = "write condition ? value : other"
  private static let backslash =
    "write \\\\ for a backslash, or r before the quote where no backslash has a meaning"
  private static let largest =
    "the largest is 9223372036854775807; an unsigned one ends with u and goes to 18446744073709551615u"

  @Test(
    arguments: [
      ("⟦⟧", "the expression is empty", nil),
      ("⟦ // nothing\n⟧", "the expression is empty", nil),
      ("a ⟦=⟧ b", "\"=\" is not an operator", "write == to compare"),
      ("a ⟦===⟧ b", "\"===\" is not an operator", "write == to compare"),
      ("a ⟦!==⟧ b", "\"!==\" is not an operator", "write != to compare"),
      ("a ⟦<>⟧ b", "\"<>\" is not an operator", "write != to compare"),
      ("a ⟦=<⟧ b", "\"=<\" is not an operator", "write <="),
      ("a ⟦=~⟧ b", "\"=~\" is not an operator", "write text.matches('pattern')"),
      ("a ⟦&⟧ b", "\"&\" is not an operator", "write && for \"and\""),
      ("a ⟦|⟧ b", "\"|\" is not an operator", "write || for \"or\""),
      ("a ⟦and⟧ b", "\"and\" is not an operator", "write &&"),
      ("a ⟦OR⟧ b", "\"OR\" is not an operator", "write ||"),
      ("⟦not⟧ a", "\"not\" is not an operator", "write !"),
      ("⟦not⟧ (a == b)", "\"not\" is not an operator", "write !"),
      ("a ⟦not⟧ in b", "\"not\" is not an operator", "write !(value in list)"),
      ("a ⟦is⟧ b", "an operator should stand before \"is\"", "write == to compare"),
      ("a ⟦contains⟧ 'b'", "an operator should stand before \"contains\"", "write value.contains(argument)"),
      ("a ⟦;⟧", "\";\" is not an operator", "an expression is one value: write && between conditions"),
      ("a ⟦#⟧ note", "\"#\" is not an operator", "a comment begins with //"),
      ("a ⟦@⟧ b", "\"@\" is not expected here", nil),
      ("a⟦\u{A0}⟧== b", "U+00A0 is not expected here", "write an ordinary space"),
      ("⟦\u{FEFF}⟧a", "U+FEFF is not expected here", nil),
      (
        "⟦größe⟧ > 1", "\"größe\" is not a name: names have only letters a to z, digits and _",
        "a text stands in quotes; a key with other letters is written map['key']"
      ),
      ("⟦${⟧a} == 1", "\"${\" cannot stand inside an expression", "write what is between ${ and } alone"),
      ("a == ⟦“x”⟧", "these are not the quotes of an expression", "write ' or \""),
    ] as [Case])
  func words(_ example: Case) throws { try check(example) }

  @Test(
    arguments: [
      ("⟦12x⟧ + 1", "\"12x\" is not a number", nil),
      ("a < ⟦5m⟧", "\"5m\" is not a number", "a span of time is written duration('5m')"),
      ("⟦1_000⟧", "\"1_000\" is not a number", "digits are written without _ between them"),
      ("⟦0X1F⟧", "\"0X1F\" is not a number", "write 0x in small letters"),
      ("⟦0x⟧", "\"0x\" is not a number", nil), ("⟦1e⟧", "\"1e\" is not a number", nil),
      ("⟦9223372036854775808⟧", "9223372036854775808 is too large for an integer", largest),
      (
        "⟦99999999999999999999999⟧", "99999999999999999999999 is too large for an integer", largest
      ),
      (
        "⟦-9223372036854775809⟧", "-9223372036854775809 is too small for an integer",
        "the smallest is -9223372036854775808"
      ),
      ("⟦0x8000000000000000⟧", "0x8000000000000000 is too large for an integer", largest),
      (
        "⟦18446744073709551616u⟧", "18446744073709551616u is too large for an unsigned integer",
        "the largest is 18446744073709551615u"
      ),
      ("⟦1e400⟧", "1e400 is too large for a number", nil),
      ("a == ⟦'b⟧", "the text in quotes is not closed", "end it with '"),
      (
        "⟦\"a⟧\n + b", "the text in quotes is not closed",
        "end it with \" on the same line; a text of several lines begins and ends with \"\"\""
      ),
      ("⟦'''a\n''⟧", "the text in quotes is not closed", "end it with '''"),
      ("⟦'a\\⟧", "the text in quotes is not closed", "end it with '"),
      ("f(a, ⟦'b)⟧", "the text in quotes is not closed", "end it with '"),
      (
        "'it⟦'⟧s fine'", "this ' ends the text, and more follows",
        "write \\' inside the text, or put the whole text in \""
      ),
      ("r\"a⟦\"⟧b\"", "this \" ends the text, and more follows", "put the whole text in '"),
      ("'a⟦\\q⟧b'", "\"\\q\" has no meaning in a text", backslash),
      ("'a⟦\\é⟧b'", "\"\\é\" has no meaning in a text", backslash),
      ("'⟦\\8⟧'", "\"\\8\" has no meaning in a text", backslash),
      ("'⟦\\4⟧00'", "\"\\4\" has no meaning in a text", backslash),
      (
        "'⟦\\1⟧8'", "\"\\1\" should have 3 octal digits, from 000 to 377", "write \\\\ for a backslash"
      ),
      ("'⟦\\x4⟧g'", "\"\\x4\" should have 2 hexadecimal digits", "write \\\\ for a backslash"),
      ("'⟦\\u12⟧'", "\"\\u12\" should have 4 hexadecimal digits", "write \\\\ for a backslash"),
      (
        "'⟦\\ud800⟧'", "\"\\ud800\" is not a character of Unicode",
        "write the character itself, or \\U and its eight digits"
      ),
      (
        "'⟦\\U00110000⟧'", "\"\\U00110000\" is not a character of Unicode",
        "write the character itself, or \\U and its eight digits"
      ),
      (
        "b'⟦\\u00e9⟧'", "\"\\u00e9\" is a character, which bytes do not have",
        "write the character itself, or its bytes with \\x"
      ),
      ("a.⟦`b⟧", "the name in back quotes is not closed", "end it with `"),
      (
        "a.⟦`b:c`⟧", "a name in back quotes has only letters a to z, digits, spaces and any of _ . - /",
        "a key with other characters is written map['key']"
      ),
    ] as [Case])
  func literals(_ example: Case) throws { try check(example) }

  @Test(
    arguments: [
      ("a +⟦⟧", "the expression ends where a value should stand", nil),
      ("⟦*⟧ a", "a value should stand before \"*\"", nil),
      ("a + ⟦*⟧ b", "a value should stand before \"*\"", nil),
      ("(⟦)⟧", "a value should stand before \")\"", nil), ("a[⟦]⟧", "a value should stand before \"]\"", nil),
      ("f(a, ⟦)⟧", "a value should stand before \")\"", nil),
      ("[⟦,⟧]", "a value should stand before \",\"", nil),
      ("a ⟦b⟧", "an operator should stand before \"b\"", nil),
      ("[1 ⟦2⟧]", "an operator should stand before \"2\"", "separate values by a comma"),
      ("some ⟦text⟧ that is prose", "an operator should stand before \"text\"", nil),
      ("!⟦-⟧a", "\"-\" cannot follow \"!\"", "put what follows \"!\" in parentheses"),
      ("-⟦!⟧a", "\"!\" cannot follow \"-\"", "put what follows \"-\" in parentheses"),
      ("a ? b⟦⟧", "\":\" is missing for the \"?\" at character 3", condition),
      ("(a ? b⟦)⟧", "\":\" is missing for the \"?\" at character 4", condition),
      (
        "a?.b⟦⟧", "\":\" is missing for the \"?\" at character 2", "an optional field is written value.?field"
      ),
      (
        "a ? b ⟦?⟧ c : d : e", "a condition between \"?\" and \":\" needs parentheses",
        "write a ? (b ? c : d) : e"
      ),
      ("a ⟦:⟧ b", "\":\" belongs to no \"?\"", condition),
      ("{a: b ⟦:⟧ c}", "\":\" belongs to no \"?\"", condition),
      ("⟦if⟧ == 1", "\"if\" is a reserved word", condition),
      ("⟦while⟧(1)", "\"while\" is a reserved word", "only a field can have this name: value.while"),
      (".⟦var⟧", "\"var\" is a reserved word", "only a field can have this name: value.var"),
      (
        "⟦`a`⟧ == 1", "only a field's name can stand in back quotes",
        "write value.`name`; a text stands in ' or \""
      ),
      ("a.⟦⟧", "a name should follow the point", nil), ("a.⟦.⟧b", "a name should follow the point", nil),
      ("a.⟦'b'⟧", "a name should follow the point", nil), (". ⟦1⟧", "a name should follow the point", nil),
      ("a.⟦true⟧", "\"true\" is not a field's name", "write `true` in back quotes"),
      ("a.⟦in⟧.b", "\"in\" is not a field's name", "write `in` in back quotes"),
      (
        "a⟦.0⟧.b", "a field's name does not begin with a digit",
        "write value[0] for an element of a list, value['0'] for a key"
      ),
      (
        "a.?b⟦(⟧c)", "what stands before \"(\" cannot be called",
        "a call is written name(argument) or value.name(argument)"
      ),
      (
        "a[0]⟦(⟧)", "what stands before \"(\" cannot be called",
        "a call is written name(argument) or value.name(argument)"
      ),
      ("f()⟦{⟧}", "only the name of a type can stand before \"{\"", "a map is written {'key': value}"),
      ("(a)⟦{⟧}", "only the name of a type can stand before \"{\"", "a map is written {'key': value}"),
      ("T{⟦1⟧: 2}", "the field of a message is a name", "write Type{name: value}"),
    ] as [Case])
  func order(_ example: Case) throws { try check(example) }

  @Test(
    arguments: [
      ("f(a⟦⟧", "\")\" is missing for the bracket at character 2", nil),
      ("f([a, b⟦)⟧", "\"]\" is missing for the bracket at character 3", nil),
      ("[(a + b⟦]⟧", "\")\" is missing for the bracket at character 2", nil),
      ("a &&\n (b || {1: 2}⟦⟧", "\")\" is missing for the bracket at line 2, character 2", nil),
      ("'第é'[0⟦⟧", "\"]\" is missing for the bracket at character 5", nil),
      ("f(a⟦]⟧", "\"]\" does not close the bracket at character 2", "write )"),
      ("a⟦)⟧ + b", "\")\" closes nothing", nil), ("[a]⟦]⟧]", "\"]\" closes nothing", nil),
      ("a⟦,⟧ b", "\",\" separates nothing here", "a list is written [a, b]; digits have no commas"),
      ("(1⟦,⟧ 000, 000)", "\",\" separates nothing here", "a list is written [a, b]; digits have no commas"),
      ("{a⟦}⟧", "\":\" and a value should follow the key", "a map is written {key: value}, a list [a, b]"),
      (
        "{a⟦,⟧ b: c}", "\":\" and a value should follow the key",
        "a map is written {key: value}, a list [a, b]"
      ),
      ("T{a⟦}⟧", "\":\" and a value should follow the key", "a map is written {key: value}, a list [a, b]"),
    ] as [Case])
  func brackets(_ example: Case) throws { try check(example) }

  /// Each of them is found in one go.
  @Test(
    arguments: [
      ("a ⟦=⟧ 1 ⟦and⟧ b", ["\"=\" is not an operator", "\"and\" is not an operator"]),
      (
        "f(⟦*⟧ 1, 'a⟦\\q⟧', [⟦var⟧]) == {x⟦}⟧",
        [
          "a value should stand before \"*\"", "\"\\q\" has no meaning in a text",
          "\"var\" is a reserved word",
          "\":\" and a value should follow the key",
        ]
      ),
      (
        "has(⟦a⟧) && r.all(⟦1⟧, x) && c ⟦d⟧",
        [
          "has() takes a field: has(value.field)", "all() takes the name of a new variable here",
          "an operator should stand before \"d\"",
        ]
      ),
      ("a ⟦@⟧ b + c ⟦d⟧", ["\"@\" is not expected here", "an operator should stand before \"d\""]),
      ("⟦12x⟧ +⟦⟧ ", ["\"12x\" is not a number", "the expression ends where a value should stand"]),
    ])
  func several(_ marked: String, _ messages: [String]) throws {
    let (text, ranges) = try unmark(marked)
    #expect(faults(text).map(\.message) == messages)
    #expect(faults(text).map(\.range) == ranges)
  }

  @Test func noMoreThanTwenty() {
    #expect(faults(String(repeating: "a = ", count: 100) + "b").count == 20)
    #expect(faults(String(repeating: "1 2 + ", count: 100) + "b").count == 20)
    #expect(faults(String(repeating: #"'\q' + "#, count: 100) + "b").count == 20)
  }

  private func check(_ example: Case) throws {
    let (text, ranges) = try unmark(example.marked)
    let found = faults(text)
    #expect(found.map(\.message) == [example.message])
    #expect(found.map(\.range) == ranges)
    #expect(found.map(\.help) == [example.help])
  }
}
