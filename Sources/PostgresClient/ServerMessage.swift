private import CLibPQ

/// Turns what libpq says into errors.
enum ServerMessage {
  /// The error of a result with status `PGRES_FATAL_ERROR`.
  static func error(of result: OpaquePointer?, at place: String) -> PostgresError {
    let sqlstate = field(.sqlstate, of: result)
    let primary =
      field(.message, of: result)
      ?? oneLine(PQresultErrorMessage(result).map { String(cString: $0) } ?? "unknown error")
    var kind = sqlstate.map { PostgresError.Kind(sqlstate: $0) } ?? kind(ofLocal: primary)
    // The same code stands for `pg_cancel_backend`, by someone else.
    if sqlstate == "57014", primary.contains("user request") { kind = .server(sqlstate: "57014") }
    return PostgresError(
      kind: kind,
      message: "\(place): \(oneLine(primary))",
      sqlstate: sqlstate,
      detail: rowFaults.contains(sqlstate ?? "") ? nil : field(.detail, of: result),
      hint: field(.hint, of: result),
      position: field(.position, of: result).flatMap { Int($0) })
  }

  /// The errors whose detail, whatever its language, shows the row at fault with each value cut to 64 bytes: not
  /// null, check or partition, and the check option of a view. Half of a secret cannot be masked.
  private static let rowFaults: Set = ["23502", "23514", "44000"]

  /// The error of a connection that could not be opened, from its message at verbosity `PQERRORS_VERBOSE`,
  /// which is the only place where libpq says the SQLSTATE.
  static func connectError(_ message: String, at place: String) -> PostgresError {
    var sqlstate: String?
    let lines = message.split(separator: "\n").compactMap { line -> String? in
      if line.hasPrefix("LOCATION:") { return nil }
      let (text, state) = separatingState(String(line))
      sqlstate = state ?? sqlstate
      return text.trimmingSpaces()
    }
    let text = lines.filter { !$0.isEmpty }.joined(separator: "; ")
    return PostgresError(
      kind: sqlstate.map { PostgresError.Kind(sqlstate: $0) } ?? kind(ofLocal: text),
      message: "cannot connect to \(place): \(text.isEmpty ? "unknown error" : text)",
      sqlstate: sqlstate)
  }

  /// A message as one line.
  static func oneLine(_ message: String) -> String {
    message.split(separator: "\n").map { String($0).trimmingSpaces() }.joined(separator: "; ")
  }

  /// Takes `FATAL:  28P01: ` out of a line, and libpq's `connection to server at ... failed: ` before it.
  private static func separatingState(_ line: String) -> (text: String, sqlstate: String?) {
    var text = line
    if text.hasPrefix("connection to server"), let end = text.firstRange(of: " failed: ") {
      text = String(text[end.upperBound...])
    }
    guard let mark = text.firstRange(of: ":  ") else { return (text, nil) }
    let rest = text[mark.upperBound...]
    let state = rest.prefix(5)
    let isState =
      state.utf8.count == 5 && state.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    guard isState, rest.dropFirst(5).hasPrefix(": ") else { return (String(rest), nil) }
    return (String(rest.dropFirst(7)), String(state))
  }

  /// The kind of a message that libpq wrote itself (`fe-connect.c`, `fe-secure-openssl.c`, `fe-auth.c`).
  static func kind(ofLocal text: String) -> PostgresError.Kind {
    let phrases: [(PostgresError.Kind, [String])] = [
      (.configuration, ["invalid sslmode value", "invalid port number", "invalid integer value"]),
      (.configuration, ["value: \"", "weak sslmode", "invalid connection option", "could not parse"]),
      (.tls, ["SSL", "certificate", "TLS"]),
      (.authentication, ["no password supplied", "authentication method", "SCRAM", "GSSAPI", "password"]),
      (.protocolGarbage, ["expected authentication request", "invalid response", "lost synchronization"]),
      (
        .protocolGarbage,
        ["unexpected response from server", "message type 0x", "message contents do not agree"]
      ),
    ]
    if text.contains("invalid response to SSL negotiation") { return .protocolGarbage }
    return phrases.first { $0.1.contains { text.contains($0) } }?.0 ?? .connection
  }

  /// The fields of an error report (PostgreSQL documentation, section 55.8); libpq's header has them as character
  /// macros, which Swift does not see.
  private enum Field: Character {
    case sqlstate = "C"
    case message = "M"
    case detail = "D"
    case hint = "H"
    case position = "P"
  }

  private static func field(_ field: Field, of result: OpaquePointer?) -> String? {
    guard let code = field.rawValue.asciiValue else { return nil }
    return PQresultErrorField(result, Int32(code)).map { String(cString: $0) }
  }
}

extension String {
  fileprivate func trimmingSpaces() -> String {
    guard let first = firstIndex(where: { !$0.isWhitespace }) else { return "" }
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[first...last])
  }
}
