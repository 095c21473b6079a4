import Values

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server on a free loopback port that answers every request with scripted bytes, well-formed or not.
final class RawServer: Sendable {
  enum Step: Sendable {
    case send(String)
    case sendBytes([UInt8])
    /// Says nothing more until the client goes away.
    case stall
    case close
    case reset
  }

  let port: Int
  /// Every request as it came, head and body.
  let requests: AsyncStream<String>
  private let record: AsyncStream<String>.Continuation
  private let listener: Int32
  private let script: @Sendable (_ request: String) -> [Step]
  private let state = Lock(State())

  private struct State {
    var connections: Set<Int32> = []
    var accepted = 0
    var isStopped = false
  }

  var url: String { "http://127.0.0.1:\(port)" }
  /// How many connections were accepted.
  var accepted: Int { state.withLock { $0.accepted } }

  init(_ script: @escaping @Sendable (_ request: String) -> [Step]) throws {
    (requests, record) = AsyncStream.makeStream()
    self.script = script
    (listener, port) = try listeningSocket()
    startThread { [self] in accept() }
  }

  func stop() {
    state.withLock { state in
      // A second time the descriptor may be another server's.
      guard !state.isStopped else { return }
      state.isStopped = true
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
      shutdown(listener, Int32(SHUT_RDWR))
    }
    record.finish()
  }

  private func accept() {
    while case let connection = Glibc.accept(listener, nil, nil), connection >= 0 {
      state.withLock { state in
        state.connections.insert(connection)
        state.accepted += 1
        if state.isStopped { shutdown(connection, Int32(SHUT_RDWR)) }
      }
      startThread { [self] in serve(connection) }
    }
    close(listener)
  }

  private func serve(_ connection: Int32) {
    defer {
      state.withLock { _ = $0.connections.remove(connection) }
      close(connection)
    }
    while let request = readRequest(connection) {
      record.yield(request)
      for step in script(request) {
        switch step {
        case .send(let text): write(Array(text.utf8), to: connection)
        case .sendBytes(let bytes): write(bytes, to: connection)
        case .stall: return waitForEnd(connection)
        case .close: return
        case .reset:
          var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
          setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
          return
        }
      }
    }
  }

  private func write(_ bytes: [UInt8], to connection: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  private func waitForEnd(_ connection: Int32) {
    var byte: UInt8 = 0
    while recv(connection, &byte, 1, 0) > 0 {}
  }

  /// The next request, its body read by `Content-Length`; the first bytes of anything that is not HTTP.
  private func readRequest(_ connection: Int32) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer.prefix(count)
      if bytes.first == 0x16 { return "TLS" }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { continue }
      let length = text.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).drop(while: { $0 == " " })) }
      if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
    }
  }
}

extension StringProtocol {
  fileprivate func range(of needle: String) -> Range<Index>? {
    ranges(of: needle).first
  }
}

/// A socket that listens on a free port of 127.0.0.1.
func listeningSocket() throws -> (descriptor: Int32, port: Int) {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      bind(descriptor, pointer, size) == 0 && listen(descriptor, 64) == 0
        && getsockname(descriptor, pointer, &size) == 0
    }
  }
  guard descriptor >= 0, result else { throw FixtureError(message: "no listening socket: \(errno)") }
  return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}

/// Runs `body` on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { context in
      guard let context else { return nil }
      Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  pthread_detach(thread)
}

/// A fixture that could not be set up.
struct FixtureError: Error {
  var message: String
}

/// A complete answer.
func answer(_ status: String = "200 OK", _ headers: [String] = [], _ body: String = "") -> RawServer.Step {
  let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
  return .send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
}
