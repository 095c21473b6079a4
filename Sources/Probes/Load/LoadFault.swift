internal import HTTPClient

/// Why a request of a load counts as an error.
enum LoadFault: String, Hashable, Sendable, CaseIterable {
  case timeout
  case refused
  case unreachable
  case tls
  case reset
  case answer
  case notSent = "not_sent"
  case status1xx = "status_1xx"
  case status3xx = "status_3xx"
  case status4xx = "status_4xx"
  case status5xx = "status_5xx"

  /// What an answer of this status is; nil for 2xx, which is none.
  init?(status: Int) {
    switch status / 100 {
    case 2: return nil
    case 3: self = .status3xx
    case 4: self = .status4xx
    case 1: self = .status1xx
    default: self = .status5xx
    }
  }

  /// What a failed exchange is; nil where it says something of this machine, not of the one that was asked.
  init?(_ kind: HTTPError.Kind) {
    switch kind {
    case .timeout: self = .timeout
    case .connectionRefused: self = .refused
    case .resolve, .connect, .proxy: self = .unreachable
    case .tls(.files): return nil
    case .tls: self = .tls
    case .reset, .truncated: self = .reset
    case .protocolViolation, .bodyTooLarge, .headersTooLarge, .tooManyRedirects, .redirectRefused,
      .decompression,
      .other:
      self = .answer
    case .invalidURL, .invalidRequest, .noSocket, .cancelled, .closed: return nil
    }
  }

  /// What it is, as the reference says it.
  var summary: String {
    switch self {
    case .timeout: "No complete answer within `request_timeout`."
    case .refused: "The connection was refused."
    case .unreachable: "There was no connection for another reason, such as a name that does not resolve."
    case .tls: "TLS could not be agreed on."
    case .reset: "The connection ended before the answer was complete."
    case .answer: "The answer could not be understood, or was too large."
    case .notSent: "Due for longer than `request_timeout`, and not sent: all of `concurrency` was in flight."
    case .status1xx: "An answer that is none yet."
    case .status3xx: "A redirect; it is not followed."
    case .status4xx: "A request that the server calls wrong."
    case .status5xx: "A failure of the server, or a status that there is not."
    }
  }

  /// Whether it lasted at least as long as a request may, so that it belongs to the latencies.
  var isSlowness: Bool { self == .timeout || self == .notSent }
}
