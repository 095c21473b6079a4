internal import CEL
public import ProbeKit
internal import Values

extension SQLProbe {
  /// The `sql` kind.
  public static let description = ProbeDescription(
    kind: "sql",
    summary: "Asks a PostgreSQL database one statement and sees the rows.",
    target: .postgres,
    fields: [
      FieldDescription(
        "query", .string,
        "One statement; SELECT, SHOW, EXPLAIN, VALUES, WITH or TABLE unless the item is an action.",
        isRequired: true, interpolation: .never(instead: "use `params:` and $1")),
      FieldDescription(
        "params", .list(.any),
        """
        The values of $1, $2, ... in order: a list is an array, a map is jsonb, a duration an interval.
        """),
      FieldDescription(
        "max_rows", .int(1...1_000_000), "The most rows that the answer may have; more is an error.",
        defaultValue: .int(Int64(defaultMaxRows))),
      FieldDescription(
        "may_write", .bool,
        "Whether the statement changes something although it reads as if it did not, as a function may.",
        interpolation: .never(instead: "write true or false")),
    ],
    observation: [
      Type.Field(
        "value", .dyn, "The first column of the only row; undecided where there are several rows."),
      Type.Field(
        "row", .map(key: .string, value: .dyn),
        "The only row, by column; undecided where there are several rows."),
      Type.Field("rows", .list(.map(key: .string, value: .dyn)), "All rows, each by column."),
      Type.Field("columns", .list(.string), "The names of the columns."),
      Type.Field("row_count", .int, "How many rows there are, or how many the statement changed."),
      Type.Field("sqlstate", .string, "The code of the error with which the server refused the statement."),
      Type.Field("latency", .duration, "How long the server took, waiting for a connection not counted."),
    ],
    presenceFields: ["row_count", "sqlstate"],
    refusalFields: ["sqlstate"],
    examples: [
      ProbeDescription.Example(
        "A setting of the server",
        yaml: """
          sql: {query: SHOW ssl}
          expect: {value: "on"}

          """),
      ProbeDescription.Example(
        "A query with parameters that must find nothing",
        yaml: """
          sql:
            query: >
              SELECT pid, usename FROM pg_stat_activity
              WHERE datname = $1 AND state = 'active' AND now() - query_start > $2::interval
            params: [eventcore, 5m]
          expect: {row_count: 0}

          """),
      ProbeDescription.Example(
        "A privilege that must be refused",
        yaml: """
          sql: {query: SELECT * FROM audit_log LIMIT 1}
          expect: {sqlstate: "42501"}

          """),
    ])
}
