internal import CLibCurl
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The thread that owns a libcurl multi handle, and the mailbox through which everybody else talks to it.
final class TransferLoop: Sendable {
  private enum Command: Sendable {
    case start(Transfer, CheckedContinuation<Transfer.Outcome, Never>)
    case cancel(Transfer)
  }

  private enum Phase {
    case idle, running, closing, closed
  }

  private struct Mailbox {
    var phase = Phase.idle
    var commands: [Command] = []
    var closers: [CheckedContinuation<Void, Never>] = []
    /// The multi handle, for waking the thread; set exactly while the thread runs.
    var multi: UnsafeMutableRawPointer?
  }

  private let mailbox = Lock(Mailbox())
  private let maxKept: Int

  /// A loop that keeps so many connections.
  init(maxKept: Int) {
    self.maxKept = maxKept
  }

  // MARK: For everybody

  /// Hands `transfer` over; its outcome resumes `continuation`.
  func start(_ transfer: Transfer, _ continuation: CheckedContinuation<Transfer.Outcome, Never>) {
    let phase = mailbox.withLock { mailbox in
      if mailbox.phase == .idle { launch(&mailbox) }
      if mailbox.phase == .running { post(.start(transfer, continuation), to: &mailbox) }
      return mailbox.phase
    }
    switch phase {
    case .running: break
    case .idle: continuation.resume(returning: .failure(HTTPError(.other, "no thread could be started")))
    case .closing, .closed: continuation.resume(returning: .failure(.closed))
    }
  }

  /// Ends `transfer` early, whether it is on its way or yet to come.
  func cancel(_ transfer: Transfer) {
    mailbox.withLock { mailbox in
      guard mailbox.phase == .idle || mailbox.phase == .running else { return }
      post(.cancel(transfer), to: &mailbox)
    }
  }

  /// Ends every transfer and the thread, without waiting.
  func beginClosing() {
    mailbox.withLock { mailbox in
      switch mailbox.phase {
      case .idle:
        mailbox.phase = .closed
        mailbox.commands = []
      case .running:
        mailbox.phase = .closing
        if let multi = mailbox.multi { curl_multi_wakeup(multi) }
      case .closing, .closed: break
      }
    }
  }

  /// Ends every transfer and the thread.
  func close() async {
    beginClosing()
    await withCheckedContinuation { continuation in
      let isClosed = mailbox.withLock { mailbox in
        if mailbox.phase != .closed { mailbox.closers.append(continuation) }
        return mailbox.phase == .closed
      }
      if isClosed { continuation.resume() }
    }
  }

  private func post(_ command: Command, to mailbox: inout Mailbox) {
    mailbox.commands.append(command)
    guard mailbox.commands.count == 1, let multi = mailbox.multi else { return }
    curl_multi_wakeup(multi)
  }

  private func launch(_ mailbox: inout Mailbox) {
    guard LibCurl.isReady, let multi = curl_multi_init() else { return }
    // From here on the new thread alone uses it, but for waking up.
    nonisolated(unsafe) let owned = multi
    if BackgroundThread.start({ self.run(owned) }) {
      mailbox.multi = multi
      mailbox.phase = .running
    } else {
      curl_multi_cleanup(multi)
    }
  }

  // MARK: The thread

  fileprivate func run(_ multi: UnsafeMutableRawPointer) {
    var work = LoopWork(multi: multi, maxKept: maxKept)
    while case let commands = takeCommands(), let commands {
      for command in commands {
        switch command {
        case .start(let transfer, let continuation):
          transfer.attach(continuation)
          work.add(transfer)
        case .cancel(let transfer): work.cancel(transfer)
        }
      }
      work.perform()
      curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
    shutDown(&work, multi)
  }

  /// What was posted since the last time; `nil` when it is time to end.
  private func takeCommands() -> [Command]? {
    mailbox.withLock { mailbox in
      guard mailbox.phase == .running else { return nil }
      defer { mailbox.commands = [] }
      return mailbox.commands
    }
  }

  private func shutDown(_ work: inout LoopWork, _ multi: UnsafeMutableRawPointer) {
    let commands = mailbox.withLock { mailbox in
      defer { mailbox.commands = [] }
      mailbox.multi = nil
      return mailbox.commands
    }
    for case .start(let transfer, let continuation) in commands {
      transfer.attach(continuation)
      transfer.finish(.failure(.closed))
    }
    work.end()
    curl_multi_cleanup(multi)
    let closers = mailbox.withLock { mailbox in
      defer { mailbox.closers = [] }
      mailbox.phase = .closed
      return mailbox.closers
    }
    for closer in closers { closer.resume() }
  }
}

extension HTTPError {
  /// The client was closed.
  static let closed = HTTPError(.closed, "the HTTP client was closed")
  /// The task was cancelled before anything was asked.
  static let cancelled = HTTPError(.cancelled, "nothing was asked")
}

/// libcurl's process-wide state, made once.
private enum LibCurl {
  static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
