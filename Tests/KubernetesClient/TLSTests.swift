import HTTPClient
import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// Certificates, and what is shown without them.
@Suite struct TLSTests {
  /// Certificates by file and at hand, another name in the server's certificate, and an authority that is not ours.
  @Test func aKubeconfigLeadsThroughMutualTLS() async throws {
    let authority = try await CertificateAuthority()
    let client = try await authority.client("ann")
    var options = NginxServer.Options()
    options.certificate = try await authority.server(["cluster.example.test"])
    options.clientAuthority = authority.root.certificatePath
    options.http2 = true
    let nginx = try await NginxServer.start(
      .directives("location / { return 200 '$ssl_client_s_dn $server_protocol'; }"), options: options)
    let directory = try TemporaryDirectory()
    func base64Text(_ path: String) throws -> String { base64(Array(try readFile(path).utf8)) }
    let list = try directory.write(
      """
      clusters:
        - name: files
          cluster: {server: "\(nginx.url)", certificate-authority: \(authority.root.certificatePath), tls-server-name: cluster.example.test}
        - name: data
          cluster: {server: "\(nginx.url)", certificate-authority-data: \(try base64Text(authority.root.certificatePath)), tls-server-name: cluster.example.test}
        - {name: unnamed, cluster: {server: "\(nginx.url)", certificate-authority: \(authority.root.certificatePath)}}
        - {name: strange, cluster: {server: "\(nginx.url)", tls-server-name: cluster.example.test}}
        - {name: insecure, cluster: {server: "\(nginx.url)", insecure-skip-tls-verify: true}}
      users:
        - {name: files, user: {client-certificate: \(client.certificatePath), client-key: \(client.keyPath)}}
        - name: data
          user: {client-certificate-data: \(try base64Text(client.certificatePath)), client-key-data: \(try base64Text(client.keyPath))}
      contexts:
        - {name: files, context: {cluster: files, user: files}}
        - {name: data, context: {cluster: data, user: data}}
        - {name: unnamed, context: {cluster: unnamed, user: files}}
        - {name: strange, context: {cluster: strange, user: files}}
        - {name: insecure, context: {cluster: insecure, user: data}}
      """, to: "config")
    let files = KubeconfigFiles(file: list, environment: [:])
    for name in ["files", "data", "insecure"] {
      try await withTransport(try files.connection(context: name)) { transport in
        let response = try await transport.get("/", timeout: .seconds(300), maxBodyBytes: 1000)
        #expect(String(decoding: response.body, as: UTF8.self) == "CN=ann HTTP/2.0", "\(name)")
      }
    }
    for (name, reason) in [
      ("unnamed", "is not for \(nginx.endpoint.host)"), ("strange", "is from an unknown authority"),
    ] {
      try await withTransport(try files.connection(context: name)) { transport in
        let error = await #expect(throws: KubernetesError.self) {
          try await transport.get("/", timeout: .seconds(300), maxBodyBytes: 1000)
        }
        #expect(error == KubernetesError(.tls, "certificate of \(nginx.endpoint) \(reason)"))
      }
    }
    await nginx.stop()
  }

  /// What goes over the network in the clear shows no credentials.
  @Test func credentialsAreShownOverTLSOnly() async throws {
    let proxy = try ScriptedServer { _ in
      [.text("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")]
    }
    var connection = plainConnection("http://cluster.example.test")
    connection.cluster.proxy = proxy.url
    connection.authentication = .token("token-in-the-clear")
    try await withTransport(connection) { transport in
      _ = try await transport.get("/api", timeout: .seconds(20), maxBodyBytes: 1000)
    }
    proxy.stop()
    for await request in proxy.requests { #expect(!request.contains("token-in-the-clear"), "\(request)") }
    #expect(proxy.acceptedConnections == 1)
  }

  @Test func anExpiredCertificateAndAServerWithoutTLSAreSaid() async throws {
    let authority = try await CertificateAuthority()
    var options = NginxServer.Options()
    options.certificate = try await authority.expired([LoopbackEndpoint.hostOfThisRun])
    let expired = try await NginxServer.start(.directives("return 200;"), options: options)
    let plain = try await NginxServer.start(.directives("return 200;"))
    for (server, kind, message) in [
      (expired, KubernetesError.Kind.tls, "certificate of \(expired.endpoint) expired"),
      (plain, .tls, "\(plain.endpoint) does not speak TLS"),
    ] {
      var connection = plainConnection("https://\(server.endpoint)")
      connection.cluster.certificateAuthority.file = authority.root.certificatePath
      try await withTransport(connection) { transport in
        let error = await #expect(throws: KubernetesError.self) {
          try await transport.get("/", timeout: .seconds(300), maxBodyBytes: 1000)
        }
        #expect(error?.kind == kind && error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
      }
    }
    await expired.stop()
    await plain.stop()
  }
}
