internal import Diagnostics

/// Rows laid out in columns, as wide as their widest cell; the last column is not padded.
func table(_ rows: [[String]], indent: String = "") -> String {
  let rows = rows.map { $0.map(visible) }
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? terminalWidth(of: $0[column]) : 0 }.max() ?? 0
  }
  return rows.map { row in
    var line = indent
    for (column, cell) in row.enumerated() {
      line += cell
      if column < row.count - 1 {
        line += String(repeating: " ", count: widths[column] - terminalWidth(of: cell) + 2)
      }
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }.joined()
}
