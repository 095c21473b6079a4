internal import PostgresClient
internal import ProbeKit
internal import Values

extension ProbeError {
  /// What PostgreSQL's error means for a probe. A statement that the server refused once it was asked carries
  /// its SQLSTATE as an observation; what may pass by itself, such as a deadlock, does not, since it decides
  /// nothing. What the server repeats of the run's secrets is masked.
  init(_ error: PostgresError, query: String, wasAsked: Bool, redacting redactor: Redactor) {
    let error = error.readable(redacting: redactor)
    let (kind, isTransient) = Self.meaning(of: error.kind)
    var refusal: Observation?
    if case .server(let sqlstate) = error.kind, wasAsked, !isTransient {
      refusal = Observation(
        ["sqlstate": .string(sqlstate)], excerpt: error.excerpt(of: query), isFinal: true)
    }
    let place = error.position.flatMap { QueryPlace(query, position: $0) }
    let line = place.map { query.contains("\n") ? ", line \($0.line) of the query" : "" } ?? ""
    self.init(
      kind, error.description + line, isTransient: isTransient, refusal: refusal,
      excerpt: error.excerpt(of: query), awaited: error.kind == .cancelled ? error.message : nil)
  }

  private static func meaning(of kind: PostgresError.Kind) -> (Kind, isTransient: Bool) {
    switch kind {
    case .connection: (.unreachable, true)
    case .tls: (.unreachable, false)
    case .authentication: (.authentication, false)
    case .noSuchDatabase: (.refused, false)
    case .tooManyConnections: (.refused, true)
    case .timeout: (.timeout, true)
    case .cancelled, .closed: (.cancelled, false)
    case .protocolGarbage: (.answer, true)
    case .tooLarge: (.answer, false)
    case .configuration, .refusedStatement: (.invalid, false)
    case .server(let sqlstate), .preparation(let sqlstate): meaning(ofState: sqlstate)
    }
  }

  /// By the classes of PostgreSQL's error codes (documentation, appendix A): 40 is a rollback that may succeed
  /// the next time, 53, 55, 57 and 58 are troubles of the server, 42 and 0A faults of the statement.
  private static func meaning(ofState sqlstate: String) -> (Kind, isTransient: Bool) {
    if sqlstate == "42501" { return (.refused, false) }
    return switch sqlstate.prefix(2) {
    case "40", "53", "55", "57", "58": (.refused, true)
    case "42", "0A", "22": (.invalid, false)
    default: (.refused, false)
    }
  }
}

extension PostgresError {
  /// The error with secrets masked, and then no more text than anyone would read: of a secret that was cut, the
  /// rest would show.
  fileprivate func readable(redacting redactor: Redactor) -> PostgresError {
    func readable(_ text: String) -> String { redactor.redact(text).shortened(to: 2000) }
    var error = self
    error.message = readable(message)
    error.detail = detail.map(readable)
    error.hint = hint.map(readable)
    return error
  }

  /// The line of the query that is to blame, and what else the server said.
  fileprivate func excerpt(of query: String) -> String? {
    var lines: [String] = []
    if let place = position.flatMap({ QueryPlace(query, position: $0) }) { lines.append(place.snippet) }
    if let detail { lines.append("detail: \(detail)") }
    if let hint { lines.append("hint: \(hint)") }
    switch kind {
    case .server("25006"):
      lines.append("hint: a statement that changes something needs `may_write: true` and `action: true`")
    case .tooLarge: lines.append("hint: `max_rows` of the item bounds the rows")
    default: break
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

/// A place in a query.
private struct QueryPlace {
  /// From 1.
  let line: Int
  private let text: String
  private let column: Int

  /// The place at a position in characters from 1; nil beyond the end.
  init?(_ query: String, position: Int) {
    let scalars = Array(query.unicodeScalars)
    guard (1...scalars.count + 1).contains(position) else { return nil }
    let before = scalars[..<(position - 1)]
    let start = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    line = before.count { $0 == "\n" } + 1
    let rest = scalars[start...].prefix { $0 != "\n" && $0 != "\r" }
    text = String(String.UnicodeScalarView(rest.map { $0 == "\t" ? " " : $0 }))
    column = position - 1 - start
  }

  /// The line, about 80 characters of it, with a caret under the place.
  var snippet: String {
    let scalars = Array(text.unicodeScalars)
    let first = max(0, min(column - 50, scalars.count - 80))
    let window = String(String.UnicodeScalarView(scalars.dropFirst(first).prefix(80)))
    let number = String(line)
    let margin = String(repeating: " ", count: number.utf8.count)
    return "\(number) | \(window)\n\(margin) | \(String(repeating: " ", count: column - first))^"
  }
}
