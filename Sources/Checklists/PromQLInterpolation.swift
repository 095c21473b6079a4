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
    /// Between such quotes; after a backslash the next character is escaped.
    case quoted(UInt8, isEscaped: Bool)
  }

  /// Every `${...}` that could become code.
  static func faults(in template: Template, isTrusted: (PlacedExpression) -> Bool) -> [Fault] {
    switch template.content {
    case .expression(let expression) where !isTrusted(expression):
      [untrusted(expression)]
    case .text(let segments): faults(in: segments, isTrusted: isTrusted)
    default: []
    }
  }

  private static func faults(in segments: [Template.Segment], isTrusted: (PlacedExpression) -> Bool)
    -> [Fault]
  {
    var place = Place.code
    var faults: [Fault] = []
    for segment in segments {
      switch (segment, place) {
      case (.literal(let text), _): place = self.place(after: text, from: place)
      case (.expression(let placed), .code) where !isTrusted(placed): faults.append(untrusted(placed))
      case (.expression(let placed), .comment):
        faults.append(
          Fault(
            message: "`${\(placed.source)}` stands in a comment of the query",
            help: "take it out of the comment", span: placed.span))
      case (.expression(let placed), .quoted(let quote, isEscaped: true)):
        place = .quoted(quote, isEscaped: false)
        faults.append(
          Fault(
            message: "`${\(placed.source)}` follows a backslash, which would escape its first character",
            help: "write `\\\\` for a backslash", span: placed.span))
      case (.expression, _): break
      }
    }
    return faults
  }

  private static func untrusted(_ placed: PlacedExpression) -> Fault {
    Fault(
      message: "`${\(placed.source)}` outside quotes could become part of the query",
      help: "put it inside a quoted label value, or declare the input with a `pattern`", span: placed.span)
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
      case (.expression(let placed), .quoted(let quote, _)):
        query += try escaped(text, quote: quote, source: placed.source)
      case (.expression, _): query += text
      }
    }
    return query
  }

  private static func escaped(
    _ text: String, quote: UInt8, source: String
  ) throws(EvaluationError) -> String {
    guard quote != UInt8(ascii: "`") else {
      guard !text.utf8.contains(quote) else {
        throw EvaluationError("`${\(source)}` contains a backtick, which a text in backticks cannot hold")
      }
      return text
    }
    let mark = String(Unicode.Scalar(quote))
    return text.replacing(exactly: "\\", with: "\\\\").replacing(exactly: "\n", with: "\\n")
      .replacing(exactly: mark, with: "\\" + mark)
  }

  private static func place(after text: String, from start: Place) -> Place {
    var place = start
    for byte in text.utf8 {
      switch place {
      case .code:
        if [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(byte) {
          place = .quoted(byte, isEscaped: false)
        }
        if byte == UInt8(ascii: "#") { place = .comment }
      case .comment:
        if byte == UInt8(ascii: "\n") { place = .code }
      case .quoted(let quote, isEscaped: true): place = .quoted(quote, isEscaped: false)
      case .quoted(let quote, isEscaped: false):
        if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") {
          place = .quoted(quote, isEscaped: true)
        } else if byte == quote {
          place = .code
        }
      }
    }
    return place
  }
}
