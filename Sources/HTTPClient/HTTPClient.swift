/// An HTTP/1.1 and HTTP/2 client: libcurl on one thread of its own, behind an async interface.
///
/// Connections are kept and shared by all requests of one client. Nothing comes from the process environment:
/// no proxies, no `.netrc`, no cookies.
public final class HTTPClient: Sendable {
  /// The bounds of a client.
  public struct Configuration: Sendable {
    /// How many requests to one host and port run at once; more wait their turn.
    public var maxConnectionsPerHost: Int
    /// How many requests run at once.
    public var maxTotalConnections: Int
    /// The `User-Agent` to send unless a request names another.
    public var userAgent: String

    /// The given bounds.
    public init(
      maxConnectionsPerHost: Int = 32, maxTotalConnections: Int = 128, userAgent: String = "checkctl"
    ) {
      self.maxConnectionsPerHost = maxConnectionsPerHost
      self.maxTotalConnections = maxTotalConnections
      self.userAgent = userAgent
    }
  }

  private let loop: TransferLoop

  /// A client with its own connections. Its thread starts with the first request.
  public init(configuration: Configuration = Configuration()) {
    loop = TransferLoop(configuration)
  }

  deinit {
    loop.beginClosing()
  }

  /// The answer to `request`. Cancelling the task ends the transfer at once.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    guard !Task.isCancelled else { throw .cancelled }
    var exchange = try Exchange(request)
    while true {
      let answer = try await perform(exchange.hop)
      if let response = try exchange.advance(with: answer) { return response }
    }
  }

  /// Ends the thread and closes every connection. What is in flight fails with `closed`, and so does every later
  /// request.
  public func close() async {
    await loop.close()
  }

  private func perform(_ hop: Hop) async throws(HTTPError) -> Answer {
    let transfer = Transfer(hop)
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.start(transfer, continuation)
      }
    } onCancel: {
      loop.cancel(transfer)
    }
    return try outcome.get()
  }
}
