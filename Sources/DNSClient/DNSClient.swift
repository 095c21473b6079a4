internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Asks name servers, without the system's cache, files and search list.
public enum DNSClient {
  /// The answer of the first server that gives one, and who gave it. Cancelling the task ends the asking at once.
  ///
  /// - Parameter server: Whom to ask; the system's servers where it is nil.
  public static func ask(
    _ question: DNSQuestion, server: DNSServer?
  ) async throws(DNSError) -> (answer: DNSAnswer, server: DNSServer, latency: Duration) {
    let wake: WakePipe
    do {
      wake = try WakePipe()
    } catch {
      throw DNSError(.system, "no pipe could be made: \(String(cString: strerror(error.number)))")
    }
    let result: Result<Reply, DNSError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRunning = BackgroundThread.start {
          let exchange = DNSExchange(question: question, wake: wake)
          continuation.resume(
            returning: Result { () throws(DNSError) in
              try exchange.run(with: server.map { [$0] } ?? DNSServer.ofSystem())
            })
        }
        if !isRunning {
          continuation.resume(returning: .failure(DNSError(.system, "the system has no thread left")))
        }
      }
    } onCancel: {
      wake.wake()
    }
    let reply = try result.get()
    return (reply.answer, reply.server, reply.latency)
  }

  /// An answer and whence it came.
  struct Reply: Sendable {
    let answer: DNSAnswer
    let server: DNSServer
    let latency: Duration
  }
}
