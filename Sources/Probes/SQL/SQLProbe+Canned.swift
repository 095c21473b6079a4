internal import CEL
internal import PostgresClient
public import ProbeKit
public import Values

extension SQLProbe: RehearsedProbe {
  /// What a test may state of an answer.
  public static let cannedFields: [FieldDescription] = [
    .init(
      "rows", .list(.map(.any)), "The rows, each a map by column; an empty list is an answer without rows."),
    .init("row", .map(.any), "The only row."),
    .init("value", .any, "The only value of the only row."),
    .init("affected", .int(0...Int.max), "How many rows a statement that returns none has changed."),
    .init(
      "types", .map(.oneOf(["timestamptz", "interval"])),
      "The columns whose text is a point in time or a duration, such as 2026-01-31T12:30:00Z and 5m."),
    .init("sqlstate", .string, "The error code with which the server refuses the statement."),
    .init("message", .string, "What the server says beside it."),
    .init("latency", .duration, "How long the query took."),
  ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// The answer that the server would have given.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("rows", "row", "value", "affected", "sqlstate")
    if let sqlstate = canned.string("sqlstate") {
      let message = canned.string("message") ?? "the server refuses the statement (SQLSTATE \(sqlstate))"
      let error = PostgresError(kind: .server(sqlstate: sqlstate), message: message, sqlstate: sqlstate)
      return CannedAnswer(
        .failure(ProbeError(error, query: query, wasAsked: true, redacting: context.redactor)))
    }
    if canned.names("message") {
      throw FieldFault("goes with `sqlstate`", path: [.key("message")], help: "add `sqlstate: \"42501\"`")
    }
    let (columns, rows) = try table(canned)
    let answer = SQLAnswer(
      columns: columns, rows: rows, affectedRows: canned.int("affected"), redactor: context.redactor)
    switch answer.observation(latency: canned.duration("latency") ?? .zero) {
    case .failure(let error): return CannedAnswer(.failure(error))
    case .success(let observation):
      // Of a value alone nobody knows the name of its column.
      let nameless: Set<String> = canned.names("value") ? ["row", "rows", "columns"] : []
      return CannedAnswer(observation, unstated: canned.lacking("latency").union(nameless))
    }
  }

  private func table(_ canned: Fields) throws(FieldFault) -> (columns: [String], rows: [[Value]]) {
    let types = Dictionary(canned.stringMap("types").map { ($0.name, $0.value) }) { $1 }
    if canned.names("affected") { return ([], []) }
    if canned.names("value") {
      let value = canned.values["value"] ?? .null
      do {
        return (["value"], [[try cell(value, as: types["value"])]])
      } catch {
        throw error.within(.key("value"))
      }
    }
    let named: [(path: [ObservationPath.Step], row: ValueMap)]
    if let row = canned["row"]?.map {
      named = [([.key("row")], row)]
    } else if let rows = canned["rows"]?.list {
      named = rows.enumerated().map { ([.key("rows"), .index($0.offset)], $0.element.map ?? [:]) }
    } else {
      throw FieldFault(
        "does not say what the query returned", help: "add `rows: [...]`, `row: {...}` or `value: ...`")
    }
    // Without a row there are columns all the same, or it would be a statement that returns none.
    guard let first = named.first?.row else { return (["value"], []) }
    let columns = first.keys.map(\.description)
    var rows: [[Value]] = []
    for (path, row) in named {
      guard Set(row.keys.map(\.description)) == Set(columns) else {
        throw FieldFault(
          "has the columns \(row.keys.map(\.description).joined(separator: ", ")), and the first row \(columns.joined(separator: ", "))",
          path: path, help: "all rows of an answer have the same columns; null is a value")
      }
      var cells: [Value] = []
      for column in columns {
        do {
          cells.append(try cell(row[.string(column)] ?? .null, as: types[column]))
        } catch {
          throw FieldFault(error.message, path: path + [.key(column)] + error.path, help: error.help)
        }
      }
      rows.append(cells)
    }
    return (columns, rows)
  }

  private func cell(_ value: Value, as type: String?) throws(FieldFault) -> Value {
    switch type {
    case "timestamptz"? where value != .null: try stated(value, as: .timestamp)
    case "interval"? where value != .null: try stated(value, as: .duration)
    default: value
    }
  }
}

extension FieldFault {
  /// The same fault, seen from the value that holds this one.
  func within(_ step: ObservationPath.Step) -> FieldFault {
    FieldFault(message, path: [step] + path, help: help)
  }
}
