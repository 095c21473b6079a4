internal import HTTPClient
internal import Values

/// What is asked for at a repository, as tokens have it (distribution specification, "Token Scope Documentation").
struct Scope: Hashable, Sendable, CustomStringConvertible {
  let repository: String
  let isPush: Bool

  var description: String { "repository:\(repository):\(isPush ? "pull,push" : "pull")" }

  /// What to ask a token server for, where the registry says that it wants `other`.
  func including(_ other: String?) -> [String] {
    guard let other, !other.isEmpty, other.utf8.count <= 2048 else { return [description] }
    let isCovered = [description, "repository:\(repository):pull"].contains(other)
    return isCovered ? [description] : [description, other]
  }
}

/// Knows what to show one registry, and learns it when the registry asks.
final class Authenticator: Sendable {
  private struct Token {
    let authorization: String
    let expiry: ContinuousClock.Instant
  }

  private struct State {
    var credentials: OCICredentials??
    var basic: String?
    var tokens: [Scope: Token] = [:]
  }

  private let server: RegistryServer
  private let source: (any OCICredentialSource)?
  private let redactor: Redactor
  private let send: @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse
  private let state = Lock(State())

  init(
    _ server: RegistryServer, source: (any OCICredentialSource)?, redactor: Redactor,
    send: @escaping @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse
  ) {
    self.server = server
    self.source = source
    self.redactor = redactor
    self.send = send
  }

  /// Whether credentials of the registry were found.
  var hasCredentials: Bool {
    if case .some(.some) = state.withLock({ $0.credentials }) { true } else { false }
  }

  /// What to show at once; nil where nothing is known yet.
  func authorization(for scope: Scope) -> String? {
    state.withLock { state in
      if let basic = state.basic { return basic }
      guard let token = state.tokens[scope], token.expiry > .now else { return nil }
      return token.authorization
    }
  }

  /// What to show after the registry refused with these challenges; nil where there is nothing better than what it
  /// refused.
  func answer(
    _ challenges: [Challenge], scope: Scope, refused: String?
  ) async throws(OCIError) -> String? {
    if let bearer = challenges.first(where: { $0.scheme == "bearer" && $0.parameters["realm"] != nil }) {
      let token = try await token(bearer, scope)
      state.withLock { $0.tokens[scope] = token }
      return token.authorization
    }
    guard challenges.contains(where: { $0.scheme == "basic" }) else {
      let schemes = challenges.map { printable($0.scheme.shortened(to: 40)) }.joined(separator: ", ")
      throw OCIError(
        .unauthorized,
        "\(server.name) asks for authentication by `\(schemes)`; Bearer and Basic are what is spoken here")
    }
    guard case .password(let user, let password)? = try await credentials() else { return nil }
    let basic = HTTPHeaders.basicAuthorization(user: user, password: password)
    redactor.add(String(basic.dropFirst("Basic ".count)))
    guard basic != refused else {
      // Whoever logs in anew in the meantime is known with the next question.
      state.withLock { $0 = State() }
      return nil
    }
    state.withLock { $0.basic = basic }
    return basic
  }

  private func credentials() async throws(OCIError) -> OCICredentials? {
    if let known = state.withLock({ $0.credentials }) { return known }
    let found = try await source?.credentials(for: server.name)
    found?.secrets.forEach(redactor.add)
    state.withLock { $0.credentials = .some(found) }
    return found
  }

  // MARK: Tokens (distribution specification, "Token Authentication"; "OAuth2 Token Authentication")

  private func token(_ challenge: Challenge, _ scope: Scope) async throws(OCIError) -> Token {
    let what = "a token for \(scope)"
    let request = try tokenRequest(challenge, scope, try await credentials())
    let place = "\(request.url.authority), the token server of \(server.name),"
    let response: HTTPResponse
    do {
      response = try await send(request)
    } catch {
      throw OCIError(error, asking: what, place)
    }
    guard response.status == 200 else {
      let advice = [400, 401, 403].contains(response.status) ? Self.advice(server.name, hasCredentials) : nil
      throw OCIError(response, asking: what, place, advice: advice, redacting: redactor)
    }
    let answer = try? parseJSON(response.body)
    let texts = ["token", "access_token"].lazy.compactMap { answer?[$0]?.string }
    guard let token = texts.first(where: { !$0.isEmpty }),
      token.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
    else {
      throw .invalid("the answer holds no token", asking: what, place)
    }
    redactor.add(token)
    let seconds = min(max(answer?["expires_in"]?.int ?? 60, 60), 3600)
    return Token(
      authorization: HTTPHeaders.bearerAuthorization(token: token),
      expiry: .now + .seconds(seconds - seconds / 10))
  }

  /// What to do about a refusal.
  static func advice(_ registry: String, _ hadCredentials: Bool) -> String {
    hadCredentials
      ? "the credentials for it are not accepted: log in anew with `docker login \(registry)`"
      : "no credentials for it are known: log in with `docker login \(registry)`"
  }

  private func tokenRequest(
    _ challenge: Challenge, _ scope: Scope, _ credentials: OCICredentials?
  ) throws(OCIError) -> HTTPRequest {
    let realm = try realm(challenge.parameters["realm"] ?? "")
    var parameters: [(String, String)] = []
    if let service = challenge.parameters["service"] { parameters.append(("service", service)) }
    let scopes = scope.including(challenge.parameters["scope"])
    if case .identityToken(let token)? = credentials {
      parameters += [
        ("grant_type", "refresh_token"), ("client_id", "checkctl"), ("scope", scopes.joined(separator: " ")),
        ("refresh_token", token),
      ]
      var request = HTTPRequest(method: "POST", url: realm, body: Array(form(parameters).utf8))
      request.headers.append("Content-Type", "application/x-www-form-urlencoded")
      return request
    }
    parameters += scopes.map { ("scope", $0) }
    let separator = realm.text.contains("?") ? "&" : "?"
    var request = HTTPRequest(url: try self.realm(realm.text + separator + form(parameters)))
    if case .password(let user, let password)? = credentials {
      let basic = HTTPHeaders.basicAuthorization(user: user, password: password)
      redactor.add(String(basic.dropFirst("Basic ".count)))
      request.headers.append("Authorization", basic)
    }
    return request
  }

  /// Where tokens come from: credentials go there, so nobody on the way may read along.
  private func realm(_ text: String) throws(OCIError) -> HTTPURL {
    let url: HTTPURL
    do {
      url = try HTTPURL(text)
    } catch {
      throw .invalid("its token server cannot be asked: \(error.message)", asking: "a token", server.name)
    }
    guard server.mayLead(to: url) else {
      throw OCIError(
        .unauthorized,
        "\(server.name) wants a token from \(url.authority) over plain HTTP, where no credentials are sent;"
          + " its `realm` must be https")
    }
    return url
  }

  private func form(_ parameters: [(String, String)]) -> String {
    parameters.map { "\($0)=\(percentEncoded($1, keeping: "-._~"))" }.joined(separator: "&")
  }
}
