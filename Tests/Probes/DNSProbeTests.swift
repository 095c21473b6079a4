import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Records as a real name server has them.
@Suite(.timeLimit(.minutes(2))) struct DNSProbeTests {
  private func observe(_ fields: [(ValueKey, Value)]) async throws -> Observation {
    let checked = try Fields.make(from: ValueMap(fields), fields: DNSProbe.description.fields)
    return try await DNSProbe(checked, target: nil).observe(
      in: ProbeContext(
        timeout: nil, redactor: Redactor(), resources: RunResources(), now: { Timestamp(seconds: 0) }))
  }

  private func withServer(_ body: (Value) async throws -> Void) async throws {
    let server = try await DnsmasqServer.start([
      "local=/test/", "host-record=api.test,192.0.2.10,300", "host-record=api.test,192.0.2.11,60",
      "txt-record=spf.test,\"v=spf1 -all\"",
    ])
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(.string("\(server.endpoint)")))
    } catch {
      result = .failure(error)
    }
    await server.stop()
    try result.get()
  }

  @Test func recordsAreObserved() async throws {
    try await withServer { server in
      let seen = try await observe([("name", "api.test"), ("server", server)])
      #expect(Set(seen.fields["records"]?.list ?? []) == ["192.0.2.10", "192.0.2.11"])
      #expect(seen.fields["count"] == 2 && seen.fields["rcode"] == "NOERROR")
      #expect(seen.fields["ttl"] == .duration(.seconds(60)))
      #expect(seen.noData == nil)
      #expect(seen.excerpt?.hasPrefix("NOERROR from \(server.string ?? "")\n192.0.2.1") == true)
    }
  }

  @Test func nothingOfATypeIsNoData() async throws {
    try await withServer { server in
      let seen = try await observe([("name", "spf.test"), ("server", server)])
      #expect(seen.noData == "spf.test has no A records")
      #expect(seen.fields["count"] == 0 && seen.fields["ttl"] == nil)
    }
  }

  @Test func aNameThatIsNotThereIsARefusal() async throws {
    try await withServer { server in
      let error = await #expect(throws: ProbeError.self) {
        try await observe([("name", "missing.test"), ("server", server)])
      }
      #expect(error?.kind == .refused)
      #expect(error?.message == "\(server.string ?? "") knows no name missing.test")
      #expect(error?.refusal?.fields["rcode"] == "NXDOMAIN")
      let elsewhere = await #expect(throws: ProbeError.self) {
        try await observe([("name", "example.org"), ("type", "MX"), ("server", server)])
      }
      #expect(elsewhere?.message == "\(server.string ?? "") does not tell MX of example.org: REFUSED")
    }
  }

  @Test func aServerThatIsNotThereIsAnError() async throws {
    let refusing = try RefusingEndpoint()
    let error = await #expect(throws: ProbeError.self) {
      try await observe([("name", "api.test"), ("server", .string("\(refusing.endpoint)"))])
    }
    #expect(error?.kind == .unreachable)
    #expect(error?.message == "\(refusing.endpoint) refuses DNS: nothing listens there")
  }

  @Test func namesAndServersAreChecked() {
    for fields in [
      [("name", "a..b")], [("name", "api.test"), ("server", "dns.example.com")],
    ] as [[(ValueKey, Value)]] {
      let error = #expect(throws: ProbeError.self) { try DNSProbe(Fields(ValueMap(fields)), target: nil) }
      #expect(error?.kind == .invalid)
    }
  }
}
