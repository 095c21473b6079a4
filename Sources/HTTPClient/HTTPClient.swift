/// An HTTP/1.1 and HTTP/2 client: libcurl on one thread of its own, behind an async interface.
///
/// Connections are kept and shared by all requests of one client. Every request goes out at once, since it has its
/// time from then on: how many there are is for those who ask to decide. Nothing comes from the process environment:
/// no proxies, no `.netrc`, no cookies.
public final class HTTPClient: Sendable {
  private let loop: TransferLoop

  /// A client with its own connections, of which it keeps some for later requests. Its thread starts with the first
  /// request.
  public init(maxKeptConnections: Int = 128) {
    loop = TransferLoop(maxKept: maxKeptConnections)
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

  func perform(_ hop: Hop) async throws(HTTPError) -> Answer {
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
