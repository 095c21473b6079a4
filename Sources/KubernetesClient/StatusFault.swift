internal import HTTPClient
internal import Values

extension KubernetesError {
  /// What an answer of the API that is no success means (Kubernetes API reference, "Status"; "API Concepts"). The
  /// redactor masks what the server says before it is cut.
  init(_ response: HTTPResponse, from server: String, redacting redactor: Redactor) {
    let status = try? parseJSON(response.body)
    let isStatus = status?["kind"]?.string == "Status"
    let said = (isStatus ? status?["message"]?.string : nil) ?? Self.text(response)
    let message = redactor.redact(said).shortened(to: 500)
    switch response.status {
    case 400, 405, 406, 415, 422:
      self.init(.invalid, "\(server) refuses the question: \(message)")
    case 401: self.init(unauthorizedBy: server)
    case 403: self.init(.forbidden, "\(server) does not allow it (403): \(message)")
    case 404 where isStatus && status?["details"]?["name"]?.string?.isEmpty == false:
      self.init(.notFound, "\(server): \(message)")
    case 404: self.init(.unknownResource, "\(server): \(message)")
    case 410: self.init(.gone, "\(server): \(message)")
    case 429:
      self.init(
        .throttled, "\(server) has too much to do (429): \(message)",
        retryAfter: Self.delay(response.headers["retry-after"]))
    case 500...:
      self.init(
        .server, "\(server) failed (\(response.status)): \(message)",
        retryAfter: Self.delay(response.headers["retry-after"]))
    default: self.init(.answer, "\(server) answered \(response.status): \(message)")
    }
  }

  /// The server does not know us.
  init(unauthorizedBy server: String) {
    self.init(
      .unauthorized, "\(server) does not know us (401): the credentials are missing, wrong or expired")
  }

  /// What a failed exchange means.
  init(_ error: HTTPError) {
    switch error.kind {
    case .invalidURL, .invalidRequest, .tls(.files): self.init(.configuration, error.message)
    case .tls: self.init(.tls, error.message)
    case .timeout: self.init(.timeout, error.message)
    case .resolve, .connectionRefused, .connect, .noSocket, .proxy, .reset:
      self.init(.unreachable, error.message)
    case .cancelled, .closed: self.init(.cancelled, error.message)
    case .protocolViolation, .bodyTooLarge, .headersTooLarge, .tooManyRedirects, .redirectRefused, .truncated,
      .decompression, .other:
      self.init(.answer, error.message)
    }
  }

  /// The beginning of an answer that is no status.
  private static func text(_ response: HTTPResponse) -> String {
    let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.isEmpty ? "status \(response.status)" : line
  }

  /// Seconds, as API servers write it (RFC 9110, section 10.2.3).
  private static func delay(_ text: String?) -> Duration? {
    text.flatMap { Int($0) }.flatMap { (0...3600).contains($0) ? .seconds($0) : nil }
  }
}
