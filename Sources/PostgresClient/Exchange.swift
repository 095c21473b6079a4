private import CLibPQ
private import COpenSSL

/// One question on one connection: sends all its steps at once and reads their answers as they come. It never
/// waits; its owner calls `send` once and `receive` whenever something has arrived.
struct Exchange {
  /// How far the answers have come.
  enum Progress {
    case unfinished
    /// All steps are answered and the connection stands as before.
    case finished(Result<PostgresResult, PostgresError>)
    /// The connection cannot be used any more.
    case broken(PostgresError)
  }

  private let request: Request
  private let place: String
  private let steps: [Step]
  private var index = 0
  private var rows: RowCollector
  private var error: PostgresError?
  private var pendingBytes = 0
  /// Whether the server has answered anything, so that the statement may have run.
  private(set) var isAnswered = false

  init(_ request: Request, at place: String) {
    self.request = request
    self.place = place
    steps = Step.all(for: request.access)
    rows = RowCollector(limits: request.limits)
  }

  /// Queues every step for sending.
  func send(on handle: OpaquePointer) -> Bool {
    guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { return false }
    return steps.allSatisfy { send($0, on: handle) }
  }

  private func send(_ step: Step, on handle: OpaquePointer) -> Bool {
    switch step {
    case .begin:
      send(request.access == .readOnly ? "BEGIN READ ONLY" : "BEGIN READ WRITE", on: handle)
    case .settings:
      send(SessionSettings.statement(timeout: request.limits.statementTimeout), on: handle)
    case .statement:
      send(request.sql, parameters: request.parameters, on: handle)
    case .synchronize:
      PQpipelineSync(handle) == 1
    case .end:
      send(request.access == .readOnly ? "ROLLBACK" : "COMMIT", on: handle)
    case .discard:
      send("DISCARD ALL", on: handle)
    }
  }

  private func send(_ sql: String, parameters: [PostgresParameter] = [], on handle: OpaquePointer) -> Bool {
    let types = parameters.map(\.typeOID)
    return LibPQ.withCStrings(parameters.map(\.text)) { values in
      PQsendQueryParams(handle, sql, Int32(parameters.count), types, values, nil, nil, 0) == 1
    }
  }

  /// Reads what has arrived.
  ///
  /// Under TLS one read may leave the rest of a record inside the TLS library, which no readiness announces, so
  /// reading goes on until nothing is left there.
  mutating func receive(on handle: OpaquePointer) -> Progress {
    pendingBytes += Int(checkctl_pq_pending_bytes(PQsocket(handle)))
    var progress = receiveOnce(on: handle)
    while case .unfinished = progress, Self.holdsDecrypted(handle) { progress = receiveOnce(on: handle) }
    return progress
  }

  /// Whether the TLS library has bytes that were received and not yet read.
  private static func holdsDecrypted(_ handle: OpaquePointer) -> Bool {
    guard PQsslInUse(handle) == 1, let session = PQsslStruct(handle, "OpenSSL") else { return false }
    return SSL_pending(OpaquePointer(session)) > 0
  }

  private mutating func receiveOnce(on handle: OpaquePointer) -> Progress {
    guard PQconsumeInput(handle) == 1 else { return .broken(lostConnection(handle)) }
    while PQisBusy(handle) == 0 {
      let result = PQgetResult(handle)
      defer { PQclear(result) }
      if let failure = take(result) { return .broken(failure) }
      if index == steps.count { return end(on: handle) }
      if result == nil, steps[index] == .statement { PQsetSingleRowMode(handle) }
      if PQstatus(handle) == CONNECTION_BAD { return .broken(lostConnection(handle)) }
    }
    guard pendingBytes <= request.limits.maxBytes else { return .broken(rows.tooLarge(at: place)) }
    return .unfinished
  }

  /// Takes one result; nil ends those of a step. An error returned here means that the connection must go.
  private mutating func take(_ result: OpaquePointer?) -> PostgresError? {
    guard let result else {
      index += 1
      return nil
    }
    pendingBytes = 0
    let status = PQresultStatus(result)
    if status != PGRES_FATAL_ERROR { isAnswered = true }
    switch status {
    case PGRES_PIPELINE_SYNC:
      index += 1
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE:
      return takeRows(result)
    case PGRES_EMPTY_QUERY:
      error = error ?? PostgresError(kind: .refusedStatement, message: "\(place): the statement is empty")
    case PGRES_FATAL_ERROR:
      error = error ?? described(blamingOwnStep(ServerMessage.error(of: result, at: place)))
    case PGRES_PIPELINE_ABORTED:
      break
    default:
      return PostgresError(
        kind: .refusedStatement,
        message: "\(place): the statement transfers data by COPY, which is not supported")
    }
    return nil
  }

  /// What the server refuses of our own statements says nothing of the caller's. The end of a transaction that
  /// may write is the caller's too: constraints may be deferred to it.
  private func blamingOwnStep(_ error: PostgresError) -> PostgresError {
    let step = steps[index]
    let isCallers = step == .statement || (step == .end && request.access == .readWrite)
    guard case .server(let sqlstate) = error.kind, !isCallers else { return error }
    var error = error
    error.kind = .preparation(sqlstate: sqlstate)
    error.hint = error.hint ?? "The server refused what checkctl does around the statement (\(step))."
    return error
  }

  private mutating func takeRows(_ result: OpaquePointer) -> PostgresError? {
    guard index < steps.count, steps[index] == .statement else { return nil }
    do throws(PostgresError) {
      try rows.take(result, at: place)
      return nil
    } catch {
      return error
    }
  }

  private func end(on handle: OpaquePointer) -> Progress {
    guard PQexitPipelineMode(handle) == 1, PQtransactionStatus(handle) == PQTRANS_IDLE else {
      let stray = PostgresError(kind: .protocolGarbage, message: "\(place): the connection is out of step")
      return .broken(error ?? stray)
    }
    if let error { return .finished(.failure(error)) }
    let superuser = PQparameterStatus(handle, "is_superuser").map { String(cString: $0) == "on" } ?? false
    let user = PQuser(handle).map { String(cString: $0) } ?? ""
    return .finished(.success(rows.result(user: user, isSuperuser: superuser)))
  }

  /// The error for a connection that has gone: what the server said at last, or what libpq says.
  func lostConnection(_ handle: OpaquePointer) -> PostgresError {
    if let error { return error }
    let text = ServerMessage.oneLine(String(cString: PQerrorMessage(handle)))
    let kind = ServerMessage.kind(ofLocal: text)
    let reason = text.isEmpty ? "the server closed the connection" : text
    let lost = PostgresError(
      kind: kind == .protocolGarbage ? kind : .connection,
      message: "\(place): the connection was lost: \(reason)")
    return described(lost)
  }

  /// The error with what the caller cannot know: whether changes were kept, and which limit ran out.
  private func described(_ error: PostgresError) -> PostgresError {
    var error = error
    if error.kind == .connection, request.access == .readWrite {
      error.hint = "Whether the statement's changes were kept is not known."
    }
    if error.kind == .timeout, error.sqlstate == "57014" {
      error.hint = error.hint ?? "The statement timeout is \(request.limits.statementTimeout)."
    }
    return error
  }
}
