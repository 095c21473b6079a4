internal import Values

/// Why a question to PostgreSQL has no answer. It never holds a password.
public struct PostgresError: Error, Hashable, Sendable {
  /// What went wrong, as far as a caller may want to treat it differently.
  public enum Kind: Hashable, Sendable {
    /// No connection, or it was lost.
    case connection
    /// The server did not accept the user or the password (SQLSTATE class 28), or none was given.
    case authentication
    /// SQLSTATE 3D000.
    case noSuchDatabase
    /// SQLSTATE 53300.
    case tooManyConnections
    /// TLS could not be established as `sslmode` demands.
    case tls
    /// The connect timeout, the statement timeout or the lock timeout ran out.
    case timeout
    /// The task that asked was cancelled.
    case cancelled
    /// The server refused the statement; the five characters of its SQLSTATE.
    case server(sqlstate: String)
    /// The server refused what surrounds the statement, which was not run; the five characters of its SQLSTATE.
    case preparation(sqlstate: String)
    /// Whatever answered does not speak PostgreSQL's protocol.
    case protocolGarbage
    /// The result has more rows or bytes than the caller accepts.
    case tooLarge
    /// The pool was closed.
    case closed
    /// The connection settings or parameters cannot be used as they are.
    case configuration
    /// The statement is not one that may be run in the mode asked for; it was not sent.
    case refusedStatement
  }

  /// What went wrong.
  public var kind: Kind
  /// The server's error code, where the server said one.
  public var sqlstate: String?
  /// One line that names the server and says what happened.
  public var message: String
  /// The server's `DETAIL`.
  public var detail: String?
  /// The server's `HINT`.
  public var hint: String?
  /// Where in the statement the error is, in characters from 1.
  public var position: Int?

  /// An error with these facts.
  public init(
    kind: Kind, message: String, sqlstate: String? = nil, detail: String? = nil, hint: String? = nil,
    position: Int? = nil
  ) {
    self.kind = kind
    self.message = message
    self.sqlstate = sqlstate
    self.detail = detail
    self.hint = hint
    self.position = position
  }
}

extension PostgresError: CustomStringConvertible {
  /// The message, with the SQLSTATE.
  public var description: String {
    sqlstate.map { "\(message) (SQLSTATE \($0))" } ?? message
  }
}

extension PostgresError.Kind {
  /// The kind that an error code of the server stands for (PostgreSQL documentation, appendix A).
  init(sqlstate: String) {
    switch sqlstate {
    case "3D000": self = .noSuchDatabase
    case "53300": self = .tooManyConnections
    case "57014", "55P03", "25P03": self = .timeout
    case "57P01", "57P02", "57P03", "57P05": self = .connection
    case _ where sqlstate.hasPrefix("28"): self = .authentication
    case _ where sqlstate.hasPrefix("08"): self = .connection
    default: self = .server(sqlstate: sqlstate)
    }
  }
}

extension PostgresError {
  /// The task was cancelled before anything was asked.
  static let cancelled = cancelled("nothing was asked")

  /// The task was cancelled; what had not come until then.
  static func cancelled(_ awaited: String) -> PostgresError {
    PostgresError(kind: .cancelled, message: awaited)
  }

  /// This error with every occurrence of each secret masked. Nothing is cut: others may know of more secrets.
  func masking(_ secrets: [String]) -> PostgresError {
    var masked = self
    for secret in secrets where !secret.isEmpty {
      masked.message = masked.message.replacing(exactly: secret, with: "***")
      masked.detail = masked.detail?.replacing(exactly: secret, with: "***")
      masked.hint = masked.hint?.replacing(exactly: secret, with: "***")
    }
    return masked
  }
}
