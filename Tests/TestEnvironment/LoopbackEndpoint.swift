#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// An address and port for one server of a test.
public struct LoopbackEndpoint: Hashable, Sendable, CustomStringConvertible {
  /// A numeric IPv4 address.
  public let host: String
  /// A TCP port.
  public let port: Int

  /// `host:port`.
  public var description: String { "\(host):\(port)" }

  /// Names an endpoint.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The random 127.x.y.z address of this process, so that runs side by side do not meet.
  public static let hostOfThisRun: String = {
    #if os(Linux)
      let parts = (0..<3).map { _ in Int.random(in: 1...254) }
      return "127.\(parts[0]).\(parts[1]).\(parts[2])"
    #else
      return "127.0.0.1"  // Only Linux answers on all of 127.0.0.0/8.
    #endif
  }()

  /// An endpoint of this run that nobody listens on at the moment.
  static func free() throws(TestEnvironmentError) -> LoopbackEndpoint {
    let socket = try TCPSocket.bound(to: hostOfThisRun)
    defer { socket.close() }
    return try socket.endpoint()
  }

  /// Whether somebody accepts connections here; does not wait.
  public var accepts: Bool {
    guard let socket = try? TCPSocket.connected(to: self) else { return false }
    socket.close()
    return true
  }

  /// Starts a server by `start` on a free endpoint, and on another one when somebody was faster.
  static func retrying<Server>(
    _ start: (LoopbackEndpoint) async throws -> Server
  ) async throws -> Server {
    for _ in 0..<9 {
      do {
        return try await start(free())
      } catch let error as TestEnvironmentError where error.saysAddressInUse {
        continue
      }
    }
    return try await start(free())
  }
}

extension TestEnvironmentError {
  fileprivate var saysAddressInUse: Bool {
    description.lowercased().contains("address already in use")
  }
}

/// A TCP socket descriptor, or one for datagrams, with the few calls that the environment needs.
struct TCPSocket: Sendable {
  let descriptor: Int32

  /// A socket bound to a port of `host` that the system chooses.
  static func bound(to host: String, datagrams: Bool = false) throws(TestEnvironmentError) -> TCPSocket {
    let socket = try TCPSocket.new(datagrams: datagrams)
    guard socket.call(bind, LoopbackEndpoint(host: host, port: 0)) == 0 else {
      throw socket.failure("bind to \(host)")
    }
    return socket
  }

  /// A socket connected to `endpoint`.
  static func connected(to endpoint: LoopbackEndpoint) throws(TestEnvironmentError) -> TCPSocket {
    let socket = try TCPSocket.new()
    guard socket.call(connect, endpoint) == 0 else { throw socket.failure("connect") }
    return socket
  }

  /// A socket that goes on connecting to `endpoint`, whether it ever gets there or not.
  static func connecting(to endpoint: LoopbackEndpoint) throws(TestEnvironmentError) -> TCPSocket {
    let socket = try TCPSocket.new()
    _ = fcntl(socket.descriptor, F_SETFL, O_NONBLOCK)
    guard socket.call(connect, endpoint) == 0 || errno == EINPROGRESS else {
      throw socket.failure("connect")
    }
    return socket
  }

  /// Lets others connect, `backlog` of them before they are accepted.
  func listen(backlog: Int32) throws(TestEnvironmentError) {
    #if canImport(Glibc)
      let result = Glibc.listen(descriptor, backlog)
    #else
      let result = Darwin.listen(descriptor, backlog)
    #endif
    guard result == 0 else { throw failure("listen") }
  }

  /// Where this socket is bound.
  func endpoint() throws(TestEnvironmentError) -> LoopbackEndpoint {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else { throw failure("getsockname") }
    let ip = UInt32(bigEndian: address.sin_addr.s_addr)
    let host = [24, 16, 8, 0].map { String((ip >> $0) & 255) }.joined(separator: ".")
    return LoopbackEndpoint(host: host, port: Int(UInt16(bigEndian: address.sin_port)))
  }

  func close() {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  private static func new(datagrams: Bool = false) throws(TestEnvironmentError) -> TCPSocket {
    let type = datagrams ? SOCK_DGRAM : SOCK_STREAM
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, type, 0)
    #endif
    let result = TCPSocket(descriptor: descriptor)
    guard descriptor >= 0 else { throw result.failure("socket") }
    return result
  }

  private func call(
    _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ endpoint: LoopbackEndpoint
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(endpoint.port).bigEndian
    inet_pton(AF_INET, endpoint.host, &address.sin_addr)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private func failure(_ action: String) -> TestEnvironmentError {
    let reason = String(cString: strerror(errno))
    close()
    return TestEnvironmentError("\(action): \(reason)")
  }
}
