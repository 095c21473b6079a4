import Glibc
import PostgresClient
import Testing

@Suite struct ConnectFailureTests {
  @Test func wrongPassword() async throws {
    let error = try await connectFailure(["password": "not-this-one"])
    #expect(error.kind == .authentication)
    #expect(error.sqlstate == "28P01")
    let place = "127.0.0.1:\(PostgresServer.shared.port)/postgres user=checkctl"
    #expect(
      error.message == "cannot connect to \(place): password authentication failed for user \"checkctl\"")
    #expect(!"\(error)".contains("not-this-one"))
  }

  @Test func noPassword() async throws {
    let error = try await connectFailure(["password": "", "passfile": "/dev/null"])
    #expect(error.kind == .authentication)
    #expect(error.message.contains("no password supplied"))
  }

  @Test func noSuchDatabase() async throws {
    let error = try await connectFailure(["dbname": "absent"])
    #expect(error.kind == .noSuchDatabase)
    #expect(error.message.hasSuffix("database \"absent\" does not exist"))
  }

  @Test func tlsIsDemandedOfAServerWithoutIt() async throws {
    let error = try await connectFailure(["sslmode": "require"])
    #expect(error.kind == .tls)
    #expect(error.message.contains("server does not support SSL, but SSL was required"))
  }

  @Test func anSSLModeThatIsNone() async throws {
    let error = try await connectFailure(["sslmode": "sometimes"])
    #expect(error.kind == .configuration)
    #expect(error.message.contains("invalid sslmode value: \"sometimes\""))
  }

  @Test func nobodyListens() async throws {
    let error = try await connectFailure(["port": "1"])
    #expect(error.kind == .connection)
    #expect(error.message.contains("Connection refused"))
  }

  @Test func noSuchHost() async throws {
    let error = try await connectFailure(["host": "absent.invalid"])
    #expect(error.kind == .connection)
    #expect(error.message.contains("the name 'absent.invalid' does not resolve"))
  }

  @Test func theNextHostIsTried() async throws {
    let port = PostgresServer.shared.port
    try await withPool(["host": "127.0.0.1,localhost", "port": "1,\(port)"]) { (pool) async throws in
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
  }

  @Test func unixSocketsWork() async throws {
    try await withPool(["host": PostgresServer.shared.directory]) { (pool) async throws in
      #expect(try await pool.cell("SELECT inet_client_addr() IS NULL") == .bool(true))
    }
  }

  @Test func garbageInsteadOfTheProtocol() async throws {
    let listener = try RawListener(answer: "HTTP/1.1 400 Bad Request\r\n\r\n")
    defer { listener.close() }
    for mode in ["disable", "prefer"] {
      let error = try await connectFailure([
        "port": "\(listener.port)", "sslmode": mode, "gssencmode": "disable",
      ])
      #expect(error.kind == .protocolGarbage, "\(error)")
    }
  }

  @Test func aServerThatSaysNothing() async throws {
    let listener = try RawListener(answer: nil)
    defer { listener.close() }
    let error = try await connectFailure(["port": "\(listener.port)"], connectTimeout: .milliseconds(200))
    #expect(error.kind == .timeout)
    #expect(error.message.contains("no answer within 0.2 seconds"))
  }

  @Test func aSilentHostIsLeftForTheNext() async throws {
    let listener = try RawListener(answer: nil)
    defer { listener.close() }
    let ports = ["\(listener.port)", "1", "\(listener.port)", "\(PostgresServer.shared.port)"]
    let hosts = ["127.0.0.1", "127.0.0.1", "localhost", "127.0.0.1"].joined(separator: ",")
    try await withPool(
      ["host": hosts, "port": ports.joined(separator: ",")], connectTimeout: .seconds(3)
    ) { (pool) async throws in
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
    let silent = "\(listener.port),\(listener.port)"
    let error = try await connectFailure(
      ["host": "127.0.0.1,127.0.0.1", "port": silent], connectTimeout: .milliseconds(400))
    #expect(error.kind == .timeout)
    #expect(error.message.contains("no answer within 0.2 seconds"), "\(error)")
  }

  private func connectFailure(_ overlay: [String: String], connectTimeout: Duration? = nil) async throws
    -> PostgresError
  {
    try await withPool(overlay, connectTimeout: connectTimeout) { (pool) async throws in
      try await failure { try await pool.query("SELECT 1") }
    }
  }
}

/// Accepts connections, perhaps says something, and keeps quiet.
final class RawListener: Sendable {
  let port: Int
  private let descriptor: Int32

  init(answer: String?) throws {
    let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, length) == 0 && listen(listening, 16) == 0
          && getsockname(listening, $0, &length) == 0
      }
    }
    try #require(bound)
    descriptor = listening
    port = Int(UInt16(bigEndian: address.sin_port))
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box((listening, answer)))
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let (listening, answer) = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().value
        var kept: [Int32] = []
        while case let peer = accept(listening, nil, nil), peer >= 0 {
          kept.append(peer)
          if let answer { send(peer, answer, answer.utf8.count, Int32(MSG_NOSIGNAL)) }
        }
        for peer in kept { Glibc.close(peer) }
        return nil
      }, box.toOpaque())
    pthread_detach(thread)
  }

  func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
  }

  private final class Box: Sendable {
    let value: (Int32, String?)
    init(_ value: (Int32, String?)) { self.value = value }
  }
}
