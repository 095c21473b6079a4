internal import HTTPClient
internal import ProbeKit

/// The HTTP client of a run: one for all targets, so that one thread and one set of connections serve them.
final class HTTPResource: RunResource {
  let client = HTTPClient()

  func close() async {
    await client.close()
  }
}

extension ProbeContext {
  /// The run's client.
  var httpClient: HTTPClient { resources.resource { HTTPResource() }.client }

  /// Asks through the run's client, within the time of the attempt.
  func send(_ request: HTTPRequest) async throws(ProbeError) -> HTTPResponse {
    let gate = policy.map(RedirectGate.init)
    var request = gate?.limited(request) ?? request
    request.timeout = timeout
    do {
      return try await httpClient.send(request)
    } catch {
      guard error.kind == .redirectRefused, let reason = gate?.reason else { throw ProbeError(error) }
      throw ProbeError(.notGranted, "\(error.message): \(reason)")
    }
  }
}

extension ProbeError {
  /// What a failed exchange means for a probe.
  init(_ error: HTTPError) {
    switch error.kind {
    case .invalidURL, .invalidRequest, .tls(.files): self.init(.invalid, error.message)
    case .resolve, .connectionRefused, .connect, .proxy, .reset: self.init(.unreachable, error.message)
    case .timeout: self.init(.timeout, error.message)
    case .tls(.clientCertificate): self.init(.authentication, error.message)
    case .tls: self.init(.unreachable, error.message, isTransient: false)
    case .truncated: self.init(.answer, error.message)
    case .redirectRefused: self.init(.refused, error.message, isTransient: false)
    case .protocolViolation, .bodyTooLarge, .headersTooLarge, .tooManyRedirects, .decompression:
      self.init(.answer, error.message, isTransient: false)
    case .cancelled: self.init(.cancelled, error.message, awaited: error.message)
    case .closed: self.init(.cancelled, error.message)
    case .noSocket: self.init(.internal, error.message, isTransient: true)
    case .other: self.init(.internal, error.message)
    }
  }
}
