#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// An endpoint that connections to hang at: its queue is full, so that the system drops whoever else comes.
final class SilentListener: Sendable {
  let endpoint: LoopbackEndpoint
  private let sockets: [TCPSocket]

  init() throws {
    let listener = try TCPSocket.bound(to: LoopbackEndpoint.hostOfThisRun)
    try listener.listen(backlog: 0)
    endpoint = try listener.endpoint()
    var sockets = [listener]
    for _ in 0..<8 { sockets.append(try TCPSocket.connecting(to: endpoint)) }
    self.sockets = sockets
  }

  deinit {
    sockets.forEach { $0.close() }
  }
}
