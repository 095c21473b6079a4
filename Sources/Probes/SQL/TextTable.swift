internal import ProbeKit
internal import Values

/// The first rows as an aligned table, at most `maxRows` high and `width` characters wide. Secrets are masked
/// before anything is cut.
func textTable(
  columns: [String], rows: [[Value]], redactor: Redactor, maxRows: Int = 5, width: Int = 100
) -> String {
  let shown = rows.prefix(maxRows).map { row in row.map { cellText(redactor.redact($0)) } }
  let names = columns.map { cellText(redactor.redact(.string($0))) }
  let widths = columns.indices.map { index in ([names] + shown).map { $0[index].count }.max() ?? 0 }
  let rule = widths.map { String(repeating: "-", count: $0) }
  let lines = [aligned(names, widths, separator: " | "), aligned(rule, widths, separator: "-+-")]
  var table = (lines + shown.map { aligned($0, widths, separator: " | ") }).map { cut($0, to: width) }
  if rows.count > maxRows { table.append("… \(rows.count - maxRows) more") }
  return table.joined(separator: "\n")
}

private func aligned(_ cells: [String], _ widths: [Int], separator: String) -> String {
  var line = zip(cells, widths).map { cell, width in
    cell + String(repeating: " ", count: width - cell.count)
  }.joined(separator: separator)
  while line.last == " " { line.removeLast() }
  return line
}

private func cut(_ line: String, to width: Int) -> String {
  line.count > width ? line.prefix(width - 1) + "…" : line
}

/// A cell as a reader expects it: text without quotes, unless it could be taken for something else.
private func cellText(_ value: Value) -> String {
  switch value {
  case .null: "NULL"
  case .string(let text)
  where text.isEmpty || text == "NULL" || text.unicodeScalars.contains { $0.value < 32 }:
    cut(jsonQuoted(text), to: 40)
  case .string(let text): cut(text, to: 40)
  case .timestamp(let timestamp): timestamp.description
  case .duration(let duration): duration.unitText
  default: cut(value.excerpt(limit: 40), to: 60)
  }
}
