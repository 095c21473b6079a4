internal import CEL
internal import Checklists

/// All that an expression can use, each in one line.
struct FunctionReference {
  private let scope: ScopeReference

  init(_ scope: ScopeReference) { self.scope = scope }

  var text: String {
    let parts =
      [
        ("In scope", scope.entries.map { ($0.pattern, $0.summary) }),
        ("Operators", Form.operators.map { ($0.pattern, $0.summary) }),
        ("Macros", Form.macros.map { ($0.pattern, $0.summary) }),
      ]
      + scope.libraries.map { library in
        (
          library.title,
          library.functions.sorted { $0.name < $1.name }.map {
            ($0.signatures.joined(separator: "; "), $0.summary)
          }
        )
      }
    return parts.map { title, rows in "\(title.uppercased())\n\(lines(rows))" }.joined(separator: "\n")
  }

  /// Two columns, of which the first is no wider than what most rows need.
  private func lines(_ rows: [(pattern: String, summary: String)]) -> String {
    let widest = 40
    let width = rows.map(\.pattern.count).filter { $0 <= widest }.max() ?? 0
    return rows.map { row in
      let pad = String(repeating: " ", count: max(0, width - row.pattern.count))
      return "  \(row.pattern)\(pad)  \(row.summary.trimmingPoint)\n"
    }.joined()
  }
}

extension String {
  /// The text without a point at its end.
  fileprivate var trimmingPoint: String { hasSuffix(".") ? String(dropLast()) : self }
}
