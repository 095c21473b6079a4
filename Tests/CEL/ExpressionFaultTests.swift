import CEL
import Testing

/// What is wrong with expressions, and where: the place is marked in the expression.
struct ExpressionFaultTests {
  private static let beyond =
    "an expression is a value such as inputs.name, each, each.key or each.value, "
    + "or one comparison of such a value with a literal"
  private static let oneComparison = "is not understood here: this version knows one comparison at most"
  private static let twoItems =
    "make two items of it, each with one of the conditions, or name one item in the `needs` of another"

  @Test(
    arguments: [
      ("⟦⟧", "the expression is empty", nil),
      ("⟦  ⟧", "the expression is empty", nil),
      ("inputs.n ⟦+⟧ 1", "\"+\" is not understood here", beyond),
      ("inputs.n == 1 ⟦&&⟧ inputs.n == 2", "\"&&\" \(oneComparison)", twoItems),
      ("⟦!⟧inputs.n", "\"!\" \(oneComparison)", twoItems),
      ("1 ⟦2⟧", "\"a literal\" is not understood here", beyond),
      ("inputs.n ==⟦⟧", "the expression ends where a value should stand", nil),
      ("inputs.⟦⟧", "a name should follow the point", nil),
      ("inputs.⟦5⟧", "a name should follow the point", nil),
      ("inputs[⟦n⟧]", "a text or an integer should stand between the brackets", nil),
      ("inputs[⟦1.5⟧]", "a text or an integer should stand between the brackets", nil),
      ("inputs['n'⟦⟧", "\"]\" should stand here", nil),
      ("env(⟦inputs⟧)", "env() takes one text in quotes", "write env(\"NAME\")"),
      ("env('X'⟦⟧", "\")\" should stand here", nil),
      ("⟦'abc⟧", "a text in quotes is not closed", nil),
      ("'ab⟦\\q⟧'", "unknown escape in a text", nil),
      ("inputs.n == ⟦12x⟧", "\"12x\" is not a number", nil),
      ("inputs.n == ⟦99999999999999999999⟧", "\"99999999999999999999\" is not a number", nil),
      ("inputs.⟦é⟧", "unexpected \"é\" in an expression", nil),
      ("a ⟦@⟧ b", "unexpected \"@\" in an expression", nil),
    ] as [(String, String, String?)])
  func syntax(_ marked: String, _ message: String, _ help: String?) throws {
    let (text, range) = try unmark(marked)
    let fault = try #require(throws: ExpressionFault.self) { try Expression(parsing: text) }
    #expect(fault.message == message)
    #expect(fault.range == range)
    #expect(fault.help == help)
  }

  @Test(
    arguments: [
      (
        "⟦inptus.n⟧", "\"inptus\" is not known here",
        "did you mean inputs? in scope: inputs, each, env(\"…\")"
      ),
      ("⟦needs.a⟧", "\"needs\" is not known here", "in scope: inputs, each, env(\"…\")"),
      ("⟦inputs⟧", "name the input that is meant", "write inputs.name"),
      ("⟦inputs.regoin⟧ == 'x'", "there is no input named \"regoin\"", "did you mean inputs.region?"),
      ("⟦inputs.other⟧", "there is no input named \"other\"", "declared: n, region"),
      ("⟦inputs.n.x⟧", "there is nothing inside int to refer to", nil),
      ("⟦inputs.region[0]⟧", "there is nothing inside string to refer to", nil),
      ("⟦inputs.n == 'a'⟧", "int cannot be compared with string by ==", nil),
      ("⟦each < true⟧", "string cannot be compared with bool by <", "write \"true\" in quotes"),
      ("⟦inputs.n == '5'⟧", "int cannot be compared with string by ==", "write 5 without quotes"),
      ("⟦inputs.region == 5⟧", "string cannot be compared with int by ==", "write \"5\" in quotes"),
      ("⟦1.5 == '2.5'⟧", "number cannot be compared with string by ==", "write \"1.5\" in quotes"),
      (
        "⟦secret_file('x')⟧", "there is no function named \"secret_file\" here",
        "secret_file() exists only in environments: declare an input and let the environment set it"
      ),
      ("⟦size('x')⟧", "there is no function named \"size\" here", "known here: env(\"…\")"),
    ] as [(String, String, String?)])
  func types(_ marked: String, _ message: String, _ help: String?) throws {
    let (text, range) = try unmark(marked)
    let expression = try Expression(parsing: text)
    let declarations = Declarations(
      inputs: ["n": .int, "region": .string], each: .element(.string), functions: ["env"])
    let fault = try #require(throws: ExpressionFault.self) { try expression.type(in: declarations) }
    #expect(fault.message == message)
    #expect(fault.range == range)
    #expect(fault.help == help)
  }

  @Test func eachNeedsForEach() throws {
    let none = try #require(throws: ExpressionFault.self) {
      try Expression(parsing: "each.key").type(in: Declarations(inputs: [:]))
    }
    #expect(none.message == "\"each\" is known only in an item with for_each")
    let entry = try #require(throws: ExpressionFault.self) {
      try Expression(parsing: "each").type(in: Declarations(inputs: [:], each: .entry(value: .int)))
    }
    #expect(entry.help == "write each.key or each.value")
    let bare = try #require(throws: ExpressionFault.self) {
      try Expression(parsing: "size('x')").type(in: Declarations(inputs: [:]))
    }
    #expect(bare.help == "there are no functions here")
    #expect(try Expression(parsing: "each.x").type(in: Declarations(inputs: [:], each: .either)) == .dyn)
  }

  @Test(arguments: 0..<40)
  func mutationsNeverCrash(_ seed: Int) {
    var random = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let sources = ["inputs.names[1] == \"a\\n第\"", "env('HOME') != each.value", "-1.5e+3 <= inputs['x y'].z"]
    for _ in 0..<200 {
      var bytes = Array(sources[Int.random(in: 0..<sources.count, using: &random)].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        default: bytes.insert(UInt8.random(in: 0...127, using: &random), at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let expression = try Expression(parsing: text)
        _ = try? expression.type(in: ExpressionTests.declarations)
        _ = try? expression.value(in: ExpressionTests.scope())
      } catch {
        #expect(error.range.lowerBound >= 0 && error.range.upperBound <= text.utf8.count)
      }
    }
  }

  private func unmark(_ marked: String) throws -> (String, Range<Int>) {
    let open = try #require(marked.firstRange(of: "⟦"))
    let close = try #require(marked.firstRange(of: "⟧"))
    let before = marked[..<open.lowerBound]
    let inner = marked[open.upperBound..<close.lowerBound]
    let range = before.utf8.count..<(before.utf8.count + inner.utf8.count)
    return (String(before + inner + marked[close.upperBound...]), range)
  }
}

/// A small repeatable source of random numbers (xorshift64*).
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
