internal import HTTPClient
internal import ProbeKit
internal import Values

extension HTTPRequest {
  /// What sending it makes use of: the target, or the host, and what the item says of the way there. The way to a target
  /// is the environment's own.
  func accesses(target: Target?) -> [Access] {
    if let target { return [.target(target, way: method)] }
    let others = headers.values(of: "Host") + overridingAuthorities + [proxyEndpoint].compactMap(\.self)
    return [.host(url.authority)] + others.map(Access.host) + tls.accesses
  }
}

extension TLSOptions {
  /// The files of certificates and keys.
  var accesses: [Access] {
    [caFile, clientCertificateFile, clientKeyFile].compactMap(\.self).map(Access.file(at:))
  }
}

/// Keeps a request from being led to an origin that its item may not ask.
struct RedirectGate: Sendable {
  private let policy: any AccessPolicy
  private let refused = Lock<String?>(nil)

  init(_ policy: any AccessPolicy) { self.policy = policy }

  /// Why the last redirect was refused; nil where none was for want of a grant.
  var reason: String? { refused.withLock { $0 } }

  /// The request, which follows a redirect only where its policy allows it too.
  func limited(_ request: HTTPRequest) -> HTTPRequest {
    guard case .follow(let max, let allowed) = request.redirects else { return request }
    var limited = request
    limited.redirects = .follow(max: max) { [origin = request.url] text in
      guard allowed(text), let url = try? HTTPURL(text) else { return false }
      guard !url.hasSameOrigin(as: origin), let reason = policy.refusal(of: .host(url.authority)) else {
        return true
      }
      refused.withLock { $0 = reason }
      return false
    }
    return limited
  }
}
