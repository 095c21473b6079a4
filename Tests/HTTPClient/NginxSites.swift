import HTTPClient
import TestEnvironment

/// The nginx servers that these tests share: plain, with TLS, with mutual TLS, and with certificates that are wrong.
struct NginxSites: Sendable {
  /// One of the servers.
  enum Site: CaseIterable {
    case plain, tls, mutualTLS, wrongHost, expired, selfSigned, onlyTLS12, plainHTTP2
  }

  /// A name that the certificate of `.tls` is for, beside its address.
  static let name = "api.example.test"
  static let text = "a text that is compressed"

  let authority: CertificateAuthority
  private let servers: [Site: NginxServer]

  private static let started = Task {
    let authority = try await CertificateAuthority()
    let servers = try await withThrowingTaskGroup { group in
      for site in Site.allCases {
        group.addTask { (site, try await start(site, authority)) }
      }
      return try await group.reduce(into: [Site: NginxServer]()) { $0[$1.0] = $1.1 }
    }
    return NginxSites(authority: authority, servers: servers)
  }

  /// The servers; whoever asks first starts them.
  static var shared: NginxSites { get async throws { try await started.value } }

  func endpoint(_ site: Site) -> LoopbackEndpoint {
    servers[site]?.endpoint ?? LoopbackEndpoint(host: "", port: 0)
  }

  func url(_ site: Site, _ path: String = "/") -> String { (servers[site]?.url ?? "") + path }

  /// A request that trusts the servers' authority.
  func request(_ site: Site, _ path: String = "/") throws -> HTTPRequest {
    var request = HTTPRequest(url: try HTTPURL(url(site, path)))
    request.tls.caFile = authority.root.certificatePath
    request.timeout = .seconds(20)
    return request
  }

  private static func start(_ site: Site, _ authority: CertificateAuthority) async throws -> NginxServer {
    let host = LoopbackEndpoint.hostOfThisRun
    var options = NginxServer.Options()
    options.http2 = site != .plain
    options.certificate =
      switch site {
      case .plain, .plainHTTP2: nil
      case .tls, .mutualTLS, .onlyTLS12: try await authority.server([host, "localhost", name])
      case .wrongHost: try await authority.server(["other.example.test"])
      case .expired: try await authority.expired([host])
      case .selfSigned: try await authority.selfSigned([host])
      }
    if site == .mutualTLS { options.clientAuthority = authority.root.certificatePath }
    let directives =
      switch site {
      case .plain:
        """
        keepalive_requests 100000;
        keepalive_timeout 1h;
        location / { return 200 $connection; }
        location = /text { gzip on; gzip_min_length 1; gzip_types *; return 200 '\(text)'; }
        location = /redirect { return 302 /text; }
        """
      case .onlyTLS12: "ssl_protocols TLSv1.2; \(describe)"
      default: "ssl_protocols TLSv1.2 TLSv1.3; \(describe)"
      }
    return try await NginxServer.start(.directives(directives), options: options)
  }

  private static let describe = """
    location / { return 200 '$server_protocol $ssl_client_s_dn'; }
    location = /host { return 200 '$http_host'; }
    """
}
