internal import CLibCurl

/// What the loop's thread does with its multi handle. Only that thread holds it.
struct LoopWork {
  /// The `User-Agent` to send unless a request names another.
  private static let userAgent = "checkctl"

  private let multi: UnsafeMutableRawPointer
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]
  private var lookups = LookupBudget()

  /// Work that keeps so many connections for later requests.
  init(multi: UnsafeMutableRawPointer, maxKept: Int) {
    self.multi = multi
    checkctl_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, maxKept)
  }

  /// Starts `transfer`, unless it was cancelled before it came.
  mutating func add(_ transfer: Transfer) {
    guard !transfer.isFinished, let failure = begin(transfer) else { return }
    transfer.finish(.failure(failure))
  }

  /// Ends `transfer`, wherever it is.
  mutating func cancel(_ transfer: Transfer) {
    guard let handle = transfer.handle else {
      let unasked = HTTPError(.cancelled, "no answer from \(transfer.hop.url.authority)")
      return transfer.finish(.failure(transfer.hop.isRedirected ? unasked : .cancelled))
    }
    let awaited = transfer.awaited(in: transfer.phase(handle))
    retire(handle, of: transfer, gaveUp: true)
    transfer.finish(.failure(HTTPError(.cancelled, awaited)))
  }

  /// Moves everything on and hands out what is complete.
  mutating func perform() {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      complete(easy, message.pointee.data.result)
    }
  }

  /// Ends everything.
  mutating func end() {
    for transfer in active.values {
      if let handle = transfer.handle { retire(handle, of: transfer, gaveUp: true) }
      transfer.finish(.failure(.closed))
    }
  }

  private mutating func begin(_ transfer: Transfer) -> HTTPError? {
    if transfer.looksUpName, !lookups.allowsAnother {
      return HTTPError(
        .resolve, "the name \(transfer.hop.url.host) was not looked up: too many name lookups hang")
    }
    guard let handle = EasyHandle() else {
      return HTTPError(.other, "out of memory")
    }
    transfer.configure(handle, userAgent: Self.userAgent)
    let refused = "the request to \(transfer.hop.url.authority) could not be made"
    guard handle.refusal == CURLE_OK else {
      return HTTPError(.other, "\(refused): \(String(cString: curl_easy_strerror(handle.refusal)))")
    }
    let status = curl_multi_add_handle(multi, handle.easy)
    guard status == CURLM_OK else {
      return HTTPError(.other, "\(refused): \(String(cString: curl_multi_strerror(status)))")
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

  /// Takes the handle from libcurl; its connection is kept.
  private mutating func retire(_ handle: EasyHandle, of transfer: Transfer, gaveUp: Bool) {
    if gaveUp, transfer.phase(handle) == .resolving { lookups.noteHanging() }
    curl_multi_remove_handle(multi, handle.easy)
    active[handle.easy] = nil
    transfer.handle = nil
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
