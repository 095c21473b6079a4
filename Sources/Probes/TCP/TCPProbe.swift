public import Diagnostics
internal import HTTPClient
public import ProbeKit
internal import Values

/// Opens a TCP connection and closes it again.
public struct TCPProbe: Probe {
  /// Nothing is sent.
  public let effect = Effect.read
  private let host: String
  private let port: Int

  /// Makes the probe of checked fields.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    host = try checkedHost(fields.string("host") ?? "")
    port = fields.int("port") ?? 0
  }

  /// The port of the host.
  public func accesses(targets: [String: Target]) -> [Access] { [.host(host, port: port)] }

  /// Connects once. That a connection is refused, or does not come about otherwise, is what was to be found out.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    var request = ConnectionRequest(host: host, port: port)
    request.timeout = context.timeout
    do {
      let facts = try await context.httpClient.connect(request)
      return Self.observation(peer: facts.peer, latency: facts.latency)
    } catch {
      guard [.connectionRefused, .connect].contains(error.kind) else { throw ProbeError(error) }
      return Self.observation(refusal: error.message)
    }
  }

  static func observation(peer: String, latency: Duration) -> Observation {
    Observation(
      ["connected": true, "address": .string(peer), "latency": .duration(latency)],
      excerpt: "connected to \(peer)")
  }

  static func observation(refusal reason: String) -> Observation {
    Observation(["connected": false, "reason": .string(reason)], excerpt: reason, cause: reason)
  }

  /// Finds a host that is none.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    checkHost(of: draft, into: &diagnostics)
  }
}
