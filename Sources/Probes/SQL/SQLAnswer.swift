internal import PostgresClient
internal import ProbeKit
internal import Values

/// The answer to a statement, on its way to an observation.
struct SQLAnswer {
  /// What is to be said beside it.
  var notes: [String] = []
  private let columns: [String]
  private let rows: [[Value]]
  private let affectedRows: Int?
  private let redactor: Redactor

  init(columns: [String], rows: [[Value]], affectedRows: Int?, redactor: Redactor) {
    self.columns = columns
    self.rows = rows
    self.affectedRows = affectedRows
    self.redactor = redactor
  }

  init(_ result: PostgresResult, redactor: Redactor) {
    self.init(
      columns: result.columns.map(\.name), rows: result.rows.map { $0.map(Value.init) },
      affectedRows: result.affectedRows, redactor: redactor)
  }

  /// The observation; fails where two columns have one name, since rows are maps by column.
  func observation(latency: Duration) -> Result<Observation, ProbeError> {
    if let name = repeatedColumn {
      return .failure(
        ProbeError(
          .invalid, "two columns of the answer are named '\(name)'; give them names of their own with AS"))
    }
    let maps = rows.map { row in Value.map(ValueMap(zip(columns.map(ValueKey.string), row))) }
    var fields = ValueMap([
      ("rows", .list(maps)),
      ("columns", .list(columns.map(Value.string))),
      ("row_count", .int(Int64(returnsRows ? rows.count : affectedRows ?? 0))),
      ("latency", .duration(latency)),
    ])
    if rows.count == 1, let row = maps.first {
      fields["row"] = row
      fields["value"] = rows[0].first
    }
    return .success(
      Observation(fields, noData: noData, excerpt: table, notes: notes, undecidable: undecidable))
  }

  private var noData: String? {
    if returnsRows, rows.isEmpty { return "the query returned no rows" }
    if rows.count == 1, columns.count == 1, case .double(let number)? = rows[0].first, number.isNaN {
      return "the value is NaN"
    }
    return nil
  }

  /// A SELECT without columns returns rows, too, but nothing that could be judged beside their number.
  private var returnsRows: Bool { !columns.isEmpty }

  private var repeatedColumn: String? {
    var seen: Set<String> = []
    return columns.first { !seen.insert($0).inserted }
  }

  private var undecidable: [String: String] {
    guard rows.count > 1 else { return [:] }
    let reason = "the query returned \(rows.count) rows; use row_count or rows, or aggregate"
    return ["value": reason, "row": reason]
  }

  private var table: String? {
    rows.isEmpty ? nil : textTable(columns: columns, rows: rows, redactor: redactor)
  }
}
