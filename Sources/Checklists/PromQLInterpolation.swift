internal import CEL
internal import Diagnostics
internal import Values

/// Puts values into PromQL so that they stay values: inside a quoted text, escaped; outside only what is trusted
/// (https://prometheus.io/docs/prometheus/latest/querying/basics/, "String literals").
enum PromQLInterpolation {
  struct Fault {
    let message: String
    let help: String
    let span: Span
  }

  /// Where a piece of a query stands.
  private enum Place {
    case code
    case comment
    case quoted(UInt8)
  }

  /// Every `${...}` that could become code.
  static func faults(in template: Template, isTrusted: (Expression) -> Bool) -> [Fault] {
    switch template.content {
    case .expression(let expression) where !isTrusted(expression):
      [untrusted(expression, template.span)]
    case .text(let segments): faults(in: segments, isTrusted: isTrusted)
    default: []
    }
  }

  private static func faults(in segments: [Template.Segment], isTrusted: (Expression) -> Bool) -> [Fault] {
    var place = Place.code
    var faults: [Fault] = []
    for segment in segments {
      switch (segment, place) {
      case (.literal(let text), _): place = self.place(after: text, from: place)
      case (.expression(let expression, let span), .code) where !isTrusted(expression):
        faults.append(untrusted(expression, span))
      case (.expression(let expression, let span), .comment):
        faults.append(
          Fault(message: "`${\(expression.source)}` stands in a comment", help: "take it out of the comment", span: span))
      case (.expression, _): break
      }
    }
    return faults
  }

  private static func untrusted(_ expression: Expression, _ span: Span) -> Fault {
    Fault(
      message: "`${\(expression.source)}` in PromQL could become code",
      help: "put it inside a quoted label value, or declare the input with a `pattern`", span: span)
  }

  /// The query with its values put in.
  static func query(_ segments: [Template.Segment], in scope: Scope) throws(EvaluationError) -> String {
    var place = Place.code
    var query = ""
    for segment in segments {
      let text = try segment.text(in: scope)
      switch (segment, place) {
      case (.literal, _):
        place = self.place(after: text, from: place)
        query += text
      case (.expression(let expression, _), .quoted(let quote)):
        query += try escaped(text, quote: quote, source: expression.source)
      case (.expression, _): query += text
      }
    }
    return query
  }

  private static func escaped(
    _ text: String, quote: UInt8, source: String
  ) throws(EvaluationError) -> String {
    guard quote != UInt8(ascii: "`") else {
      guard !text.contains("`") else {
        throw EvaluationError("${\(source)} contains a backtick, which a text in backticks cannot hold")
      }
      return text
    }
    let mark = Character(Unicode.Scalar(quote))
    return text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
      .replacing(String(mark), with: "\\" + String(mark))
  }

  private static func place(after text: String, from start: Place) -> Place {
    var place = start
    var isEscaped = false
    for byte in text.utf8 {
      switch place {
      case .code:
        if [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(byte) { place = .quoted(byte) }
        if byte == UInt8(ascii: "#") { place = .comment }
      case .comment:
        if byte == UInt8(ascii: "\n") { place = .code }
      case .quoted(let quote):
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") {
          isEscaped = true
        } else if byte == quote {
          place = .code
        }
      }
    }
    return place
  }
}
