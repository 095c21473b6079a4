// What can be wrong with the size and the words of an expression.
internal import Values

extension ExpressionFault {
  static func tooLong(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("the expression is longer than \(SyntaxLimits.codePoints) characters", range)
  }

  static func empty(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("the expression is empty", range)
  }

  static func tooNested(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "the expression is nested more than \(SyntaxLimits.nesting) levels deep", range, help: "split it")
  }

  static func tooDeep(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "the expression strings more than \(SyntaxLimits.depth) operations together", range,
      help: "split it, or put parts of it in parentheses")
  }

  // MARK: Characters and operators

  static func unexpected(_ scalar: Unicode.Scalar, _ range: Range<Int>) -> ExpressionFault {
    let help: String? = scalar.properties.isWhitespace ? "write an ordinary space" : nil
    return ExpressionFault("\(scalar.shown) is not expected here", range, help: help)
  }

  static func slip(_ text: String, _ range: Range<Int>, _ help: String) -> ExpressionFault {
    ExpressionFault("\"\(text)\" is not an operator", range, help: help)
  }

  static func interpolation(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"${\" cannot stand inside an expression", range, help: "write what is between ${ and } alone")
  }

  static func foreignName(_ name: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"\(name.shortened(to: 40))\" is not a name: names have only letters a to z, digits and _", range,
      help: "a text stands in quotes; a key with other letters is written map['key']")
  }

  static func openName(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("the name in back quotes is not closed", range, help: "end it with `")
  }

  static func badQuotedName(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "a name in back quotes has only letters a to z, digits, spaces and any of _ . - /", range,
      help: "a key with other characters is written map['key']")
  }

  // MARK: Numbers

  static func badNumber(_ text: String, suffix: String, _ range: Range<Int>) -> ExpressionFault {
    let help: String? =
      if suffix.hasPrefix("_") {
        "digits are written without _ between them"
      } else if suffix.hasPrefix("X") {
        "write 0x in small letters"
      } else if ["ns", "us", "ms", "s", "m", "h"].contains(suffix) {
        "a span of time is written duration('\(text.shortened(to: 40))')"
      } else {
        nil
      }
    return ExpressionFault("\"\(text.shortened(to: 40))\" is not a number", range, help: help)
  }

  static func outOfRange(_ text: Substring, isNegative: Bool, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\(text.shortened(to: 40)) is too \(isNegative ? "small" : "large") for an integer", range,
      help: isNegative
        ? "the smallest is \(Int64.min)"
        : "the largest is \(Int64.max); an unsigned one ends with u and goes to \(UInt64.max)u")
  }

  static func tooLargeUint(_ text: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\(text.shortened(to: 40)) is too large for an unsigned integer", range,
      help: "the largest is \(UInt64.max)u")
  }

  static func tooLargeDouble(_ text: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("\(text.shortened(to: 40)) is too large for a number", range)
  }

  // MARK: Texts

  static func openString(
    _ quote: UInt8, isTriple: Bool, isLine: Bool, _ range: Range<Int>
  ) -> ExpressionFault {
    let one = String(Unicode.Scalar(quote))
    let three = one + one + one
    let help =
      if isTriple {
        "end it with \(three)"
      } else if isLine {
        "end it with \(one) on the same line; a text of several lines begins and ends with \(three)"
      } else {
        "end it with \(one)"
      }
    return ExpressionFault("the text in quotes is not closed", range, help: help)
  }

  static func innerQuote(_ quote: UInt8, isRaw: Bool, _ range: Range<Int>) -> ExpressionFault {
    let inner = Unicode.Scalar(quote)
    let other = quote == UInt8(ascii: "'") ? "\"" : "'"
    let around = "put the whole text in \(other)"
    return ExpressionFault(
      "this \(inner) ends the text, and more follows", range,
      help: isRaw ? around : "write \\\(inner) inside the text, or \(around)")
  }

  static func unknownEscape(_ text: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"\(text)\" has no meaning in a text", range,
      help: "write \\\\ for a backslash, or r before the quote where no backslash has a meaning")
  }

  static func shortEscape(
    _ text: String, digits: Int, radix: UInt32, _ range: Range<Int>
  ) -> ExpressionFault {
    let kind = radix == 8 ? "octal digits, from 000 to 377" : "hexadecimal digits"
    return ExpressionFault(
      "\"\(text)\" should have \(digits) \(kind)", range, help: "write \\\\ for a backslash")
  }

  static func noCodePoint(_ text: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"\(text)\" is not a character of Unicode", range,
      help: "write the character itself, or \\U and its eight digits")
  }

  static func codePointInBytes(_ text: String, _ range: Range<Int>) -> ExpressionFault {
    ExpressionFault(
      "\"\(text)\" is a character, which bytes do not have", range,
      help: "write the character itself, or its bytes with \\x")
  }

  static func typographicQuotes(_ range: Range<Int>) -> ExpressionFault {
    ExpressionFault("these are not the quotes of an expression", range, help: "write ' or \"")
  }
}

extension Unicode.Scalar {
  /// The character in quotes, or its number where it cannot be seen.
  fileprivate var shown: String {
    switch properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .nonspacingMark,
      .enclosingMark, .unassigned, .privateUse, .surrogate:
      let digits = String(value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    default:
      return "\"\(self)\""
    }
  }
}
