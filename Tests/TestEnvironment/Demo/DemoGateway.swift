/// What stands before the instances of EventCore: one server for HTTPS, and one for plain HTTP, whose requests the
/// service sends to HTTPS.
public final class DemoGateway: Sendable {
  /// The name that the certificate is for, beside the address.
  public static let host = "api.eventcore.example.com"
  /// The path of the authority's certificate, which clients trust.
  public let authorityFile: String
  private let authority: CertificateAuthority
  private let secure: NginxServer
  private let plain: NginxServer

  /// Starts it before these instances.
  static func start(_ services: [EventCoreService]) async throws -> DemoGateway {
    let authority = try await CertificateAuthority()
    var options = NginxServer.Options()
    options.certificate = try await authority.server([host, LoopbackEndpoint.hostOfThisRun], days: 60)
    options.http2 = true
    let upstream = services.map { "server \($0.endpoint);" }.joined(separator: " ")
    options.http = "upstream eventcore { \(upstream) keepalive 8; }"
    let secure = try await NginxServer.start(
      .directives("ssl_protocols TLSv1.2 TLSv1.3; \(pass(header: ""))"), options: options)
    options.certificate = nil
    options.http2 = false
    let plain = try await NginxServer.start(
      .directives(pass(header: "proxy_set_header X-Secure-Origin \(secure.url);")), options: options)
    return DemoGateway(authority: authority, secure: secure, plain: plain)
  }

  private init(authority: CertificateAuthority, secure: NginxServer, plain: NginxServer) {
    (self.authority, self.secure, self.plain) = (authority, secure, plain)
    authorityFile = authority.root.certificatePath
  }

  /// Where HTTPS is spoken.
  public var endpoint: LoopbackEndpoint { secure.endpoint }
  /// The base URL over HTTPS, without a closing slash.
  public var url: String { secure.url }
  /// The base URL over plain HTTP, without a closing slash.
  public var plainURL: String { plain.url }

  /// Stops both.
  public func stop() async {
    async let stopped: Void = secure.stop()
    await plain.stop()
    await stopped
  }

  private static func pass(header: String) -> String {
    """
    keepalive_requests 100000;
    location / {
      proxy_pass http://eventcore; proxy_http_version 1.1; proxy_set_header Connection ""; \(header)
      proxy_set_header X-Forwarded-Proto $scheme;
    }
    """
  }
}
