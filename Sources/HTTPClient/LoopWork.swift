internal import CLibCurl

/// What the loop's thread does with its multi handle. Only that thread holds it.
struct LoopWork {
  private let multi: UnsafeMutableRawPointer
  private let userAgent: String
  private let maxIdleHandles: Int
  private var queue: TransferQueue
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]
  private var idleHandles: [EasyHandle] = []
  private var lookups = LookupBudget()

  init(multi: UnsafeMutableRawPointer, configuration: HTTPClient.Configuration) {
    self.multi = multi
    userAgent = configuration.userAgent
    maxIdleHandles = configuration.maxTotalConnections
    queue = TransferQueue(
      maxPerHost: configuration.maxConnectionsPerHost, maxTotal: configuration.maxTotalConnections)
    checkctl_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxTotalConnections)
  }

  /// Lines `transfer` up, unless it was cancelled before it came.
  mutating func add(_ transfer: Transfer) {
    if !transfer.isFinished { queue.add(transfer) }
  }

  /// Ends `transfer`, wherever it is.
  mutating func cancel(_ transfer: Transfer) {
    if let handle = transfer.handle { retire(handle, of: transfer, gaveUp: true) }
    transfer.finish(.failure(.cancelled))
  }

  /// Gives free slots to those who wait.
  mutating func startWaiting() {
    while let transfer = queue.next() {
      guard let failure = begin(transfer) else { continue }
      queue.release(transfer)
      transfer.finish(.failure(failure))
    }
  }

  /// Moves everything on, hands out what is complete, and starts what that makes room for.
  mutating func perform() {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      complete(easy, message.pointee.data.result)
    }
    startWaiting()
  }

  /// Ends everything.
  mutating func end() {
    for transfer in active.values {
      if let handle = transfer.handle { retire(handle, of: transfer, gaveUp: true) }
      transfer.finish(.failure(.closed))
    }
    for transfer in queue.removeAll() { transfer.finish(.failure(.closed)) }
    idleHandles = []
  }

  private mutating func begin(_ transfer: Transfer) -> HTTPError? {
    if transfer.looksUpName, !lookups.allowsAnother {
      return HTTPError(
        .resolve, "the name \(transfer.hop.url.host) was not looked up: too many name lookups hang")
    }
    guard let handle = idleHandles.popLast() ?? EasyHandle() else {
      return HTTPError(.other, "out of memory")
    }
    transfer.configure(handle, userAgent: userAgent)
    guard handle.refusal == CURLE_OK, curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
      let reason = String(cString: curl_easy_strerror(handle.refusal))
      return HTTPError(.other, "the request to \(transfer.hop.url.authority) could not be made: \(reason)")
    }
    transfer.handle = handle
    active[handle.easy] = transfer
    return nil
  }

  private mutating func complete(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    guard let transfer = active[easy], let handle = transfer.handle else { return }
    let outcome: Transfer.Outcome =
      code == CURLE_OK
      ? .success(transfer.answer(from: handle)) : .failure(transfer.failure(code, of: handle))
    retire(handle, of: transfer, gaveUp: code == CURLE_OPERATION_TIMEDOUT)
    transfer.finish(outcome)
  }

  /// Takes the handle from libcurl and keeps it for the next transfer.
  private mutating func retire(_ handle: EasyHandle, of transfer: Transfer, gaveUp: Bool) {
    if gaveUp, transfer.phase(handle) == .resolving { lookups.noteHanging() }
    curl_multi_remove_handle(multi, handle.easy)
    active[handle.easy] = nil
    transfer.handle = nil
    queue.release(transfer)
    if idleHandles.count < maxIdleHandles { idleHandles.append(handle) }
  }
}

/// Bounds the resolver threads that libcurl leaves behind: `getaddrinfo` cannot be interrupted.
private struct LookupBudget {
  private static let limit = 64
  /// Longer than the resolver keeps trying with its usual settings.
  private static let longestLookup = Duration.seconds(60)
  private var hanging: [ContinuousClock.Instant] = []

  /// Whether another lookup may begin.
  var allowsAnother: Bool {
    mutating get {
      let now = ContinuousClock.now
      hanging.removeAll { now - $0 > Self.longestLookup }
      return hanging.count < Self.limit
    }
  }

  /// Counts a lookup that was given up.
  mutating func noteHanging() {
    hanging.append(.now)
  }
}
