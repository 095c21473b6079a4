private import CLibPQ
internal import Values

/// Asks servers to stop statements whose connection was given up. `PQcancel` blocks and can hang, so it has one
/// thread, and it is best effort: `statement_timeout` ends what it does not reach.
final class Canceller: Sendable {
  /// What `PQcancel` needs; it owns its memory.
  private final class Ticket: @unchecked Sendable {  // Only ever read after it was made, by one thread.
    let handle: OpaquePointer
    init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { PQfreeCancel(handle) }
  }

  private struct State: Sendable {
    var tickets: [Ticket] = []
    var isRunning = false
  }

  private let state = Lock(State())
  private static let capacity = 64

  /// Cancels what runs on a connection, soon. The connection may be closed right after.
  func cancel(_ connection: OpaquePointer) {
    guard let handle = PQgetCancel(connection) else { return }
    let ticket = Ticket(handle)
    let startsThread = state.withLock { state in
      guard state.tickets.count < Self.capacity else { return false }
      state.tickets.append(ticket)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if startsThread, !BackgroundThread.start({ self.drain() }) {
      state.withLock { $0 = State() }
    }
  }

  private func drain() {
    while let ticket = next() {
      var message = [CChar](repeating: 0, count: 256)
      _ = PQcancel(ticket.handle, &message, Int32(message.count))
    }
  }

  private func next() -> Ticket? {
    state.withLock { state in
      guard !state.tickets.isEmpty else {
        state.isRunning = false
        return nil
      }
      return state.tickets.removeFirst()
    }
  }
}
