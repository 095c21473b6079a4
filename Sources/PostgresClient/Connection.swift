private import CLibPQ

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// One libpq connection as a state machine that is driven by readiness. Only its pool's I/O thread touches it.
final class Connection {
  /// What the thread waits for.
  struct Interest {
    var descriptor: Int32
    var reads: Bool
    var writes: Bool
    var deadline: ContinuousClock.Instant?
  }

  /// What came of an event.
  enum Event {
    case none
    case opened
    case openingFailed(PostgresError)
    case answered(Result<PostgresResult, PostgresError>)
    /// The connection is of no more use. `mayRepeat` says that the server cannot have begun on the statement.
    case lost(PostgresError, mayRepeat: Bool)
  }

  private enum Phase {
    case opening(wantsWrite: Bool)
    case idle
    case asking(Exchange, Request, wantsWrite: Bool)
  }

  private var handle: OpaquePointer
  private var endpoint: Endpoint
  /// Which of the endpoint's addresses libpq is at.
  private var attempt = 0
  private var phase = Phase.opening(wantsWrite: true)
  private var deadline: ContinuousClock.Instant?
  private(set) var isReused = false

  /// Starts to connect.
  init(to endpoint: Endpoint) throws(PostgresError) {
    self.endpoint = endpoint
    guard let handle = Self.start(endpoint) else {
      throw PostgresError(kind: .connection, message: "out of memory")
    }
    self.handle = handle
    deadline = .now + endpoint.connectTimeout
  }

  private static func start(_ endpoint: Endpoint) -> OpaquePointer? {
    let handle = LibPQ.withKeywordArrays(endpoint.options) { PQconnectStartParams($0, $1, 0) }
    PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    return handle
  }

  deinit { PQfinish(handle) }

  /// Where it leads to, for messages.
  var place: String { endpoint.place }

  /// What to wait for now.
  var interest: Interest {
    let descriptor = PQsocket(handle)
    return switch phase {
    case .opening(let wantsWrite):
      Interest(descriptor: descriptor, reads: !wantsWrite, writes: wantsWrite, deadline: deadline)
    case .idle:
      Interest(descriptor: descriptor, reads: true, writes: false, deadline: nil)
    case .asking(_, _, let wantsWrite):
      Interest(descriptor: descriptor, reads: true, writes: wantsWrite, deadline: deadline)
    }
  }

  /// Whether nothing has come over an idle connection that ends it.
  var isAlive: Bool {
    PQconsumeInput(handle) == 1 && PQisBusy(handle) == 0 && PQstatus(handle) == CONNECTION_OK
  }

  /// Starts on a question.
  func ask(_ request: Request) -> Event {
    let exchange = Exchange(request, at: endpoint.place)
    deadline = .now + request.limits.statementTimeout + Self.grace
    guard exchange.send(on: handle) else {
      return lost(exchange.lostConnection(handle), during: exchange, request)
    }
    phase = .asking(exchange, request, wantsWrite: true)
    return proceed()
  }

  /// Goes on as far as it can without waiting.
  func proceed() -> Event {
    switch phase {
    case .opening: proceedOpening()
    case .idle: isAlive ? .none : .lost(closed, mayRepeat: true)
    case .asking(let exchange, let request, _): proceed(exchange, request)
    }
  }

  /// Ends what has taken too long.
  func expire() -> Event {
    switch phase {
    case .opening:
      if startAtNextAddress() { return .none }
      let message = "cannot connect to \(endpoint.place): no answer within \(endpoint.connectTimeout)"
      return .openingFailed(PostgresError(kind: .timeout, message: message))
    case .idle:
      return .none
    case .asking(_, let request, _):
      let message =
        "\(endpoint.place): no answer \(Self.grace) after the statement timeout of \(request.limits.statementTimeout)"
      return .lost(PostgresError(kind: .timeout, message: message), mayRepeat: false)
    }
  }

  /// Gives up what runs: asks the server to stop, and cuts the line. The connection is of no more use.
  func abandon(through canceller: Canceller) {
    guard case .asking = phase else { return }
    canceller.cancel(handle)
    shutdown(PQsocket(handle), Int32(SHUT_RDWR))
  }

  /// How long after the statement timeout the client gives up by itself.
  private static let grace = Duration.seconds(2)

  var closed: PostgresError {
    PostgresError(kind: .connection, message: "\(endpoint.place): the server closed the connection")
  }

  private func proceedOpening() -> Event {
    guard PQstatus(handle) != CONNECTION_BAD else { return openingFailed() }
    let status = PQconnectPoll(handle)
    noticeAddress()
    switch status {
    case PGRES_POLLING_OK:
      PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
      phase = .idle
      return .opened
    case PGRES_POLLING_READING: phase = .opening(wantsWrite: false)
    case PGRES_POLLING_WRITING: phase = .opening(wantsWrite: true)
    default: return openingFailed()
    }
    return .none
  }

  /// Where libpq has gone on to another address by itself, that one has its own time.
  private func noticeAddress() {
    let current = currentAddress
    guard current != attempt else { return }
    attempt = current
    deadline = .now + endpoint.connectTimeout
  }

  /// Leaves an address that keeps silent for those after it; false where there are none. libpq's own waiting for
  /// each address needs its blocking functions. Where a standby is merely preferred, those before it may still do.
  private func startAtNextAddress() -> Bool {
    let silent = currentAddress
    var rest = endpoint.hosts.dropFirst(silent + 1)
    if rest.isEmpty, endpoint.options["target_session_attrs"] == "prefer-standby" {
      rest = endpoint.hosts.prefix(silent)
    }
    guard !rest.isEmpty else { return false }
    let next = endpoint.at(Array(rest))
    guard let started = Self.start(next) else { return false }
    PQfinish(handle)
    handle = started
    endpoint = next
    attempt = 0
    phase = .opening(wantsWrite: true)
    deadline = .now + endpoint.connectTimeout
    return true
  }

  /// libpq does not say the place in its list, only what stands there.
  private var currentAddress: Int {
    let text = { (pointer: UnsafePointer<CChar>?) in pointer.map { String(cString: $0) } ?? "" }
    let (host, address, port) = (text(PQhost(handle)), text(PQhostaddr(handle)), text(PQport(handle)))
    // A second round over the list begins at its start.
    let isRepeated = endpoint.options["target_session_attrs"] == "prefer-standby"
    let places = endpoint.hosts.enumerated().dropFirst(isRepeated ? 0 : attempt).filter {
      $0.element.port == port && host == ($0.element.host.isEmpty ? $0.element.address : $0.element.host)
    }
    return (places.first { $0.element.address == address } ?? places.first)?.offset ?? attempt
  }

  private func openingFailed() -> Event {
    let message = String(cString: PQerrorMessage(handle))
    return .openingFailed(
      ServerMessage.connectError(message, at: endpoint.place).masking(endpoint.secrets))
  }

  private func proceed(_ exchange: Exchange, _ request: Request) -> Event {
    var exchange = exchange
    let unsent = PQflush(handle)
    guard unsent >= 0 else { return lost(exchange.lostConnection(handle), during: exchange, request) }
    switch exchange.receive(on: handle) {
    case .unfinished:
      phase = .asking(exchange, request, wantsWrite: unsent > 0)
      return .none
    case .finished(let result):
      phase = .idle
      isReused = true
      return .answered(result.mapError { $0.masking(endpoint.secrets) })
    case .broken(let error):
      return lost(error, during: exchange, request)
    }
  }

  private func lost(_ error: PostgresError, during exchange: Exchange, _ request: Request) -> Event {
    let mayRepeat =
      isReused && !exchange.isAnswered && request.access == .readOnly && error.kind == .connection
    return .lost(error.masking(endpoint.secrets), mayRepeat: mayRepeat)
  }
}
