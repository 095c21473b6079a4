import ProbeKit
import Testing
import Values

@testable import Probes

@Suite struct SQLLintTests {
  private static let askWith =
    "add `action: true` to the item, or ask with SELECT, SHOW, EXPLAIN, VALUES, WITH or TABLE"
  private static let isNoAction = "and the item does not say that it is an action"

  private static let faults: [(String, String)] = [
    ("", "empty-query at query: the query holds no statement | write one, such as SELECT 1"),
    ("-- a comment;\n ;", "empty-query at query: the query holds no statement | write one, such as SELECT 1"),
    (
      "SELECT 1; DROP TABLE t",
      "several-statements at query: the query holds 2 statements | "
        + "write one statement per item; `needs` puts items in order"
    ),
    (
      "SELECT 'open",
      "unterminated-query at query: a comment or quotation in the query does not end | "
        + "close it; within '...' a quotation mark is written ''"
    ),
    (
      "SHOW statement_timeout",
      "own-setting at query: checkctl sets statement_timeout for its own queries: this would see that, and not what "
        + "holds for others | ask SELECT reset_val FROM pg_settings WHERE name = 'statement_timeout'"
    ),
    ("SELECT 1\0", "nul-in-query at query: the query holds a NUL character | take it out"),
    ("SELCT 1", "unknown-statement at query: SELCT begins no SQL statement | did you mean SELECT?"),
    (
      "1 + 1",
      "unknown-statement at query: the query does not begin as a statement does | "
        + "begin with a word such as SELECT"
    ),
    (
      "\\du+",
      "psql-command at query: \\du+ is a command of psql, not SQL | "
        + "ask pg_catalog.pg_roles (rolname, rolsuper, rolcanlogin, ...) instead"
    ),
    (
      " \\timing on",
      "psql-command at query: \\timing is a command of psql, not SQL | "
        + "`psql -E` shows the query behind its commands"
    ),
    (
      "INSERT INTO t VALUES (1)",
      "undeclared-action at query: INSERT changes something, \(isNoAction) | \(askWith)"
    ),
    ("VACUUM t", "undeclared-action at query: VACUUM changes something, \(isNoAction) | \(askWith)"),
    ("SET ROLE x", "undeclared-action at query: SET changes something, \(isNoAction) | \(askWith)"),
    (
      "WITH gone AS (DELETE FROM t RETURNING *) SELECT count(*) FROM gone",
      "undeclared-action at query: the query may change something (DELETE), \(isNoAction) | \(askWith)"
    ),
    (
      "EXPLAIN ANALYZE DELETE FROM t",
      "undeclared-action at query: the query may change something (EXPLAIN ANALYZE runs DELETE), "
        + "\(isNoAction) | \(askWith)"
    ),
    (
      "SELECT * INTO copy FROM t",
      "undeclared-action at query: the query may change something (SELECT INTO), \(isNoAction) | \(askWith)"
    ),
    (
      "SELECT * FROM t FOR UPDATE",
      "undeclared-action at query: the query may change something (SELECT ... FOR UPDATE), "
        + "\(isNoAction) | \(askWith)"
    ),
    (
      "SELECT nextval('s')",
      "undeclared-action at query: the query may change something (a call of nextval), "
        + "\(isNoAction) | \(askWith)"
    ),
    (
      "COMMIT",
      "unaskable-statement at query: COMMIT does not work here: each query runs in a transaction of its own | "
        + "leave transactions to checkctl, and write the statement itself"
    ),
    (
      "SELECT $1 + $2",
      "parameter-count at query: the query has $1 to $2, and `params` no values | "
        + "`params` has one value for each of $1, $2, ..., in their order"
    ),
  ]

  @Test("Each fault of a query has its own text", arguments: faults)
  func faulty(query: String, expected: String) { #expect(lint(query) == [expected]) }

  @Test func parametersAreCounted() {
    let help = "`params` has one value for each of $1, $2, ..., in their order"
    #expect(
      lint("SELECT $1", ["params": [1, 2]])
        == ["parameter-count at params: the query has $1, and `params` 2 values | \(help)"])
    #expect(
      lint("SELECT '$1'", ["params": [1]])
        == ["parameter-count at params: the query has no parameters, and `params` one value | \(help)"])
    #expect(lint("SELECT $2, $1", ["params": [1, 2]]) == [])
  }

  @Test func writingByAFunctionIsDeclared() {
    let fault =
      "undeclared-action at may_write: `may_write` says that the query changes something, \(Self.isNoAction)"
      + " | \(Self.askWith)"
    #expect(lint("SELECT note('x')", ["may_write": true]) == [fault])
    #expect(lint("SELECT note('x')", ["may_write": true], isAction: true) == [])
  }

  @Test(
    "What only reads, and what an action may do, passes",
    arguments: [
      "SHOW ssl", "EXPLAIN DELETE FROM t", "TABLE t;", "(VALUES (1))", "WITH a AS (SELECT 1) SELECT * FROM a",
      "SELECT 'DELETE FROM t; COMMIT' -- ; \\du",
    ])
  func reading(query: String) {
    #expect(lint(query) == [])
  }

  @Test func actionsMayWrite() {
    #expect(lint("DELETE FROM t", isAction: true) == [])
    #expect(lint("COMMIT", isAction: true).count == 1)
  }

  @Test func theEffectIsThatOfTheWords() throws {
    let target = try SQLFixture.target("host=localhost")
    func effect(_ fields: ValueMap) throws -> Effect { try SQLProbe(Fields(fields), target: target).effect }
    #expect(try effect(["query": "SELECT 1"]) == .read)
    #expect(try effect(["query": "UPDATE t SET n = 1"]) == .write)
    #expect(try effect(["query": "SELECT note('x')", "may_write": true]) == .write)
  }
}
