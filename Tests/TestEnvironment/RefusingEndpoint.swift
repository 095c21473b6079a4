/// An endpoint that refuses connections as long as somebody holds this: a socket that does not listen has the port, so
/// that no server gets it in the meantime.
public final class RefusingEndpoint: Sendable {
  /// Where nobody listens.
  public let endpoint: LoopbackEndpoint
  private let socket: TCPSocket

  /// Takes a port.
  public init() throws(TestEnvironmentError) {
    socket = try TCPSocket.bound(to: LoopbackEndpoint.hostOfThisRun)
    endpoint = try socket.endpoint()
  }

  deinit {
    socket.close()
  }
}
