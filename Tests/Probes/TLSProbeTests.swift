import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Handshakes with real servers, and connections to ports that are open, closed and silent.
@Suite(.timeLimit(.minutes(5))) struct TLSProbeTests {
  private static let now = Timestamp.now

  private static func observe(
    _ kind: any Probe.Type, _ fields: [(ValueKey, Value)], timeout: Duration? = nil
  ) async throws -> Observation {
    let checked = try Fields.make(from: ValueMap(fields), fields: kind.description.fields)
    let context = ProbeContext(
      timeout: timeout, redactor: Redactor(), resources: RunResources(), now: { now })
    let result: Result<Observation, any Error>
    do {
      result = .success(try await kind.init(checked, target: nil).observe(in: context))
    } catch {
      result = .failure(error)
    }
    await context.resources.close()
    return try result.get()
  }

  private func shakeHands(
    with server: NginxServer, trusting authority: String?, _ more: [(ValueKey, Value)] = []
  ) async throws -> Observation {
    let trust: [(ValueKey, Value)] = authority.map { [("ca_file", .string($0))] } ?? []
    return try await Self.observe(
      TLSProbe.self,
      [("host", .string(server.endpoint.host)), ("port", .int(Int64(server.endpoint.port)))] + trust + more)
  }

  private func withServer(
    _ certificate: Certificate?, _ directives: String = "ssl_protocols TLSv1.2 TLSv1.3; return 200;",
    _ body: (NginxServer) async throws -> Void
  ) async throws {
    var options = NginxServer.Options()
    options.certificate = certificate
    let server = try await NginxServer.start(.directives(directives), options: options)
    let result: Result<Void, any Error>
    do { result = .success(try await body(server)) } catch { result = .failure(error) }
    await server.stop()
    try result.get()
  }

  @Test func aGoodCertificateIsVerified() async throws {
    let authority = try await CertificateAuthority()
    let host = LoopbackEndpoint.hostOfThisRun
    try await withServer(try await authority.server([host, "api.example.test"], days: 2)) { server in
      let root = authority.root.certificatePath
      let seen = try await shakeHands(with: server, trusting: root)
      #expect(seen.fields["verified"] == true && seen.fields["handshake"] == true)
      #expect(seen.fields["reason"] == nil)
      #expect(seen.fields["protocol"] == "TLSv1.3")
      #expect(Set(seen.fields["names"]?.list ?? []) == [.string(host), "api.example.test"])
      #expect(seen.fields["address"] == .string("\(server.endpoint)"))
      guard case .duration(let left)? = seen.fields["expires_in"] else {
        return #expect(Bool(false), "\(seen)")
      }
      #expect(left > .seconds(86_400) && left <= .seconds(2 * 86_400))
      let named = try await shakeHands(with: server, trusting: root, [("server_name", "api.example.test")])
      #expect(named.fields["verified"] == true)
      let other = try await shakeHands(with: server, trusting: root, [("server_name", "web.example.test")])
      #expect(other.fields["verified"] == false)
      #expect(other.fields["reason"]?.string?.hasSuffix("is not for web.example.test") == true, "\(other)")
      let unreadable = await #expect(throws: ProbeError.self) {
        try await shakeHands(with: server, trusting: "/nonexistent/ca.pem")
      }
      #expect(unreadable?.kind == .invalid)
      #expect(unreadable?.message == "the CA file /nonexistent/ca.pem cannot be used")
      let untrusted = try await shakeHands(with: server, trusting: nil)
      #expect(untrusted.fields["handshake"] == true && untrusted.fields["verified"] == false)
      #expect(untrusted.fields["reason"]?.string?.hasSuffix("is from an unknown authority") == true)
    }
  }

  @Test func badCertificatesAreSeen() async throws {
    let authority = try await CertificateAuthority()
    let host = LoopbackEndpoint.hostOfThisRun
    let cases: [(Certificate, String)] = [
      (try await authority.expired([host]), "expired"),
      (try await authority.selfSigned([host]), "is self-signed and not trusted"),
      (try await authority.server(["other.example.test"]), "is not for \(host)"),
    ]
    for (certificate, reason) in cases {
      try await withServer(certificate) { server in
        let seen = try await shakeHands(with: server, trusting: authority.root.certificatePath)
        #expect(seen.fields["handshake"] == true && seen.fields["verified"] == false)
        #expect(seen.fields["reason"] == .string("certificate of \(server.endpoint) \(reason)"))
        #expect(seen.fields["not_after"] != nil && seen.fields["issuer"] != nil)
      }
    }
  }

  @Test func failedHandshakesAreSeen() async throws {
    try await withServer(nil, "return 200;") { server in
      let seen = try await shakeHands(with: server, trusting: nil)
      #expect(seen.fields["handshake"] == false && seen.fields["verified"] == nil)
      #expect(seen.fields["reason"] == .string("\(server.endpoint) does not speak TLS; is it plain HTTP?"))
    }
    let authority = try await CertificateAuthority()
    let certificate = try await authority.server([LoopbackEndpoint.hostOfThisRun])
    let old = "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0; return 200;"
    try await withServer(certificate, old) { server in
      let seen = try await shakeHands(with: server, trusting: authority.root.certificatePath)
      #expect(seen.fields["handshake"] == false)
      #expect(
        seen.fields["reason"] == .string("\(server.endpoint) speaks no version of TLS that is accepted"))
    }
  }

  @Test func aPortIsOpenOrClosed() async throws {
    let server = try ScriptedServer(answering: { _ in [] })
    defer { server.stop() }
    let open = try await Self.observe(
      TCPProbe.self, [("host", .string(server.endpoint.host)), ("port", .int(Int64(server.endpoint.port)))])
    #expect(open.fields["connected"] == true && open.fields["reason"] == nil)
    #expect(open.fields["address"] == .string("\(server.endpoint)"))
    let refusing = try RefusingEndpoint()
    let host = refusing.endpoint.host
    let port = Value.int(Int64(refusing.endpoint.port))
    let closed = try await Self.observe(TCPProbe.self, [("host", .string(host)), ("port", port)])
    #expect(closed.fields["connected"] == false)
    #expect(closed.fields["reason"] == .string("connection to \(refusing.endpoint) refused"))
    let shaken = try await Self.observe(TLSProbe.self, [("host", .string(host)), ("port", port)])
    #expect(shaken.fields["handshake"] == false)
    #expect(shaken.fields["reason"] == .string("connection to \(refusing.endpoint) refused"))
  }

  @Test func whatNobodyAnswersIsAnError() async throws {
    let error = await #expect(throws: ProbeError.self) {
      try await Self.observe(TCPProbe.self, [("host", "missing.invalid"), ("port", 80)])
    }
    #expect(error?.message == "the name missing.invalid does not resolve")
    let silent = try ScriptedServer(answering: { _ in [.stall] })
    defer { silent.stop() }
    let late = await #expect(throws: ProbeError.self) {
      try await Self.observe(
        TLSProbe.self,
        [("host", .string(silent.endpoint.host)), ("port", .int(Int64(silent.endpoint.port)))],
        timeout: .milliseconds(300))
    }
    #expect(late?.kind == .timeout)
    #expect(late?.message == "no TLS handshake with \(silent.endpoint) within 300ms")
  }
}
