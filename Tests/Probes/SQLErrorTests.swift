import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

@Suite struct SQLErrorTests {
  @Test func aRefusedStatementCanBeJudged() async throws {
    let fixture = try await SQLFixture.shared()
    let error = try await SQLFixture.failure { try await fixture.ask("SELECT * FROM hidden") }
    #expect(error.kind == .refused && !error.isTransient)
    #expect(error.message.hasSuffix("permission denied for table hidden (SQLSTATE 42501)"))
    #expect(error.refusal?.fields == ["sqlstate": "42501"])
    #expect(error.refusal?.isFinal == true)
  }

  /// What the server refuses of the statements around the item's own is no observation of it.
  @Test func whatIsRefusedAroundTheStatementIsNoObservation() async throws {
    let server = try await PostgresServer.start()
    try await server.run("REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC")
    let target = try makeTarget(.postgres, server.uri(.checkctl))
    let error = await #expect(throws: ProbeError.self) {
      try await ask(SQLProbe.self, ["query": "SELECT 1"], target: target)
    }
    await server.stop()
    #expect(error?.refusal == nil)
    #expect(error?.message.contains("permission denied for function set_config (SQLSTATE 42501)") == true)
    #expect(
      error?.excerpt == "hint: The server refused what checkctl does around the statement (settings).")
  }

  @Test func aWrongQueryShowsItsPlace() async throws {
    let fixture = try await SQLFixture.shared()
    let error = try await SQLFixture.failure { try await fixture.ask("SELECT count(*)\nFROM\tjurnal") }
    #expect(error.kind == .invalid && !error.isTransient)
    #expect(
      error.message.hasSuffix("relation \"jurnal\" does not exist (SQLSTATE 42P01), line 2 of the query"))
    #expect(error.excerpt == "2 | FROM jurnal\n  |      ^")
    #expect(error.refusal?.fields == ["sqlstate": "42P01"])
  }

  @Test func aSecretIsMaskedBeforeTheMessageIsCut() async throws {
    let redactor = Redactor()
    let secret = "0123456789abcdef" + String(repeating: "x", count: 3000)
    redactor.add(secret)
    let uri = try await SQLFixture.shared().uri
    let error = try await SQLFixture.failure {
      try await SQLFixture.ask(
        "SELECT $1::int", params: [.string(secret)], of: .string(uri), redactor: redactor)
    }
    #expect(error.message.contains("invalid input syntax for type integer: \"********\""))
    #expect(!"\(error)".contains("01234567"))
    let long = try await SQLFixture.failure {
      try await SQLFixture.ask("SELECT $1::int", params: [.string(secret)], of: .string(uri))
    }
    #expect(long.message.unicodeScalars.count < 2100)
  }

  @Test func aLongLineIsShownAroundItsPlace() async throws {
    let fixture = try await SQLFixture.shared()
    let filler = String(repeating: "1 + ", count: 60)
    let error = try await SQLFixture.failure { try await fixture.ask("SELECT \(filler)missing + \(filler)1") }
    let lines = try #require(error.excerpt).split(separator: "\n")
    let caret = try #require(lines[1].firstIndex(of: "^"))
    let column = lines[1].distance(from: lines[1].startIndex, to: caret)
    #expect(lines[0].count <= 84)
    #expect(lines[0].dropFirst(column).hasPrefix("missing"))
  }

  @Test func theStatementTimeoutIsAnError() async throws {
    let fixture = try await SQLFixture.shared()
    let error = try await SQLFixture.failure {
      try await fixture.ask("SELECT pg_sleep(600)", timeout: .milliseconds(200))
    }
    #expect(error.kind == .timeout && error.isTransient)
    #expect(error.refusal == nil)
  }

  @Test func cancellingEndsTheQuestion() async throws {
    let fixture = try await SQLFixture.shared()
    let task = Task {
      try await SQLFixture.failure { try await fixture.ask("SELECT pg_sleep(601)", timeout: nil) }
    }
    var isAsked = false
    while !isAsked {
      let count = try await fixture.server.run(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%sleep(601' || ')'")
      isAsked = count != "0"
    }
    task.cancel()
    #expect(try await task.value.kind == .cancelled)
  }

  @Test func readsRollBackAndActionsCommit() async throws {
    let fixture = try await SQLFixture.shared()
    let refused = try await SQLFixture.failure { try await fixture.ask("SELECT note('read')") }
    #expect(refused.refusal?.fields == ["sqlstate": "25006"])
    #expect(refused.excerpt?.contains("`may_write: true` and `action: true`") == true)
    let inserted = try await fixture.ask("INSERT INTO journal VALUES ($1), ($1)", params: ["action"])
    #expect(inserted.fields["row_count"] == 2 && inserted.noData == nil && inserted.excerpt == nil)
    let returned = try await fixture.ask("INSERT INTO journal VALUES ('action') RETURNING entry")
    #expect(returned.fields["value"] == "action")
    _ = try await fixture.ask("SELECT note('function')", ["may_write": true])
    let entries = try await fixture.ask(
      "SELECT entry, count(*) AS n FROM journal WHERE entry IN ('read', 'action', 'function') GROUP BY 1 ORDER BY 1"
    )
    #expect(entries.fields["rows"] == [["entry": "action", "n": 3], ["entry": "function", "n": 1]])
  }

  @Test func aSuperuserIsNoted() async throws {
    let server = try await SQLFixture.shared().server
    let answer = try await SQLFixture.ask("SELECT 1", of: .string(server.uri(.postgres)))
    #expect(
      answer.notes == ["the role postgres is a superuser: the read-only transaction is no limit to it"])
  }

  @Test func aServerThatIsNotThereIsUnreachable() async throws {
    let error = try await SQLFixture.failure {
      try await SQLFixture.ask("SELECT 1", of: "postgresql://tester:hush-hush@127.0.0.1:1/eventcore")
    }
    #expect(error.kind == .unreachable && error.isTransient && error.refusal == nil)
    #expect(error.message.contains("127.0.0.1:1"))
    #expect(!"\(error)".contains("hush-hush"))
  }

  @Test func aWrongPasswordIsNoRefusal() async throws {
    var keywords = try await SQLFixture.shared().keywords
    keywords["password"] = "hush-hush"
    let error = try await SQLFixture.failure { [keywords] in
      try await SQLFixture.ask("SELECT 1", of: .map(keywords))
    }
    #expect(error.kind == .authentication && !error.isTransient && error.refusal == nil)
    #expect(!"\(error)".contains("hush-hush"))
  }

  @Test func aDatabaseThatIsNotThereIsNotJudged() async throws {
    var keywords = try await SQLFixture.shared().keywords
    keywords["dbname"] = "nowhere"
    let error = try await SQLFixture.failure { [keywords] in
      try await SQLFixture.ask("SELECT 1", of: .map(keywords))
    }
    #expect(error.kind == .refused && !error.isTransient && error.refusal == nil)
    #expect(error.message.contains("database \"nowhere\" does not exist"))
  }

  @Test func aStatementThatCannotBeAskedIsInvalid() async throws {
    let fixture = try await SQLFixture.shared()
    for (query, message) in [
      ("SELECT 1; SELECT 2", "the SQL holds 2 statements; write one per item"),
      ("", "the SQL holds no statement"),
      ("SELECT $1", "the query has $1, and `params` no values"),
    ] {
      let error = try await SQLFixture.failure { try await fixture.ask(query) }
      #expect(error.kind == .invalid && error.message == message)
    }
  }
}
