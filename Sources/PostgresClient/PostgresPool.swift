internal import Values

/// Connections to one database, shared by everything that asks it something.
///
/// A thread of the pool's own does all waiting. It is started by the first question; `close` ends it, and so does
/// the end of the pool's life.
public final class PostgresPool: Sendable {
  private struct State: Sendable {
    var lastRequest = 0
    var isStarted = false
    var isClosed = false
  }

  /// What the pool connects to.
  public let configuration: PostgresConfiguration
  private let inbox = Inbox()
  private let state = Lock(State())

  /// A pool that has not connected yet.
  public init(_ configuration: PostgresConfiguration) {
    self.configuration = configuration
  }

  deinit {
    if state.withLock({ $0.isStarted && !$0.isClosed }) { _ = inbox.post(.close(nil)) }
  }

  /// Asks one question and returns the whole answer.
  ///
  /// Read-only questions run in a read-only transaction that is rolled back, with a statement timeout, in one
  /// round trip. Cancelling the task returns `.cancelled` at once, also while it waits for a connection. A
  /// connection that turns out to be dead before the server has begun on a read-only statement is replaced once.
  ///
  /// - Parameters:
  ///   - sql: One statement, with `$1`, `$2`, ... for the parameters.
  ///   - parameters: The values of the parameters, in order.
  ///   - access: What the statement may do.
  ///   - limits: How long it may take and how much it may return.
  ///   - onStart: Called on the pool's thread when a connection is held and the statement is about to be sent:
  ///     waiting ends and asking begins. It is called again in the rare case that the connection is replaced,
  ///     and must not block.
  public func query(
    _ sql: String, parameters: [PostgresParameter] = [], access: PostgresAccess = .readOnly,
    limits: PostgresLimits = PostgresLimits(), onStart: @escaping @Sendable () -> Void = {}
  ) async throws(PostgresError) -> PostgresResult {
    try Self.check(sql, parameters, access)
    // What may change something must not begin for a task that has ended.
    if Task.isCancelled { throw .cancelled }
    let id = try nextRequest()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let request = Request(
          sql: sql, parameters: parameters, access: access, limits: limits, onStart: onStart,
          continuation: continuation)
        submit(request, id: id)
      }
    } onCancel: {
      _ = inbox.post(.cancel(id))
    }
    return try result.get()
  }

  /// Ends every question with `.closed` and closes every connection. Later questions end the same way.
  public func close() async {
    let isRunning = state.withLock { state in
      defer { state.isClosed = true }
      return state.isStarted
    }
    guard isRunning else { return }
    await withCheckedContinuation { continuation in
      if !inbox.post(.close(continuation)) { continuation.resume() }
    }
  }

  private static let closed = PostgresError(kind: .closed, message: "the connection pool was closed")

  private func submit(_ request: Request, id: Int) {
    guard inbox.post(.request(id, request)) else {
      request.continuation.resume(returning: .failure(Self.closed))
      return
    }
    // A cancellation that came before the request was posted found nothing to cancel.
    if Task.isCancelled { _ = inbox.post(.cancel(id)) }
  }

  /// A number for a request, with the thread running.
  private func nextRequest() throws(PostgresError) -> Int {
    try state.withLock { state throws(PostgresError) in
      guard !state.isClosed else { throw Self.closed }
      if !state.isStarted { state.isStarted = inbox.descriptor >= 0 && startThread() }
      guard state.isStarted else {
        throw PostgresError(kind: .connection, message: "the system has no thread or descriptor left")
      }
      state.lastRequest += 1
      return state.lastRequest
    }
  }

  private func startThread() -> Bool {
    let configuration = configuration
    let inbox = inbox
    return BackgroundThread.start { PoolLoop(configuration, inbox: inbox).run() }
  }

  private static func check(
    _ sql: String, _ parameters: [PostgresParameter], _ access: PostgresAccess
  ) throws(PostgresError) {
    guard !sql.utf8.contains(0) else {
      throw PostgresError(kind: .refusedStatement, message: "the statement holds a NUL character")
    }
    if let index = parameters.firstIndex(where: { $0.text?.utf8.contains(0) ?? false }) {
      throw PostgresError(
        kind: .configuration,
        message: "parameter $\(index + 1) holds a NUL character, which PostgreSQL's text cannot")
    }
    if let reason = SQLShape.inspect(sql).refusal(for: access) {
      throw PostgresError(kind: .refusedStatement, message: reason)
    }
  }
}
