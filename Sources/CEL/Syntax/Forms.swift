/// A form of the language that is no function: an operator or a macro.
public struct Form: Sendable {
  /// How it is written, such as `list.all(x, p)`.
  public let pattern: String
  /// What it does, in one line.
  public let summary: String

  /// The operators, the optional forms of members and literals included (cel-spec, "Syntax"; cel-go, "Optional Types").
  public static let operators: [Form] = [
    Form("a == b, a != b", "Whether two values are equal; numbers of all types are by their value"),
    Form("a < b, a <= b, a > b, a >= b", "How two numbers, texts, bytes, bools, times or durations stand"),
    Form("a && b, a || b, !a", "And, or, not; an operand that decides makes up for a fault in the other"),
    Form("a ? b : c", "b where a is true, else c"),
    Form("a in b", "Whether a list has an element, or a map a key"),
    Form("a + b", "The sum of numbers, or of a time and a duration; texts, bytes or lists put together"),
    Form("a - b", "The difference of numbers, times or durations"),
    Form("a * b, a / b", "The product and the quotient of two numbers of one type"),
    Form("a % b", "What dividing one integer by another leaves over"),
    Form("-a", "The opposite of a number or a duration"),
    Form("a.b, a['b']", "The value of a key of a map; an error where it is absent"),
    Form("a[0]", "The element of a list at an index; an error where it is absent"),
    Form("a.?b, a[?b]", "The same as an optional, which is empty where it is absent"),
    Form("[?a], {k: b, ?k: a}", "A list or map that has what the optional a holds, if it holds anything"),
  ]

  /// The macros (cel-spec, "Macros"; cel-go, "ext").
  public static var macros: [Form] {
    MacroDefinition.all.sorted { $0.name < $1.name }.flatMap { macro in
      macro.patterns.map { pattern in
        Form(pattern, macro.summary + (pattern.contains("(i, ") ? "; i is its index or key" : ""))
      }
    }
  }

  private init(_ pattern: String, _ summary: String) {
    self.pattern = pattern
    self.summary = summary
  }
}
