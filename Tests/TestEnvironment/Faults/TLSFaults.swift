/// Servers whose TLS is not to be trusted, or not to be spoken.
final class TLSFaults: FaultSource {
  let faults: [Fault]
  private let servers: [NginxServer]
  /// Their files are there as long as they are.
  private let authorities: [CertificateAuthority]

  private init(_ faults: [Fault], _ servers: [NginxServer], _ authorities: [CertificateAuthority]) {
    self.faults = faults
    self.servers = servers
    self.authorities = authorities
  }

  static func start() async throws -> TLSFaults {
    let authority = try await CertificateAuthority()
    let stranger = try await CertificateAuthority()
    let host = LoopbackEndpoint.hostOfThisRun
    let cases: [(id: String, words: String, certificate: Certificate, protocols: String)] = [
      ("tls-expired", "expired", try await authority.expired([host]), "TLSv1.2 TLSv1.3"),
      ("tls-wrong-host", "is not for \(host)", try await authority.server(["other.example.test"]), "TLSv1.3"),
      (
        "tls-unknown-authority", "unknown authority|authority that is not trusted",
        try await stranger.server([host]), "TLSv1.3"
      ),
      (
        "tls-too-old", "no version of TLS that is accepted", try await authority.server([host]),
        // OpenSSL 3 speaks it at this level only.
        "TLSv1; ssl_ciphers DEFAULT@SECLEVEL=0"
      ),
    ]
    var faults: [Fault] = []
    var servers: [NginxServer] = []
    for (id, words, certificate, protocols) in cases {
      var options = NginxServer.Options()
      options.certificate = certificate
      let server = try await NginxServer.start(
        .directives("ssl_protocols \(protocols); return 200 ok;"), options: options)
      servers.append(server)
      faults.append(
        Fault(
          id, "http: {url: \"\(server.url)/\", ca_file: \(authority.root.certificatePath)}",
          says: ["\(server.endpoint)", words]))
    }
    return TLSFaults(faults, servers, [authority, stranger])
  }

  func stop() async {
    for server in servers { await server.stop() }
  }
}
