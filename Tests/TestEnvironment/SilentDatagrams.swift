#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A UDP port that takes datagrams and never answers.
public final class SilentDatagrams: Sendable {
  /// Where it takes them.
  public let endpoint: LoopbackEndpoint
  private let socket: TCPSocket

  /// Opens the port.
  public init() throws(TestEnvironmentError) {
    socket = try TCPSocket.bound(to: LoopbackEndpoint.hostOfThisRun, datagrams: true)
    endpoint = try socket.endpoint()
  }

  deinit { socket.close() }

  /// Waits until somebody has sent something.
  public func waitForOne() async throws {
    try await waitUntil("a datagram came") {
      var byte: UInt8 = 0
      return recv(self.socket.descriptor, &byte, 1, Int32(MSG_DONTWAIT | MSG_PEEK)) >= 0
    }
  }
}
