import Diagnostics
import ProbeKit
import TestEnvironment
import Values

@testable import Probes

/// A PostgreSQL server for all tests of the `sql` probe, with a role that is no superuser.
struct SQLFixture {
  let server: PostgresServer
  static let role = "tester"
  /// It has characters that are special in URIs.
  static let password = "tr1cky@/#pass"
  static let encodedPassword = "tr1cky%40%2F%23pass"

  private static let started = Task {
    // Each case has connections of its own, and all run at once.
    var options = PostgresServer.Options()
    options.configuration = ["max_connections = 300"]
    let server = try await PostgresServer.start(options: options)
    try await server.run(
      """
      CREATE ROLE tester LOGIN PASSWORD '\(password)';
      CREATE TABLE journal (entry text);
      GRANT SELECT, INSERT, UPDATE, DELETE ON journal TO tester;
      CREATE TABLE hidden (secret text);
      CREATE FUNCTION note(text) RETURNS int LANGUAGE sql AS 'INSERT INTO journal VALUES ($1) RETURNING 1';
      """)
    return SQLFixture(server: server)
  }

  static func shared() async throws -> SQLFixture { try await started.value }

  var uri: String {
    "postgresql://tester:\(Self.encodedPassword)@\(server.endpoint.host):\(server.endpoint.port)/eventcore"
  }

  var keywords: ValueMap {
    [
      "host": .string(server.endpoint.host), "port": .int(Int64(server.endpoint.port)), "dbname": "eventcore",
      "user": "tester", "password": .string(Self.password),
    ]
  }

  /// A target as an environment makes it: checked, with defaults.
  static func target(_ address: Value) throws -> Target {
    let description = TargetDescription.postgres
    return Target(
      name: "database", type: "postgres", address: try conform(address, to: description.address.type),
      fields: try Fields.make(from: [:], fields: description.fields))
  }

  /// Asks one question as the role that is no superuser.
  func ask(_ query: String, params: [Value] = [], _ more: ValueMap = [:], timeout: Duration? = .seconds(20))
    async throws -> Observation
  {
    try await Self.ask(query, params: params, more, of: .string(uri), timeout: timeout)
  }

  static func ask(
    _ query: String, params: [Value] = [], _ more: ValueMap = [:], of address: Value,
    timeout: Duration? = .seconds(20), redactor: Redactor = Redactor()
  ) async throws -> Observation {
    var map = more
    map["query"] = .string(query)
    if !params.isEmpty { map["params"] = .list(params) }
    let probe = try SQLProbe(
      Fields.make(from: map, fields: SQLProbe.description.fields), target: target(address))
    let resources = RunResources()
    let context = ProbeContext(
      timeout: timeout, redactor: redactor, resources: resources, now: { Timestamp(seconds: 0) })
    let result: Result<Observation, ProbeError>
    do {
      result = .success(try await probe.observe(in: context))
    } catch {
      result = .failure(error)
    }
    await resources.close()
    return try result.get()
  }

  /// The error with which a question ends.
  static func failure(_ ask: () async throws -> Observation) async throws -> ProbeError {
    do {
      let observation = try await ask()
      throw TestEnvironmentError("there is an answer: \(observation)")
    } catch let error as ProbeError {
      return error
    }
  }
}

/// What `lint` says of a query, one line for each fault: its code, message, place and help.
func lint(_ query: String, _ more: [String: Value] = [:], isAction: Bool = false) -> [String] {
  var map = SourceMap()
  let file = map.add(SourceFile(path: "test.yaml", bytes: Array("sql query params may_write".utf8)))
  let places: [String: Range<Int>] = ["query": 4..<9, "params": 10..<16, "may_write": 17..<26]
  var values = more
  values["query"] = .string(query)
  let fields = values.map { name, value in
    (name, ProbeDraft.Field(value: value, span: Span(file: file, bytes: places[name] ?? 0..<1)))
  }
  var diagnostics = Diagnostics()
  SQLProbe.check(
    ProbeDraft(
      fields: fields, span: Span(file: file, bytes: 0..<3),
      isAction: isAction, hasTarget: true), into: &diagnostics)
  return diagnostics.all.map { fault in
    let place = fault.primary.flatMap { label in places.first { $0.value == label.span.bytes }?.key } ?? "?"
    return "\(fault.code.rawValue) at \(place): \(fault.message) | \(fault.help ?? "")"
  }
}
