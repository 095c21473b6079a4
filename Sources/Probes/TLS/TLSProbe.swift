public import Diagnostics
internal import HTTPClient
public import ProbeKit
internal import Values

/// Shakes hands by TLS, sees what the server shows whether it is to be trusted or not, and closes the connection.
public struct TLSProbe: Probe {
  /// Nothing is asked.
  public let effect = Effect.read
  private let request: ConnectionRequest

  /// Makes the probe of checked fields; throws `invalid` where there is a certificate without its key, or a key alone.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    var tls = TLSOptions()
    tls.insecure = true
    tls.serverName = fields.string("server_name")
    tls.caFile = fields.string("ca_file")
    guard (fields["client_certificate"] == nil) == (fields["client_key"] == nil) else {
      throw ProbeError(.invalid, "client_certificate and client_key go together")
    }
    tls.clientCertificateFile = fields.string("client_certificate")
    tls.clientKeyFile = fields.string("client_key")
    tls.clientKeyPassword = fields.string("client_key_password")
    let host = try checkedHost(fields.string("host") ?? "")
    request = ConnectionRequest(host: host, port: fields.int("port") ?? 443, tls: tls)
  }

  /// The port of the host, of the name too that it is to answer for, and the files of certificates and keys.
  public func accesses(targets: [String: Target]) -> [Access] {
    let hosts = [request.host, request.tls?.serverName].compactMap(\.self)
    return hosts.map { .host($0, port: request.port) } + (request.tls?.accesses ?? [])
  }

  /// Shakes hands once. A refused connection, a failed handshake and a bad certificate are what was to be found out.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    var request = request
    request.timeout = context.timeout
    do {
      return observation(of: try await context.httpClient.connect(request), at: context.now())
    } catch {
      guard error.isAboutHandshake else { throw ProbeError(error) }
      return Self.observation(refusal: error.message)
    }
  }

  static func observation(refusal reason: String) -> Observation {
    Observation(["handshake": false, "reason": .string(reason)], excerpt: reason, cause: reason)
  }

  func observation(of facts: ConnectionFacts, at now: Timestamp) -> Observation {
    var fields: ValueMap = [
      "handshake": true, "verified": .bool(facts.tls?.verified == true), "address": .string(facts.peer),
      "latency": .duration(facts.latency),
    ]
    var excerpt = "connected to \(facts.peer)"
    if let tls = facts.tls {
      for (key, value) in tls.observation(at: now) { fields[key] = value }
      let end = Timestamp(seconds: tls.notAfter)
      excerpt = "\(tls.protocolVersion) with \(facts.peer)\n\(tls.subject), by \(tls.issuer), until \(end)"
    }
    if let complaint = facts.complaint {
      fields["reason"] = .string(complaint)
      excerpt += "\n\(complaint)"
    }
    return Observation(fields, excerpt: excerpt, cause: facts.complaint)
  }

  /// Finds what the types of the fields cannot say.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    checkHost(of: draft, into: &diagnostics)
    for (one, other) in [("client_certificate", "client_key"), ("client_key", "client_certificate")] {
      guard let field = draft[one], draft[other] == nil else { continue }
      diagnostics.add(
        Diagnostic(
          "tls-half-identity", "`\(one)` is of no use without `\(other)`", at: field.span,
          help: "name both, or neither"))
    }
  }
}

extension HTTPError {
  /// Whether it says how a connection or a handshake went, rather than that nobody could tell.
  fileprivate var isAboutHandshake: Bool {
    switch kind {
    case .connectionRefused, .connect, .reset: true
    case .tls(let reason): reason != .files
    default: false
    }
  }
}
