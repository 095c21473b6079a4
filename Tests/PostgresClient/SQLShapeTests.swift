import PostgresClient
import Testing

@Suite struct SQLShapeTests {
  @Test(
    arguments: [
      ("SELECT 1", "SELECT", 1), ("  select 1 ;; ; ", "SELECT", 1), ("", nil, 0),
      (" -- only a comment", nil, 0),
      ("/* a /* nested */ b */ SHOW ssl", "SHOW", 1), ("SELECT 1; SELECT 2", "SELECT", 2),
      ("SELECT ';'; ", "SELECT", 1), ("SELECT 'it''s; ok'", "SELECT", 1),
      ("SELECT E'\\'; still'", "SELECT", 1),
      ("SELECT '\\'; DROP TABLE t", "SELECT", 2), ("SELECT $$;$$, $a$;$b$;$a$", "SELECT", 1),
      ("SELECT a$1;b", "SELECT", 2), ("SELECT \";\" FROM t", "SELECT", 1), ("(SELECT 1)", "SELECT", 1),
      ("SELECT U&'d\\0061;', U&\"x;\"", "SELECT", 1), ("SELECT 1 --;\n", "SELECT", 1),
      ("VALUES (1)", "VALUES", 1),
      ("SELECT 1 /*;*/ - /**/ 2", "SELECT", 1), ("1 + 1", nil, 1),
    ] as [(String, String?, Int)])
  func countsStatements(sql: String, keyword: String?, count: Int) {
    let inspection = SQLShape.inspect(sql)
    #expect(inspection.keyword == keyword)
    #expect(inspection.statementCount == count)
    #expect(!inspection.isUnterminated)
  }

  @Test(arguments: [
    "SELECT 'a", "SELECT \"a", "/* SELECT 1", "SELECT $$a", "SELECT E'a\\'", "SELECT /* /* */ 1",
  ])
  func noticesWhatDoesNotEnd(sql: String) {
    #expect(SQLShape.inspect(sql).isUnterminated)
    #expect(!SQLShape.inspect(sql).isReadOnlyStatement)
  }

  @Test(arguments: [
    ("SELECT $1, $12", 12), ("SELECT '$3', $$ $4 $$, \"$5\", a$6 -- $7", 0), ("SELECT $2::int + $1", 2),
  ])
  func countsParameters(sql: String, count: Int) {
    #expect(SQLShape.inspect(sql).parameterCount == count)
  }

  @Test(arguments: [
    ("SELECT update, delete FROM inserts", []), ("SELECT 'INSERT INTO x'", []),
    ("WITH x AS (INSERT INTO t VALUES (1) RETURNING 1) SELECT * FROM x", ["INSERT"]),
    ("WITH x AS (UPDATE t SET n = 1 RETURNING 1) SELECT * FROM x", ["UPDATE"]),
    ("WITH x AS (SELECT 1) DELETE FROM t", ["DELETE"]),
    ("WITH x AS (SELECT 1) UPDATE t SET n = 1", ["UPDATE"]),
    ("WITH x AS (SELECT 1) MERGE INTO t USING x ON true WHEN MATCHED THEN DELETE", ["MERGE"]),
    ("EXPLAIN DELETE FROM t", []), ("EXPLAIN ANALYZE DELETE FROM t", ["EXPLAIN ANALYZE runs DELETE"]),
    ("EXPLAIN (ANALYZE, BUFFERS) INSERT INTO t VALUES (1)", ["EXPLAIN ANALYZE runs INSERT"]),
    ("EXPLAIN ANALYZE SELECT 1", []), ("EXPLAIN ANALYZE UPDATE t SET n = 1", ["EXPLAIN ANALYZE runs UPDATE"]),
    ("SELECT n INTO copy FROM t", ["SELECT INTO"]),
    ("SELECT n FROM t FOR UPDATE", ["SELECT ... FOR UPDATE"]),
    ("SELECT n FROM t FOR SHARE", ["SELECT ... FOR SHARE"]),
    ("SELECT nextval('s'), set_config('a', 'b', true)", ["a call of nextval", "a call of set_config"]),
    ("SELECT \"setval\" ('s', 1)", ["a call of setval"]), ("SELECT pg_sleep(1), nextval FROM t", []),
    ("SELECT pg_advisory_lock(1)", ["a call of pg_advisory_lock"]),
    // A string goes on in the next line, and knows backslashes as it did before.
    ("SELECT E'a'\n'\\'' || pg_reload_conf()::text --'", ["a call of pg_reload_conf"]),
    ("SELECT 'a' -- b'\n 'pg_reload_conf()'", []), ("SELECT ts_stat('SELECT 1')", ["a call of ts_stat"]),
    ("DROP TABLE t", ["DROP changes something"]),
    ("EXPLAIN VERBOSE DELETE FROM t", []), ("EXPLAIN (COSTS off) SELECT setval('s', 1)", []),
    (
      "EXPLAIN (\"analyze\") SELECT pg_terminate_backend(1)",
      ["EXPLAIN ANALYZE runs a call of pg_terminate_backend"]
    ),
    ("EXPLAIN (U&\"\\0061nalyze\") SELECT setval('s', 1)", ["EXPLAIN ANALYZE runs a call of setval"]),
    (
      "SELECT U&\"pg_terminate_b\\0061ckend\" (0)",
      ["a call of a name in escapes, U&\"...\""]
    ),
    ("SELECT U&\"n\\0061me\" FROM t", []),
  ])
  func suspectsWrites(sql: String, writes: [String]) {
    #expect(SQLShape.inspect(sql).writes == writes)
  }

  @Test(arguments: [
    "pg_backup_start", "pg_backup_stop", "pg_stop_backup", "pg_logical_slot_get_changes",
    "pg_logical_slot_get_binary_changes", "pg_replication_slot_advance", "pg_drop_replication_slot",
    "pg_create_logical_replication_slot", "pg_copy_physical_replication_slot", "pg_stat_statements_reset",
    "pg_stat_reset_shared", "pg_reload_conf", "pg_rotate_logfile", "pg_promote", "pg_wal_replay_pause",
    "lo_unlink", "lowrite", "dblink_exec", "pg_switch_wal", "pg_create_restore_point", "pg_cancel_backend",
    "query_to_xml_and_xmlschema", "pg_log_backend_memory_contexts",
  ])
  func knowsFunctionsThatWrite(name: String) {
    for sql in ["SELECT \(name)()", "SELECT pg_catalog.\"\(name)\" /* x */ ()"] {
      #expect(SQLShape.inspect(sql).writes == ["a call of \(name)"])
    }
  }

  @Test(arguments: [
    "pg_is_wal_replay_paused", "pg_get_replication_slots", "pg_logical_slot_peek_changes",
    "pg_stat_get_db_stat_reset_time", "pg_last_wal_replay_lsn", "pg_current_wal_lsn", "pg_is_in_recovery",
  ])
  func knowsFunctionsThatOnlyRead(name: String) {
    #expect(SQLShape.inspect("SELECT \(name)()").writes == [])
  }

  @Test(
    arguments: [
      ("SHOW statement_timeout", "statement_timeout"), ("SHOW TIME ZONE", "TimeZone"), ("SHOW ssl", nil),
      ("SELECT current_setting('lock_timeout')", "lock_timeout"),
      ("SELECT setting FROM pg_settings WHERE name = 'DateStyle'", "DateStyle"),
      ("SELECT reset_val FROM pg_settings WHERE name = 'statement_timeout'", nil),
      ("SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'", nil),
      ("SELECT statement_timeout FROM limits", nil),
      ("SELECT current_setting('ssl') -- not statement_timeout", nil),
      ("SELECT current_setting('ssl'), 'TimeZone'", nil), ("SELECT 'current_setting lock_timeout'", nil),
      ("SELECT \"current_setting\" ($$timezone$$, true)", "TimeZone"),
      ("SELECT coalesce(current_setting(concat('lock_timeout')), '')", "lock_timeout"),
      ("SELECT count(*) AS lock_timeout FROM pg_settings", nil),
      ("SELECT 1 FROM pg_settings WHERE name LIKE 'statement_timeout%'", "statement_timeout"),
      ("SELECT setting FROM pg_catalog.pg_settings WHERE name IN ('ssl', E'datestyle')", "DateStyle"),
      ("SHOW \"TimeZone\"", "TimeZone"),
      ("SELECT current_setting(v) FROM (VALUES ('statement_timeout')) AS t(v)", "statement_timeout"),
      ("SELECT setting FROM pg_settings WHERE name = ANY ('{statement_timeout}')", "statement_timeout"),
      ("SELECT current_setting('server_version') WHERE 'timezone' = $1", nil),
    ] as [(String, String?)])
  func ourOwnSettingsAreNotTheServers(sql: String, setting: String?) {
    #expect(SQLShape.inspect(sql).ownSetting == setting)
  }

  @Test(arguments: [
    ("SELECT setting FROM pg_settings WHERE name = $1", true), ("SELECT current_setting($1)", true),
    ("SELECT reset_val FROM pg_settings WHERE name = $1", false),
    ("SELECT current_setting('server_version'), $1", false), ("SELECT $1", false),
  ])
  func aParameterMayNameASetting(sql: String, may: Bool) {
    #expect(SQLShape.inspect(sql).asksForAnySetting == may)
    #expect(ownSetting(namedIn: "{DateStyle,x}") == "DateStyle")
    #expect(ownSetting(namedIn: "my_timezone") == nil)
  }
}
