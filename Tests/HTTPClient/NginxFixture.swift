import HTTPClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A real nginx on a loopback address of its own, with plain, TLS, mutual TLS and broken virtual servers.
struct NginxFixture: Sendable {
  /// The ports of the virtual servers; the address is the fixture's alone.
  enum Server: Int {
    case plain = 18080
    case tls, mutualTLS, wrongHost, expired, selfSigned, onlyTLS12, plainHTTP2
  }

  let directory: String
  let address: String

  func url(_ server: Server, _ path: String = "/") -> String {
    let scheme = server == .plain || server == .plainHTTP2 ? "http" : "https"
    return "\(scheme)://\(address):\(server.rawValue)\(path)"
  }

  func file(_ name: String) -> String { "\(directory)/\(name)" }

  /// A request that trusts the fixture's authority.
  func request(_ server: Server, _ path: String = "/") -> HTTPRequest {
    var request = HTTPRequest(url: url(server, path))
    request.tls.caFile = file("ca.pem")
    request.timeout = .seconds(20)
    return request
  }

  /// Runs `body` with a fresh nginx, which is stopped after it.
  static func run(_ body: (NginxFixture) async throws -> Void) async throws {
    let (fixture, process) = try await withCheckedContinuation { continuation in
      startThread { continuation.resume(returning: Result { try start() }) }
    }.get()
    let result: Result<Void, any Error>
    do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
    await withCheckedContinuation { continuation in
      startThread {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        _ = try? runToEnd("rm -rf '\(fixture.directory)'")
        continuation.resume()
      }
    }
    try result.get()
  }

  private static func start() throws -> (NginxFixture, pid_t) {
    var template = Array("/tmp/checkctl-nginx-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FixtureError(message: "no temporary directory") }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let parts = (0..<3).map { _ in String(Int.random(in: 1...254)) }
    let fixture = NginxFixture(directory: directory, address: "127." + parts.joined(separator: "."))
    try runToEnd("cd '\(directory)' && (\(certificates(for: fixture.address))) >openssl.log 2>&1")
    try writeFile(fixture.file("nginx.conf"), configuration(fixture))
    let process = try spawn(
      "cd '\(directory)' && exec nginx -p . -c nginx.conf -e error.log >nginx.log 2>&1")
    for _ in 0..<500 {
      if canConnect(fixture.address, Server.plainHTTP2.rawValue) { return (fixture, process) }
      usleep(10_000)
    }
    kill(process, SIGKILL)
    throw FixtureError(message: "nginx did not start in \(directory)")
  }

  private static func certificates(for address: String) -> String {
    let leaf = { (name: String, names: String, options: String) in
      """
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).csr \
      -subj '/O=Fixture/CN=\(name)' && printf 'subjectAltName=\(names)' >\(name).ext && \
      openssl ca -batch -config ca.conf -in \(name).csr -out \(name).pem -extfile \(name).ext -notext \(options)
      """
    }
    return """
      set -e
      printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nrand_serial=yes\\nnew_certs_dir=.\\ncertificate=ca.pem\\n' >ca.conf
      printf 'private_key=ca.key\\ndefault_md=sha256\\ndefault_days=30\\npolicy=p\\nunique_subject=no\\n' >>ca.conf
      printf '[p]\\norganizationName=supplied\\ncommonName=supplied\\n' >>ca.conf
      : >index
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 \
        -subj '/O=Fixture/CN=Fixture CA'
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem -days 30 \
        -subj '/CN=self' -addext 'subjectAltName=IP:\(address)'
      \(leaf("server", "IP:\(address),DNS:localhost,DNS:api.example.test", ""))
      \(leaf("other", "DNS:other.example.test", ""))
      \(leaf("old", "IP:\(address)", "-startdate 20200101000000Z -enddate 20210101000000Z"))
      \(leaf("client", "DNS:client", ""))
      openssl ec -in client.key -aes256 -passout pass:secret -out locked.key
      chmod 644 *.key
      """
  }

  private static func configuration(_ fixture: NginxFixture) -> String {
    let tls = { (server: Server, certificate: String, extra: String) in
      """
      server {
        listen \(fixture.address):\(server.rawValue) ssl http2;
        ssl_certificate \(fixture.file(certificate)).pem;
        ssl_certificate_key \(fixture.file(certificate)).key;
        \(extra)
        location / { return 200 "$server_protocol $ssl_client_s_dn"; }
      }
      """
    }
    return """
      daemon off; master_process off; pid \(fixture.file("pid")); error_log \(fixture.file("error.log"));
      events { worker_connections 2048; }
      http {
        access_log off; default_type text/plain; keepalive_requests 100000;
        client_body_temp_path \(fixture.file("t1")); proxy_temp_path \(fixture.file("t2"));
        fastcgi_temp_path \(fixture.file("t3")); uwsgi_temp_path \(fixture.file("t4"));
        scgi_temp_path \(fixture.file("t5"));
        server {
          listen \(fixture.address):\(Server.plain.rawValue) backlog=2048;
          location / { return 200 "$connection"; }
          location = /text { gzip on; gzip_types text/plain; gzip_min_length 1; gzip_http_version 1.1;
            alias \(fixture.file("nginx.conf")); }
          location = /redirect { return 302 /text; }
        }
        server {
          listen \(fixture.address):\(Server.plainHTTP2.rawValue) http2;
          location / { return 200 "$server_protocol"; }
        }
        \(tls(.tls, "server", "ssl_protocols TLSv1.2 TLSv1.3;"))
        \(tls(.mutualTLS, "server", "ssl_verify_client on; ssl_client_certificate \(fixture.file("ca.pem"));"))
        \(tls(.wrongHost, "other", ""))
        \(tls(.expired, "old", ""))
        \(tls(.selfSigned, "self", ""))
        \(tls(.onlyTLS12, "server", "ssl_protocols TLSv1.2;"))
      }
      """
  }
}

@discardableResult
private func spawn(_ command: String) throws -> pid_t {
  var process: pid_t = 0
  let arguments: [UnsafeMutablePointer<CChar>?] =
    ["/bin/sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
  defer { for argument in arguments { free(argument) } }
  let path = strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin")
  defer { free(path) }
  guard posix_spawn(&process, "/bin/sh", nil, nil, arguments, [path, nil]) == 0 else {
    throw FixtureError(message: "could not run \(command)")
  }
  return process
}

@discardableResult
private func runToEnd(_ command: String) throws -> Int32 {
  let process = try spawn(command)
  var status: Int32 = 0
  waitpid(process, &status, 0)
  guard status == 0 else { throw FixtureError(message: "failed: \(command)") }
  return status
}

private func writeFile(_ path: String, _ text: String) throws {
  guard let file = fopen(path, "w") else { throw FixtureError(message: "cannot write \(path)") }
  fputs(text, file)
  fclose(file)
}

private func canConnect(_ address: String, _ port: Int) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  var target = sockaddr_in()
  target.sin_family = sa_family_t(AF_INET)
  target.sin_addr.s_addr = inet_addr(address)
  target.sin_port = UInt16(port).bigEndian
  return withUnsafePointer(to: &target) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
