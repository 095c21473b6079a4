private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A TCP server that misbehaves as it is told: every connection gets the same script, or every request its own.
public final class ScriptedServer: Sendable {
  /// One step of the script.
  public enum Step: Sendable {
    /// Sends these bytes.
    case send([UInt8])
    /// Sends these bytes again and again, without an end where `times` is nil.
    case flood([UInt8], times: Int? = nil)
    /// Sends these bytes again and again, one byte at a time and 20 of them in a second, until the client goes.
    case trickle([UInt8])
    /// Waits until the client has sent these bytes, and forgets what came before and with them.
    case awaitBytes([UInt8])
    /// Says nothing more, and keeps the connection open until the client or the server goes.
    case stall
    /// Ends the connection.
    case close
    /// Cuts the connection off with a reset instead of an end.
    case reset

    /// Sends `text` as UTF-8.
    public static func text(_ text: String) -> Step { .send(Array(text.utf8)) }
  }

  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// Every HTTP request as it came, head and body, where it answers requests.
  public let requests: AsyncStream<String>
  private let record: AsyncStream<String>.Continuation
  private let listener: TCPSocket
  private let shared = Lock(State())

  /// Starts a server that plays `script` to every client, then closes the connection.
  public convenience init(_ script: [Step]) throws {
    try self.init(conversing: { client, _ in _ = play(script, to: client) })
  }

  /// Starts a server that plays to every HTTP request what `script` says, and keeps the connection for the next
  /// one unless a step ends it.
  ///
  /// A client that speaks TLS counts as one that has asked `TLS`.
  public convenience init(answering script: @escaping @Sendable (_ request: String) -> [Step]) throws {
    try self.init(conversing: { client, record in
      while let request = receiveRequest(from: client) {
        record.yield(request)
        guard play(script(request), to: client) else { break }
      }
    })
  }

  private init(
    conversing converse: @escaping @Sendable (Int32, AsyncStream<String>.Continuation) -> Void
  ) throws {
    let (requests, record) = AsyncStream<String>.makeStream()
    (self.requests, self.record) = (requests, record)
    let listener = try TCPSocket.bound(to: LoopbackEndpoint.hostOfThisRun)
    try listener.listen(backlog: 128)
    self.listener = listener
    endpoint = try listener.endpoint()
    let shared = shared
    startThread {
      while true {
        let client = accept(listener.descriptor, nil, nil)
        guard client >= 0 else {
          if errno == EINTR || errno == ECONNABORTED { continue }
          break
        }
        serve(client, shared) { converse($0, record) }
      }
      listener.close()
    }
  }

  /// Starts a server that awaits an HTTP request's head and answers with `response`, byte for byte.
  public convenience init(http response: String) throws {
    try self.init([.awaitBytes(Array("\r\n\r\n".utf8)), .text(response)])
  }

  deinit {
    stop()
  }

  /// What to give an HTTP client, by address and without a closing slash.
  public var url: String { "http://\(endpoint)" }

  /// How many connections were accepted so far.
  public var acceptedConnections: Int { shared.withLock { $0.accepted } }

  /// How many connections are open now.
  public var openConnections: Int { shared.withLock { $0.connections.count } }

  /// Closes every connection and stops listening.
  public func stop() {
    shared.withLock { state in
      guard !state.stopped else { return }
      state.stopped = true
      state.connections.forEach { _ = shutdown($0, Int32(SHUT_RDWR)) }
      _ = shutdown(listener.descriptor, Int32(SHUT_RDWR))
    }
    record.finish()
  }
}

/// The connections of a server.
private struct State {
  var connections: Set<Int32> = []
  var accepted = 0
  var stopped = false
}

/// Lets `converse` talk to `client` on a thread of its own, which owns the descriptor.
private func serve(_ client: Int32, _ shared: Lock<State>, _ converse: @escaping @Sendable (Int32) -> Void) {
  let welcome = shared.withLock { state in
    guard !state.stopped else { return false }
    state.accepted += 1
    state.connections.insert(client)
    return true
  }
  guard welcome else {
    close(client)
    return
  }
  startThread {
    converse(client)
    shared.withLock { state in
      state.connections.remove(client)
      close(client)
    }
  }
}

/// Whether the connection goes on after `script`.
private func play(_ script: [ScriptedServer.Step], to client: Int32) -> Bool {
  script.allSatisfy { play($0, to: client) }
}

/// Whether the script goes on after `step`.
private func play(_ step: ScriptedServer.Step, to client: Int32) -> Bool {
  switch step {
  case .send(let bytes):
    return sendAll(bytes, to: client)
  case .flood(let bytes, let times):
    var sent = 0
    while sent != times {
      guard sendAll(bytes, to: client) else { return false }
      sent += 1
    }
    return true
  case .trickle(let bytes):
    while true {
      for byte in bytes {
        guard sendAll([byte], to: client) else { return false }
        usleep(50_000)
      }
    }
  case .awaitBytes(let expected):
    var received: [UInt8] = []
    while let chunk = receive(from: client) {
      received += chunk
      if contains(received, expected) { return true }
    }
    return false
  case .stall:
    while receive(from: client) != nil {}
    return false
  case .close:
    return false
  case .reset:
    var abrupt = linger(l_onoff: 1, l_linger: 0)
    setsockopt(client, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
    return false
  }
}

/// Whether all of it went.
func sendAll(_ bytes: [UInt8], to client: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    #if canImport(Glibc)
      let count = rest.withUnsafeBytes {
        send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
    #else
      let count = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, 0) }
    #endif
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}

/// What the client sent next, or nil when it has gone.
func receive(from client: Int32) -> [UInt8]? {
  var chunk = [UInt8](repeating: 0, count: 16_384)
  let count = chunk.withUnsafeMutableBytes { recv(client, $0.baseAddress, $0.count, 0) }
  return count > 0 ? Array(chunk[..<count]) : nil
}

/// The next request, its body read by `Content-Length`; nil when the client has gone.
private func receiveRequest(from client: Int32) -> String? {
  var bytes: [UInt8] = []
  while let chunk = receive(from: client) {
    bytes += chunk
    if bytes.first == 0x16 { return "TLS" }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
    let length = text.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
    if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
  }
  return nil
}

private func contains(_ bytes: [UInt8], _ expected: [UInt8]) -> Bool {
  guard bytes.count >= expected.count else { return false }
  return (0...(bytes.count - expected.count)).contains { bytes[$0...].starts(with: expected) }
}
