import Diagnostics
import Testing
import YAMLSyntax

/// A file, the tree of it, and what was found on the way.
struct Parsed {
  let file: SourceFile
  let sources: SourceMap
  let root: Node?
  let diagnostics: Diagnostics

  init(_ bytes: [UInt8], limits: YAMLLimits = .init()) {
    file = SourceFile(path: "a.yaml", bytes: bytes)
    var sources = SourceMap()
    var diagnostics = Diagnostics()
    let id = sources.add(file)
    root = parseYAML(file, id: id, limits: limits, diagnostics: &diagnostics)
    self.sources = sources
    self.diagnostics = diagnostics
  }

  init(_ text: String, limits: YAMLLimits = .init()) { self.init(Array(text.utf8), limits: limits) }

  /// All diagnostics as a person reads them.
  var rendered: String {
    let renderer = DiagnosticRenderer(sources: sources)
    return diagnostics.sorted.map { renderer.render($0) }.joined()
  }

  var codes: [String] { diagnostics.all.map(\.code.rawValue) }
}

/// A text in which `⟦` and `⟧` mark a place.
struct MarkedText {
  let text: String
  let range: Range<Int>

  init(_ marked: String) throws {
    let pieces = marked.split(separator: "⟦", omittingEmptySubsequences: false)
    try #require(pieces.count == 2)
    let rest = pieces[1].split(separator: "⟧", omittingEmptySubsequences: false)
    try #require(rest.count == 2)
    text = String(pieces[0] + rest[0] + rest[1])
    range = pieces[0].utf8.count..<(pieces[0].utf8.count + rest[0].utf8.count)
  }
}

extension Node {
  /// The tree in one line: enough to compare two of them.
  var outline: String {
    switch content {
    case .scalar(let scalar):
      switch scalar.value {
      case .string: "\"\(scalar.text)\""
      case .null: "null"
      case .bool(let value): "\(value)"
      case .int(let value): "\(value)"
      case .bigInteger(let digits): "big \(digits)"
      case .float(let value): "float \(value)"
      }
    case .sequence(let items): "[" + items.map(\.outline).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key.outline): \($0.value.outline)" }.joined(separator: ", ") + "}"
    }
  }
}
