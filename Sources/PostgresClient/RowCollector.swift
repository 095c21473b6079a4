private import CLibPQ

/// Gathers a result row by row, within limits.
struct RowCollector {
  private let limits: PostgresLimits
  private var columns: [PostgresColumn] = []
  private var rows: [[PostgresCell]] = []
  private var bytes = 0
  private var affectedRows: Int?

  init(limits: PostgresLimits) {
    self.limits = limits
  }

  /// Takes a result of one row, or the end of the result.
  mutating func take(_ result: OpaquePointer?, at place: String) throws(PostgresError) {
    if columns.isEmpty { columns = Self.columns(of: result) }
    for row in 0..<PQntuples(result) {
      guard rows.count < limits.maxRows else {
        throw tooLarge("\(limits.maxRows) rows", at: place)
      }
      rows.append(try cells(of: result, row: row, at: place))
    }
    affectedRows = PQcmdTuples(result).flatMap { Int(String(cString: $0)) }
  }

  /// The whole result.
  func result(user: String, isSuperuser: Bool) -> PostgresResult {
    PostgresResult(
      columns: columns, rows: rows, affectedRows: affectedRows, user: user, isSuperuser: isSuperuser)
  }

  /// The error for a value that is still arriving and is already larger than everything may be.
  func tooLarge(_ limit: String? = nil, at place: String) -> PostgresError {
    PostgresError(
      kind: .tooLarge,
      message:
        "\(place): the result has more than \(limit ?? "\(limits.maxBytes) bytes"), the most that is accepted",
      hint: "Let the database aggregate, or add a LIMIT.")
  }

  private mutating func cells(of result: OpaquePointer?, row: Int32, at place: String) throws(PostgresError)
    -> [PostgresCell]
  {
    var cells: [PostgresCell] = []
    cells.reserveCapacity(columns.count)
    for (index, column) in columns.enumerated() {
      let field = Int32(index)
      if PQgetisnull(result, row, field) == 1 {
        cells.append(.null)
        continue
      }
      bytes += Int(PQgetlength(result, row, field))
      guard bytes <= limits.maxBytes else { throw tooLarge(at: place) }
      let text = PQgetvalue(result, row, field).map { String(cString: $0) } ?? ""
      cells.append(CellDecoder.cell(text, typeOID: column.typeOID))
    }
    return cells
  }

  private static func columns(of result: OpaquePointer?) -> [PostgresColumn] {
    (0..<PQnfields(result)).map { index in
      PostgresColumn(
        name: PQfname(result, index).map { String(cString: $0) } ?? "", typeOID: PQftype(result, index))
    }
  }
}
