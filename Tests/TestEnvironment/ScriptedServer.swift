private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A TCP server that misbehaves as it is told: every connection gets the same script.
public final class ScriptedServer: Sendable {
  /// One step of the script.
  public enum Step: Sendable {
    /// Sends these bytes.
    case send([UInt8])
    /// Waits until the client has sent these bytes, and forgets what came before and with them.
    case awaitBytes([UInt8])
    /// Says nothing more, and keeps the connection open until the client or the server goes.
    case stall
    /// Cuts the connection off with a reset instead of an end.
    case reset
  }

  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  private let listener: TCPSocket
  private let shared = Lock(State())

  /// Starts a server that plays `script` to every client, then closes the connection.
  public init(_ script: [Step]) throws {
    let listener = try TCPSocket.bound(to: LoopbackEndpoint.hostOfThisRun)
    guard listen(listener.descriptor, 128) == 0 else {
      listener.close()
      throw TestEnvironmentError("listen: \(String(cString: strerror(errno)))")
    }
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
        serve(client, script, shared)
      }
      listener.close()
    }
  }

  /// Starts a server that awaits an HTTP request's head and answers with `response`, byte for byte.
  public convenience init(http response: String) throws {
    try self.init([.awaitBytes(Array("\r\n\r\n".utf8)), .send(Array(response.utf8))])
  }

  deinit {
    stop()
  }

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
  }
}

/// The connections of a server.
private struct State {
  var connections: Set<Int32> = []
  var accepted = 0
  var stopped = false
}

/// Plays `script` to `client` on a thread of its own, which owns the descriptor.
private func serve(_ client: Int32, _ script: [ScriptedServer.Step], _ shared: Lock<State>) {
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
    for step in script {
      guard play(step, to: client) else { break }
    }
    shared.withLock { state in
      state.connections.remove(client)
      close(client)
    }
  }
}

/// Whether the script goes on after `step`.
private func play(_ step: ScriptedServer.Step, to client: Int32) -> Bool {
  switch step {
  case .send(let bytes):
    return sendAll(bytes, to: client)
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
  case .reset:
    var abrupt = linger(l_onoff: 1, l_linger: 0)
    setsockopt(client, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
    return false
  }
}

private func sendAll(_ bytes: [UInt8], to client: Int32) -> Bool {
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
private func receive(from client: Int32) -> [UInt8]? {
  var chunk = [UInt8](repeating: 0, count: 16_384)
  let count = chunk.withUnsafeMutableBytes { recv(client, $0.baseAddress, $0.count, 0) }
  return count > 0 ? Array(chunk[..<count]) : nil
}

private func contains(_ bytes: [UInt8], _ expected: [UInt8]) -> Bool {
  guard bytes.count >= expected.count else { return false }
  return (0...(bytes.count - expected.count)).contains { bytes[$0...].starts(with: expected) }
}
