/// How we are known to a registry.
public enum OCICredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// A user's name and password, or what stands in for one.
  case password(user: String, password: String)
  /// A token that a token server changes for others (OAuth 2 calls it a refresh token).
  case identityToken(String)

  /// What kind they are, without any secret.
  public var description: String {
    switch self {
    case .password(let user, _): "the password of \(user)"
    case .identityToken: "an identity token"
    }
  }

  /// Nothing of the secret.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// What must never be shown.
  var secrets: [String] {
    switch self {
    case .password(_, let password): [password]
    case .identityToken(let token): [token]
    }
  }
}

/// Who knows credentials of registries.
public protocol OCICredentialSource: Sendable {
  /// The credentials for a registry, named by its host and port as a reference has it; nil where there are none.
  func credentials(for registry: String) async throws(OCIError) -> OCICredentials?
}
