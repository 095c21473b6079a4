/// Who may use which connection: the pool's rules without any I/O. It answers each event with what is to be
/// done.
///
/// Waiters are served in the order they came. A connection is opened only for a waiter that no idle or opening
/// connection will serve, and never more than `limit` exist at once.
struct PoolStateMachine {
  typealias ConnectionID = Int
  typealias RequestID = Int

  /// What the owner of the connections has to do.
  enum Action: Equatable {
    /// Open a connection under this id.
    case open(ConnectionID)
    /// Ask this request's question on this connection.
    case run(RequestID, ConnectionID)
    /// Tell this request that it cannot be served: the connection could not be opened.
    case fail(RequestID)
  }

  /// Where a cancelled request was.
  enum Cancellation: Equatable {
    /// In the queue, and is no longer.
    case dequeued
    /// On this connection, which must be abandoned.
    case running(ConnectionID)
    /// Neither: it has ended, or never came.
    case unknown
  }

  private enum Connection: Equatable {
    case opening
    case idle
    case busy(RequestID)
  }

  private let limit: Int
  private var connections: [ConnectionID: Connection] = [:]
  private var idle: [ConnectionID] = []
  private var queue: [RequestID] = []
  private var nextID = 0
  // The server has said that it takes no more: ask again only when one of ours has gone.
  private var isServerFull = false

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  private var openingCount: Int { connections.values.count { $0 == .opening } }

  /// A question has come.
  mutating func requested(_ request: RequestID) -> [Action] {
    queue.append(request)
    return advance()
  }

  /// Nobody waits for this question's answer any more.
  mutating func cancelled(_ request: RequestID) -> Cancellation {
    if let index = queue.firstIndex(of: request) {
      queue.remove(at: index)
      return .dequeued
    }
    return connections.first { $0.value == .busy(request) }.map { .running($0.key) } ?? .unknown
  }

  /// A connection is ready for its first use.
  mutating func opened(_ connection: ConnectionID) -> [Action] {
    connections[connection] = .idle
    idle.append(connection)
    return advance()
  }

  /// A connection could not be opened. If others live or are on their way only the oldest waiter is told, since
  /// those can serve the rest; if not, all of them share its fate. A server that is full fails nobody as long as
  /// there are others.
  mutating func openingFailed(_ connection: ConnectionID, serverIsFull: Bool) -> [Action] {
    connections[connection] = nil
    isServerFull = serverIsFull && !connections.isEmpty
    if isServerFull { return [] }
    let told = connections.isEmpty ? queue.count : min(1, queue.count)
    let failures = queue.prefix(told).map(Action.fail)
    queue.removeFirst(told)
    return failures + advance()
  }

  /// A question is done with; the connection goes on or is gone.
  mutating func finished(_ connection: ConnectionID, reusable: Bool) -> [Action] {
    guard reusable else { return lost(connection) }
    return opened(connection)
  }

  /// A connection is gone.
  mutating func lost(_ connection: ConnectionID) -> [Action] {
    connections[connection] = nil
    idle.removeAll { $0 == connection }
    isServerFull = false
    return advance()
  }

  private mutating func advance() -> [Action] {
    var actions: [Action] = []
    while let request = queue.first, let connection = idle.popLast() {
      queue.removeFirst()
      connections[connection] = .busy(request)
      actions.append(.run(request, connection))
    }
    while openingCount < queue.count, connections.count < limit, !isServerFull {
      nextID += 1
      connections[nextID] = .opening
      actions.append(.open(nextID))
    }
    return actions
  }
}
