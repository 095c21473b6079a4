internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A pool's I/O thread: the only owner of its connections. It waits for sockets, deadlines and messages, and
/// never for anything else.
final class PoolLoop {
  private typealias ConnectionID = PoolStateMachine.ConnectionID

  private let configuration: PostgresConfiguration
  private let inbox: Inbox
  private let canceller = Canceller()
  private var machine: PoolStateMachine
  private var requests: [Int: Request] = [:]
  private var connections: [ConnectionID: Connection] = [:]
  /// Which request each busy connection serves.
  private var served: [ConnectionID: Int] = [:]
  /// Connections that wait for the endpoint to be found.
  private var awaitingEndpoint: [ConnectionID] = []
  private var endpointDeadline: ContinuousClock.Instant?
  /// Where connections lead to, for messages; nil until it was found out.
  private var place: String?
  private var isFindingEndpoint = false
  private var closers: [CheckedContinuation<Void, Never>] = []
  private var isClosing = false

  init(_ configuration: PostgresConfiguration, inbox: Inbox) {
    self.configuration = configuration
    self.inbox = inbox
    machine = PoolStateMachine(limit: configuration.maxConnections)
  }

  /// Serves until the pool is closed.
  func run() {
    while !isClosing {
      for message in inbox.take() { handle(message) }
      if !isClosing { waitAndProceed() }
    }
    for message in inbox.shut() { handle(message) }
    let closed = PostgresError(kind: .closed, message: "the connection pool was closed")
    for id in requests.keys { answer(id, .failure(closed)) }
    for connection in connections.values { connection.abandon(through: canceller) }
    connections = [:]
    for closer in closers { closer.resume() }
  }

  private func handle(_ message: Inbox.Message) {
    switch message {
    case .request(let id, let request):
      requests[id] = request
      if !isClosing { perform(machine.requested(id)) }
    case .cancel(let id):
      cancel(id)
    case .endpoint(let endpoint):
      isFindingEndpoint = false
      open(endpoint)
    case .close(let closer):
      isClosing = true
      if let closer { closers.append(closer) }
    }
  }

  private func cancel(_ id: Int) {
    guard requests[id] != nil else { return }
    let cancellation = machine.cancelled(id)
    if case .running(let connection) = cancellation, let line = connections[connection] {
      answer(id, .failure(.cancelled("no answer from \(line.place)")))
    } else {
      answer(
        id,
        .failure(.cancelled("no connection to \(place ?? configuration.keywords["host"] ?? "the database")")))
    }
    if case .running(let connection) = cancellation { discard(connection) }
  }

  private func answer(_ id: Int, _ result: Result<PostgresResult, PostgresError>) {
    requests.removeValue(forKey: id)?.continuation.resume(returning: result)
  }

  // MARK: Connections

  private func perform(_ actions: [PoolStateMachine.Action]) {
    for action in actions {
      switch action {
      case .open(let connection): findEndpoint(for: connection)
      case .run(let id, let connection): run(id, on: connection)
      case .fail: break
      }
    }
  }

  private func findEndpoint(for connection: ConnectionID) {
    let limit =
      configuration.connectTimeout ?? Endpoint.connectTimeout(in: configuration.keywords)
      ?? Endpoint.defaultTimeout
    if awaitingEndpoint.isEmpty { endpointDeadline = .now + limit }
    awaitingEndpoint.append(connection)
    guard !isFindingEndpoint else { return }
    isFindingEndpoint = true
    let configuration = configuration
    let inbox = inbox
    let started = BackgroundThread.start { _ = inbox.post(.endpoint(Endpoint.find(configuration))) }
    if !started {
      isFindingEndpoint = false
      open(.failure(PostgresError(kind: .connection, message: "the system has no thread left")))
    }
  }

  private func open(_ endpoint: Result<Endpoint, PostgresError>) {
    let waiting = awaitingEndpoint
    awaitingEndpoint = []
    endpointDeadline = nil
    if case .success(let found) = endpoint { place = found.place }
    for id in waiting {
      do throws(PostgresError) {
        connections[id] = try Connection(to: try endpoint.get())
      } catch {
        openingFailed(id, error)
      }
    }
  }

  private func openingFailed(_ connection: ConnectionID, _ error: PostgresError) {
    connections[connection] = nil
    if let id = served.removeValue(forKey: connection) {
      answer(id, .failure(error))
      perform(machine.lost(connection))
      return
    }
    let actions = machine.openingFailed(connection, serverIsFull: error.kind == .tooManyConnections)
    for case .fail(let id) in actions { answer(id, .failure(error)) }
    perform(actions)
  }

  private func run(_ id: Int, on connection: ConnectionID) {
    guard let request = requests[id], let line = connections[connection] else { return }
    served[connection] = id
    if line.isAlive {
      request.onStart()
      take(line.ask(request), from: connection)
    } else if line.isReused {
      replace(connection)
    } else {
      lost(connection, line.closed, mayRepeat: false)
    }
  }

  /// Opens a connection anew for the request that it serves.
  private func replace(_ connection: ConnectionID) {
    connections[connection] = nil
    findEndpoint(for: connection)
  }

  private func discard(_ connection: ConnectionID) {
    served[connection] = nil
    awaitingEndpoint.removeAll { $0 == connection }
    connections.removeValue(forKey: connection)?.abandon(through: canceller)
    perform(machine.lost(connection))
  }

  // MARK: Events

  private func take(_ event: Connection.Event, from connection: ConnectionID) {
    switch event {
    case .none: break
    case .opened: opened(connection)
    case .openingFailed(let error): openingFailed(connection, error)
    case .answered(let result): answered(connection, result)
    case .lost(let error, let mayRepeat): lost(connection, error, mayRepeat: mayRepeat)
    }
  }

  private func opened(_ connection: ConnectionID) {
    if let id = served[connection] {
      run(id, on: connection)
    } else {
      perform(machine.opened(connection))
    }
  }

  private func answered(_ connection: ConnectionID, _ result: Result<PostgresResult, PostgresError>) {
    guard let id = served.removeValue(forKey: connection) else { return discard(connection) }
    let reusable = requests[id]?.access == .readOnly
    answer(id, result)
    if !reusable { connections[connection] = nil }
    perform(machine.finished(connection, reusable: reusable))
  }

  private func lost(_ connection: ConnectionID, _ error: PostgresError, mayRepeat: Bool) {
    guard let id = served[connection] else { return discard(connection) }
    if mayRepeat { return replace(connection) }
    answer(id, .failure(error))
    discard(connection)
  }

  // MARK: Waiting

  private func waitAndProceed() {
    let waited = connections.map { (id: $0.key, interest: $0.value.interest) }
    var descriptors = [pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0)]
    for (_, interest) in waited {
      let events = (interest.reads ? POLLIN : 0) | (interest.writes ? POLLOUT : 0)
      descriptors.append(pollfd(fd: interest.descriptor, events: Int16(events), revents: 0))
    }
    // A connection without a socket has failed already.
    let isImmediate = waited.contains { $0.interest.descriptor < 0 }
    let deadline = (waited.map(\.interest.deadline) + [endpointDeadline]).compactMap(\.self).min()
    poll(&descriptors, nfds_t(descriptors.count), isImmediate ? 0 : pollTimeout(until: deadline))
    let now = ContinuousClock.now
    if let endpointDeadline, endpointDeadline <= now {
      open(
        .failure(
          PostgresError(kind: .timeout, message: "cannot connect: no name server has answered in time")))
    }
    for (index, (id, interest)) in waited.enumerated() {
      guard let connection = connections[id] else { continue }
      if descriptors[index + 1].revents != 0 || interest.descriptor < 0 {
        take(connection.proceed(), from: id)
      } else if let deadline = interest.deadline, deadline <= now {
        take(connection.expire(), from: id)
      }
    }
  }
}
