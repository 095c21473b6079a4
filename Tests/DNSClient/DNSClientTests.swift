import TestEnvironment
import Testing

@testable import DNSClient

/// Questions to a real server.
@Suite(.timeLimit(.minutes(2))) struct DNSClientTests {
  private func withServer(_ body: (DNSServer) async throws -> Void) async throws {
    let texts = (0..<30).map { "txt-record=long.test,\"\($0) \(String(repeating: "x", count: 200))\"" }
    let server = try await DnsmasqServer.start(
      [
        "auth-server=ns.test,lo", "auth-zone=test", "local=/test/",
        "host-record=api.test,192.0.2.10,2001:db8::10,120", "cname=www.test,api.test",
        "mx-host=test,mail.test,10",
        "srv-host=_http._tcp.test,api.test,8080,5,7", "txt-record=spf.test,\"v=spf1 -all\"",
        "ptr-record=10.2.0.192.in-addr.arpa,api.test", "caa-record=test,0,issue,ca.example.com",
      ] + texts)
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(try #require(DNSServer("\(server.endpoint)"))))
    } catch {
      result = .failure(error)
    }
    await server.stop()
    try result.get()
  }

  private func ask(
    _ name: String, _ type: DNSQuestion.RecordType, _ server: DNSServer
  ) async throws -> DNSAnswer {
    try await DNSClient.ask(try #require(DNSQuestion(name: name, type: type)), server: server).answer
  }

  @Test func recordsReadAsInZoneFiles() async throws {
    try await withServer { server in
      let expected: [(String, DNSQuestion.RecordType, [String])] = [
        ("api.test", .a, ["192.0.2.10"]), ("API.Test.", .a, ["192.0.2.10"]),
        ("api.test", .aaaa, ["2001:db8::10"]),
        ("www.test", .cname, ["api.test"]), ("test", .mx, ["10 mail.test"]),
        ("_http._tcp.test", .srv, ["5 7 8080 api.test"]), ("spf.test", .txt, ["v=spf1 -all"]),
        ("10.2.0.192.in-addr.arpa", .ptr, ["api.test"]), ("test", .caa, [#"0 issue "ca.example.com""#]),
      ]
      for (name, type, records) in expected {
        let answer = try await ask(name, type, server)
        #expect(answer.records == records, "\(type.rawValue) \(name): \(answer)")
        #expect(answer.code == "NOERROR")
      }
      // The addresses behind an alias come with it.
      #expect(try await ask("www.test", .a, server).records == ["192.0.2.10"])
    }
  }

  @Test func whatIsNotThereIsTold() async throws {
    try await withServer { server in
      let nothing = try await ask("spf.test", .a, server)
      #expect(nothing.code == "NOERROR" && nothing.records.isEmpty && nothing.timeToLive == nil)
      #expect(try await ask("missing.test", .a, server).code == "NXDOMAIN")
      #expect(try await ask("example.org", .a, server).code == "REFUSED")
    }
  }

  @Test func longAnswersComeOverTCP() async throws {
    try await withServer { server in
      let answer = try await ask("long.test", .txt, server)
      #expect(answer.records.count == 30)
    }
  }

  @Test func aServerThatIsNotThereIsNamed() async throws {
    let refusing = try RefusingEndpoint()
    let free = refusing.endpoint
    let server = try #require(DNSServer("\(free)"))
    await #expect(throws: DNSError(.unreachable, "\(free) refuses DNS: nothing listens there")) {
      try await ask("api.test", .a, server)
    }
  }

  @Test func cancellingEndsTheAskingAtOnce() async throws {
    let silent = try SilentDatagrams()
    let server = try #require(DNSServer("\(silent.endpoint)"))
    let task = Task { try await ask("api.test", .a, server) }
    try await silent.waitForOne()
    task.cancel()
    await #expect(throws: DNSError(.cancelled, "no answer from \(silent.endpoint)")) { try await task.value }
  }

  @Test func namesAndServersAreChecked() {
    #expect(DNSQuestion(name: "a..b", type: .a) == nil)
    #expect(DNSQuestion(name: "", type: .a) == nil)
    #expect(DNSQuestion(name: String(repeating: "a", count: 64), type: .a) == nil)
    #expect(DNSQuestion(name: "b\u{FC}cher.test", type: .a) == nil)
    #expect(DNSQuestion(name: "_dmarc.example.com.", type: .txt)?.name == "_dmarc.example.com")
    #expect(DNSServer("192.0.2.1")?.description == "192.0.2.1:53")
    #expect(DNSServer("[2001:db8::1]:5353")?.description == "[2001:db8::1]:5353")
    #expect(DNSServer("2001:db8::1")?.description == "[2001:db8::1]:53")
    for text in ["dns.example.com", "192.0.2.1:0", "192.0.2.1:x", "[::1", "", "192.0.2"] {
      #expect(DNSServer(text) == nil, "\(text)")
    }
  }
}
