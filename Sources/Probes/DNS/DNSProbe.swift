internal import DNSClient
public import Diagnostics
public import ProbeKit
internal import Values

/// Asks a name server for the records of a name, past the system's cache and its file of hosts.
public struct DNSProbe: Probe {
  /// Questions change nothing.
  public let effect = Effect.read
  let question: DNSQuestion
  let server: DNSServer?

  /// Makes the probe of checked fields; throws `invalid` where the name or the server is none.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    let name = fields.string("name") ?? ""
    let type = fields.string("type").flatMap { DNSQuestion.RecordType(rawValue: $0) } ?? .a
    guard let question = DNSQuestion(name: name, type: type) else {
      throw ProbeError(.invalid, "\(jsonQuoted(name)) is not a name that DNS can have")
    }
    self.question = question
    server = try fields.string("server").map { (text) throws(ProbeError) in
      guard let server = DNSServer(text) else {
        throw ProbeError(
          .invalid, "\(jsonQuoted(text)) is not the address of a name server, \(Self.addressForm)")
      }
      return server
    }
  }

  static let addressForm = "such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353"

  /// The name, and the server where the item names one.
  public func accesses(targets: [String: Target]) -> [Access] {
    [.name(question.name)] + (server.map { [.host($0.description)] } ?? [])
  }

  /// Asks once.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let reply: (answer: DNSAnswer, server: DNSServer, latency: Duration)
    do {
      reply = try await DNSClient.ask(question, server: server)
    } catch {
      throw ProbeError(error, to: "\(question.type.rawValue) \(question.name)")
    }
    return try observation(of: reply.answer, from: reply.server, in: reply.latency)
  }

  func observation(
    of answer: DNSAnswer, from server: DNSServer, in latency: Duration
  ) throws(ProbeError) -> Observation {
    let (name, type) = (question.name, question.type.rawValue)
    var fields: ValueMap = [
      "rcode": .string(answer.code), "records": .list(answer.records.map { .string($0) }),
      "count": .int(Int64(answer.records.count)), "authoritative": .bool(answer.isAuthoritative),
      "latency": .duration(latency),
    ]
    if let seconds = answer.timeToLive { fields["ttl"] = .duration(.seconds(Int64(seconds))) }
    let shown = answer.records.isEmpty ? "no \(type) records" : answer.records.joined(separator: "\n")
    var observation = Observation(fields, excerpt: "\(answer.code) from \(server)\n\(shown)")
    guard answer.code == "NOERROR" else {
      let message =
        answer.code == "NXDOMAIN"
        ? "\(server) knows no name \(name)" : "\(server) does not tell \(type) of \(name): \(answer.code)"
      throw ProbeError(.refused, message, refusal: observation)
    }
    if answer.records.isEmpty { observation.noData = "\(name) has no \(type) records" }
    return observation
  }

  /// Finds what the types of the fields cannot say.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    if let name = draft["name"], let text = name.value?.string, DNSQuestion(name: text, type: .a) == nil {
      diagnostics.add(
        Diagnostic(
          "dns-name", "this is not a name that DNS can have", at: name.span,
          help: "write labels of 1 to 63 letters, digits and hyphens between dots, as in api.example.com"))
    }
    if let server = draft["server"], let text = server.value?.string, DNSServer(text) == nil {
      diagnostics.add(
        Diagnostic(
          "dns-server", "this is not the address of a name server", at: server.span,
          help: "write an address, with a port perhaps, \(addressForm)"))
    }
  }
}

extension ProbeError {
  fileprivate init(_ error: DNSError, to question: String) {
    switch error.kind {
    case .timeout: self.init(.timeout, "\(error.message) to \(question)")
    case .unreachable: self.init(.unreachable, error.message)
    case .malformed: self.init(.answer, error.message)
    case .cancelled: self.init(.cancelled, error.message, awaited: "\(error.message) to \(question)")
    case .system: self.init(.internal, error.message, isTransient: true)
    }
  }
}
