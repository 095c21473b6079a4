// What can be wrong with the order of the words of an expression, and with macros.
internal import Values

extension ExpressionFault {
  // MARK: Values and operators

  static func missingValue(before text: Substring?, _ range: Range<Int>) -> ExpressionFault {
    guard let text else { return ExpressionFault("the expression ends where a value should stand", range) }
    return ExpressionFault("a value should stand before \"\(text.shortened(to: 40))\"", range)
  }

  static func missingOperator(
    before text: Substring, isElement: Bool, _ range: Range<Int>
  ) -> ExpressionFault {
    let word = String(text)
    let help: String? =
      if word == "is" {
        "write == to compare"
      } else if ["contains", "startsWith", "endsWith", "matches"].contains(word) {
        "write value.\(word)(argument)"
      } else if word.hasPrefix("=") {
        "write == to compare"
      } else if isElement {
        "separate values by a comma"
      } else {
        nil
      }
    return ExpressionFault(
      "an operator should stand before \"\(text.shortened(to: 40))\"", range, help: help)
  }

  static func wordForOperator(_ word: Substring, _ symbol: Symbol, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\"\(word)\" is not an operator", range, help: "write \(symbol.rawValue)")
  }

  static func notIn(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\"not\" is not an operator", range, help: "write !(value in list)")
  }

  static func mixedSigns(_ first: Symbol, _ second: Symbol, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"\(second.rawValue)\" cannot follow \"\(first.rawValue)\"", range,
      help: "put what follows \"\(first.rawValue)\" in parentheses")
  }

  // MARK: Conditions

  static func missingColon(question: String, isField: Bool, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\":\" is missing for the \"?\" \(question)", range,
      help: isField ? "an optional field is written value.?field" : "write condition ? value : other")
  }

  static func nestedCondition(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "a condition between \"?\" and \":\" needs parentheses", range, help: "write a ? (b ? c : d) : e")
  }

  static func strayColon(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\":\" belongs to no \"?\"", range, help: "write condition ? value : other")
  }

  // MARK: Names, fields and calls

  static func reserved(_ word: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"\(word)\" is a reserved word", range,
      help: word == "if" || word == "else"
        ? "write condition ? value : other" : "only a field can have this name: value.\(word)")
  }

  static func quotedVariable(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "only a field's name can stand in back quotes", range,
      help: "write value.`name`; a text stands in ' or \"")
  }

  static func missingName(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("a name should follow the point", range)
  }

  static func keywordField(_ word: Substring, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\"\(word)\" is not a field's name", range, help: "write `\(word)` in back quotes")
  }

  static func numberField(_ text: Substring, _ range: Range<Int>) -> ExpressionFault {
    let number = text.dropFirst().shortened(to: 40)
    return ExpressionFault(
      "a field's name does not begin with a digit", range,
      help: "write value[\(number)] for an element of a list, value['\(number)'] for a key")
  }

  static func notCallable(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "what stands before \"(\" cannot be called", range,
      help: "a call is written name(argument) or value.name(argument)")
  }

  static func notMessage(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "only the name of a type can stand before \"{\"", range, help: "a map is written {'key': value}")
  }

  static func badField(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("the field of a message is a name", range, help: "write Type{name: value}")
  }

  // MARK: Brackets

  static func missingCloser(_ closer: Symbol, opened place: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\"\(closer.rawValue)\" is missing for the bracket \(place)", range)
  }

  static func wrongCloser(
    _ found: Symbol, for closer: Symbol, opened place: String, _ range: Range<Int>
  ) -> ExpressionFault {
    ExpressionFault(
      "\"\(found.rawValue)\" does not close the bracket \(place)", range, help: "write \(closer.rawValue)")
  }

  static func strayCloser(_ symbol: Symbol, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\"\(symbol.rawValue)\" closes nothing", range)
  }

  static func strayComma(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\",\" separates nothing here", range, help: "a list is written [a, b]; digits have no commas")
  }

  static func missingEntryValue(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\":\" and a value should follow the key", range,
      help: "a map is written {key: value}, a list [a, b]")
  }

  // MARK: Macros

  static func hasNeedsField(_ range: Range<Int>, isIndex: Bool) -> ExpressionFault {
    ExpressionFault(
      "has() takes a field: has(value.field)", range,
      help: isIndex ? "for a key in brackets write key in value" : nil)
  }

  static func badVariable(of macro: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\(macro)() takes the name of a new variable here", range, help: "write a simple name")
  }

  static func sameVariable(_ name: String, of macro: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\(macro)() cannot have two variables of the name \"\(name)\"", range)
  }
}
