internal import HTTPClient
internal import Values

/// One question to a registry.
struct Question: Sendable {
  /// What is asked for, as messages have it, such as `the tags of platform/postgres`, or `to take the blob ...`.
  var what: String
  var method = "GET"
  var url: HTTPURL
  var headers: HTTPHeaders = [:]
  var body: [UInt8]?
  /// What the token must allow.
  var scope: Scope
  /// The statuses that are no error.
  var accepted: Set<Int> = [200]
  /// How many bytes the answer may have.
  var maxBytes = OCIManifest.largest
  /// Whether redirects are followed, which lead to where the content is stored.
  var followsRedirects = false
}

/// Speaks with one registry: shows our credentials to it alone, and says what a refusal means.
final class RegistryTransport: Sendable {
  let server: RegistryServer
  private let http: HTTPClient
  private let options: OCIRegistryOptions
  private let redactor: Redactor
  private let authenticator: Authenticator

  /// An error's text must fit, however little is asked for.
  private static let leastBytes = 64 << 10

  init(
    _ server: RegistryServer, http: HTTPClient, options: OCIRegistryOptions,
    credentials: (any OCICredentialSource)?, redactor: Redactor
  ) {
    self.server = server
    self.http = http
    self.options = options
    self.redactor = redactor
    authenticator = Authenticator(server, source: credentials, redactor: redactor) {
      request throws(HTTPError) in
      try await http.send(options.applied(to: request))
    }
  }

  /// The answer, where its status is accepted.
  func ask(_ question: Question) async throws(OCIError) -> HTTPResponse {
    let shown = authenticator.authorization(for: question.scope)
    let first = try await send(question, shown)
    guard first.status == 401, first.redirects.isEmpty else { return try judge(first, question) }
    let challenges = Challenge.all(in: first.headers.values(of: "www-authenticate"))
    guard !challenges.isEmpty else { return try judge(first, question) }
    let better = try await authenticator.answer(challenges, scope: question.scope, refused: shown)
    guard let better else { return try judge(first, question) }
    return try judge(try await send(question, better), question)
  }

  /// An answer that cannot be understood.
  func invalid(_ fault: String, _ question: Question) -> OCIError {
    .invalid(fault, asking: question.what, server.name)
  }

  /// Where the registry says that it goes on: never anywhere else, since our credentials go along.
  func following(_ reference: String, from question: Question) throws(OCIError) -> HTTPURL {
    let url: HTTPURL
    do {
      url = try question.url.resolving(reference)
    } catch {
      throw invalid("it leads to an unusable URL: \(error.message)", question)
    }
    guard url.hasSameOrigin(as: server.url) else {
      throw invalid(
        "it leads on to \(url.scheme)://\(url.authority), which is not \(server.url.scheme)://"
          + "\(server.url.authority); tell the registry under which name it is reached", question)
    }
    return url
  }

  private func send(_ question: Question, _ authorization: String?) async throws(OCIError) -> HTTPResponse {
    var request = HTTPRequest(
      method: question.method, url: question.url, headers: question.headers, body: question.body)
    if let authorization { request.headers.append("Authorization", authorization) }
    request.maxBodyBytes = max(question.maxBytes, Self.leastBytes)
    // The digest is of the bytes as they are stored.
    request.decompress = false
    request.isSentAtMostOnce = ["POST", "PATCH"].contains(question.method)
    let server = server
    if question.followsRedirects {
      request.redirects = .follow(max: 5) { url in
        (try? HTTPURL(url)).map { server.mayLead(to: $0) } ?? false
      }
    }
    do {
      return try await http.send(options.applied(to: request))
    } catch {
      throw OCIError(error, asking: question.what, server.name)
    }
  }

  private func judge(_ response: HTTPResponse, _ question: Question) throws(OCIError) -> HTTPResponse {
    if question.accepted.contains(response.status) { return response }
    let advice =
      response.status == 401 ? Authenticator.advice(server.name, authenticator.hasCredentials) : nil
    throw OCIError(response, asking: question.what, server.name, advice: advice, redacting: redactor)
  }
}

extension OCIRegistryOptions {
  /// The request with these options.
  func applied(to request: HTTPRequest) -> HTTPRequest {
    var request = request
    request.timeout = timeout
    request.connectTimeout = connectTimeout
    request.proxy = proxy
    request.tls.caFile = caFile
    return request
  }
}
