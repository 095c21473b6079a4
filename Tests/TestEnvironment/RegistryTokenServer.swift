private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A token server for a `DockerRegistry` (distribution specification, "Token Authentication"): one user may push and
/// pull, and everybody else may pull where that is allowed.
public final class RegistryTokenServer: Sendable {
  /// What the registry is called in tokens.
  public let service = "registry-of-tests"
  /// Who signs the tokens.
  public let issuer = "issuer-of-tests"
  /// The certificate that vouches for tokens, in PEM.
  public let certificate: String
  /// Where tokens are asked for.
  public var realm: String { "\(server.url)/token" }
  /// Every request as it came, head and body.
  public var requests: AsyncStream<String> { server.requests }
  private let server: ScriptedServer

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - credentials: the user who may push.
  ///   - identityToken: what stands in for the user's password, in a POST.
  ///   - allowingAnonymousPulls: whether others may pull.
  public static func start(
    _ credentials: PrometheusServer.Credentials, identityToken: String? = nil,
    allowingAnonymousPulls: Bool = false
  ) async throws -> RegistryTokenServer {
    let directory = try TemporaryDirectory()
    let (key, certificate) = (directory.path(of: "tokens.key"), directory.path(of: "tokens.crt"))
    try await output(of: [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=tokens", "-days", "2",
      "-keyout", key,
      "-out", certificate,
    ])
    let policy = Policy(
      basic: "Basic " + base64(Array("\(credentials.user):\(credentials.password)".utf8)),
      identityToken: identityToken, allowsAnonymousPulls: allowingAnonymousPulls)
    return try RegistryTokenServer(directory, key: key, certificate: try readFile(certificate), policy)
  }

  private init(_ directory: TemporaryDirectory, key: String, certificate: String, _ policy: Policy) throws {
    self.certificate = certificate
    let signer = Signer(
      directory: directory, key: key, certificate: certificate, service: service, issuer: issuer)
    server = try ScriptedServer(serving: { request in
      guard let access = policy.access(of: request) else {
        return StandInResponse(401, "application/json", #"{"details":"incorrect username or password"}"#)
      }
      return StandInResponse(
        200, "application/json", #"{"token":"\#(signer.token(access))","expires_in":300}"#)
    })
  }

  /// Stops the server.
  public func stop() { server.stop() }
}

/// Who may do what.
private struct Policy: Sendable {
  let basic: String
  let identityToken: String?
  let allowsAnonymousPulls: Bool

  /// What a token is to allow, as JSON; nil where the client is not known.
  func access(of request: StandInRequest) -> String? {
    let form = StandInRequest("POST /?\(request.body) HTTP/1.1\r\n\r\n")
    let scopes = (request.query + form.query).filter { $0.name == "scope" }.flatMap {
      $0.value.split(separator: " ")
    }
    let isUser: Bool
    if let token = form.parameter("refresh_token") {
      guard token == identityToken else { return nil }
      isUser = true
    } else if let authorization = request.headers["authorization"] {
      guard authorization == basic else { return nil }
      isUser = true
    } else {
      guard allowsAnonymousPulls else { return nil }
      isUser = false
    }
    let entries = scopes.compactMap { scope -> String? in
      let parts = scope.split(separator: ":")
      guard parts.count == 3 else { return nil }
      let actions = parts[2].split(separator: ",").filter { isUser || $0 == "pull" }.map { #""\#($0)""# }
      return #"{"type":"\#(parts[0])","name":"\#(parts[1])","actions":[\#(actions.joined(separator: ","))]}"#
    }
    return "[\(entries.joined(separator: ","))]"
  }
}

/// Writes JSON web tokens, RS256 (RFC 7515).
private struct Signer: Sendable {
  let directory: TemporaryDirectory
  let key: String
  let certificate: String
  let service: String
  let issuer: String

  func token(_ access: String) -> String {
    let der = certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    let now = Timestamp.now.seconds
    let header = #"{"alg":"RS256","typ":"JWT","x5c":["\#(der)"]}"#
    let claims = """
      {"iss":"\(issuer)","aud":"\(service)","sub":"","iat":\(now),"nbf":\(now - 10),"exp":\(now + 300),\
      "jti":"\(UInt64.random(in: 0 ... .max))","access":\(access)}
      """
    let signed = "\(urlSafe(base64(Array(header.utf8)))).\(urlSafe(base64(Array(claims.utf8))))"
    return "\(signed).\(urlSafe(signature(of: signed)))"
  }

  /// In base64. It blocks the thread of the request, which has it for itself.
  private func signature(of text: String) -> String {
    guard
      let pipe = popen("printf %s '\(text)' | openssl dgst -sha256 -sign '\(key)' | openssl base64 -A", "r")
    else {
      return ""
    }
    defer { pclose(pipe) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = fread(&buffer, 1, buffer.count, pipe)
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  private func urlSafe(_ text: String) -> String {
    String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" && $0 != "\n" })
  }
}
