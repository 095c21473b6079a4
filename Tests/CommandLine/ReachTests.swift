import TestEnvironment
import Testing
import Values

/// Ports, handshakes, names and files, as a checklist asks for them.
@Suite(.timeLimit(.minutes(5))) struct ReachTests {
  @Test func whatIsThereAndWhatIsNot() async throws {
    let authority = try await CertificateAuthority()
    var options = NginxServer.Options()
    options.certificate = try await authority.expired([LoopbackEndpoint.hostOfThisRun])
    let server = try await NginxServer.start(.directives("return 200;"), options: options)
    let names = try await DnsmasqServer.start(["local=/test/", "host-record=api.test,192.0.2.10"])
    let refusing = try RefusingEndpoint()
    let workplace = try Workplace(
      items: """
        - {id: open, title: O, tcp: {host: \(server.endpoint.host), port: \(server.endpoint.port)}}
        - {id: closed, title: C, tcp: {host: \(refusing.endpoint.host), port: \(refusing.endpoint.port)}}
        - id: must-be-closed
          title: M
          tcp: {host: \(refusing.endpoint.host), port: \(refusing.endpoint.port)}
          expect: {connected: false}
        - id: expired
          title: E
          tls: {host: \(server.endpoint.host), port: \(server.endpoint.port), ca_file: ca.pem}
        - id: may-be-expired
          title: X
          tls: {host: \(server.endpoint.host), port: \(server.endpoint.port), ca_file: ca.pem}
          expect: {verified: false, expires_in: {lt: 0s}}
        - {id: name, title: N, dns: {name: api.test, server: "\(names.endpoint)"}, expect: {records: [192.0.2.10]}}
        - {id: no-name, title: U, dns: {name: gone.test, server: "\(names.endpoint)"}, expect: {count: 1}}
        - {id: must-be-gone, title: G, dns: {name: gone.test, server: "\(names.endpoint)"}, expect: {rcode: NXDOMAIN}}
        - id: unseen
          title: V
          tls: {host: \(refusing.endpoint.host), port: \(refusing.endpoint.port)}
          expect: {verified: false}
        - {id: file, title: F, file: {path: main.yaml}, expect: {type: file, size: {gt: 0}, age: {lt: 1h}}}
        - {id: newest, title: W, file: {glob: '*.dump'}, expect: {age: {lt: 1h}}}
        - {id: must-be-absent, title: A, file: {path: maintenance}, expect: {exists: false}}
        """)
    try workplace.directory.write(
      try readFile(authority.root.certificatePath), to: "checklists/ca.pem")
    let report = try await workplace.report()
    await server.stop()
    await names.stop()
    #expect(report.exitCode == 1)
    let expected: [(id: String, outcome: String, message: String)] = [
      ("open", "passed", ""),
      (
        "closed", "failed",
        "connected: expected true, observed false: connection to \(refusing.endpoint) refused"
      ),
      ("must-be-closed", "passed", ""),
      (
        "expired", "failed",
        "verified: expected true, observed false: certificate of \(server.endpoint) expired"
      ),
      ("unseen", "failed", "verified: expected false, absent: connection to \(refusing.endpoint) refused"),
      ("may-be-expired", "passed", ""), ("name", "passed", ""),
      ("no-name", "error", "\(names.endpoint) knows no name gone.test"), ("must-be-gone", "passed", ""),
      ("file", "passed", ""), ("newest", "no_data", "nothing matches "), ("must-be-absent", "passed", ""),
    ]
    for (id, outcome, message) in expected {
      #expect(try report.outcome(id) == outcome, "\(id)")
      #expect(try report.message(id).hasPrefix(message), "\(id)")
    }
    let excerpt = try report.item("expired")["excerpt"]?.string ?? ""
    #expect(excerpt.hasSuffix("certificate of \(server.endpoint) expired"), "\(excerpt)")
  }

  /// A certificate that is good today and not for long, and one that is good for somebody else.
  @Test func aCertificateThatExpiresSoonAndOneOfAnotherHost() async throws {
    let authority = try await CertificateAuthority()
    func server(_ certificate: Certificate) async throws -> NginxServer {
      var options = NginxServer.Options()
      options.certificate = certificate
      return try await NginxServer.start(.directives("return 200;"), options: options)
    }
    let soon = try await server(try await authority.server([LoopbackEndpoint.hostOfThisRun], days: 10))
    let other = try await server(try await authority.server(["other.test"], days: 90))
    let workplace = try Workplace(
      items: """
        - id: soon
          title: S
          tls: {host: \(soon.endpoint.host), port: \(soon.endpoint.port), ca_file: ca.pem}
          expect: {expires_in: {gt: 14d}}
        - id: in-time
          title: I
          tls: {host: \(soon.endpoint.host), port: \(soon.endpoint.port), ca_file: ca.pem}
          expect: {expires_in: {gt: 9d}}
        - id: other
          title: O
          tls: {host: \(other.endpoint.host), port: \(other.endpoint.port), ca_file: ca.pem}
          expect: {expires_in: {gt: 14d}}
        """)
    try workplace.directory.write(
      try readFile(authority.root.certificatePath), to: "checklists/ca.pem")
    let report = try await workplace.report()
    await soon.stop()
    await other.stop()
    #expect(report.exitCode == 1)
    let message = try report.message("soon")
    #expect(message.hasPrefix(#"expires_in: expected to be more than "14d", observed "9d"#), "\(message)")
    #expect(try report.outcome("in-time") == "passed")
    #expect(try report.message("other").hasPrefix("verified: expected true, observed false: "))
  }

  @Test func lintFindsWhatCannotBe() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, tcp: {host: x, port: 70000}}
        - {id: b, title: B, dns: {name: a..b, server: ns.example.com}, expect: {count: 1}}
        - {id: c, title: C, file: {}, expect: {exists: true}}
        - {id: d, title: D, tls: {host: x, client_key: k.pem}}
        - {id: e, title: E, file: {path: a, glob: b}, expect: {exists: true}}
        - {id: f, title: F, file: {path: '/var/*.log'}, expect: {exists: true}}
        - {id: g, title: G, file: {path: '~/key'}, expect: {exists: true}}
        - {id: h, title: H, tcp: {host: 'x:80', port: 80}}
        - {id: i, title: I, tls: {host: 'https://x'}}
        """)
    let lint = try await workplace.checkctl("lint", "main")
    #expect(lint.exitCode == 65)
    for code in [
      "wrong-type", "dns-name", "dns-server", "file-without-path", "tls-half-identity",
      "file-with-path-and-glob",
      "file-path-pattern", "file-path-home", "host",
    ] {
      #expect(lint.stderr.contains("error[\(code)]: "), "\(code): \(lint.stderr)")
    }
  }
}
