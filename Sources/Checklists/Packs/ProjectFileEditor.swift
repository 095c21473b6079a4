internal import Diagnostics
internal import ProbeKit
internal import SemanticVersions
internal import Values
internal import YAMLSyntax

/// Changes the text of a `checkctl.yaml`, and leaves all else in it as it stands.
public struct ProjectFileEditor: Sendable {
  /// The text, as it is by now.
  public private(set) var text: String
  private let lineBreak: String

  /// What a pack's entry is to say.
  public struct Entry: Sendable {
    /// The pack.
    public let name: PackName
    /// Where it comes from.
    public let source: PackSource
    /// The versions that will do, as written; nil where any will.
    public let version: String?
    /// What it may do.
    public let grants: Grants

    /// Describes an entry.
    public init(name: PackName, source: PackSource, version: String?, grants: Grants) {
      self.name = name
      self.source = source
      self.version = version
      self.grants = grants
    }
  }

  /// Edits the text of a file; an empty one where there is none yet.
  public init(_ text: String) {
    lineBreak = text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
    self.text = text.utf8.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? text : text + lineBreak
    if text.hasOnlyComments { self.text += "checkctl: \(Decoding.formatVersion)\(lineBreak)" }
  }

  /// Writes the entry of a pack, anew where there is one. False where the file is written so that it takes a person
  /// to change it.
  public mutating func put(_ entry: Entry) -> Bool {
    let root = Self.parse(text).root?.mapping ?? []
    let base = root.first.map { column(of: $0.key.span) - 1 } ?? 0
    let packs = root.first { $0.key.hasText("packs") }
    guard let packs, let entries = packs.value.mapping, !entries.isEmpty else {
      let range = packs.map(emptyRange) ?? text.utf8.count..<text.utf8.count
      return range.map {
        write($0, ["packs:"] + entry.lines.map { "  " + $0 }, at: base, of: entry.name, entry)
      } ?? false
    }
    guard let range = lineRange(of: entry.name, in: entries) ?? lineRange(behind: entries) else {
      return false
    }
    return write(range, entry.lines, at: column(of: entries[0].key.span) - 1, of: entry.name, entry)
  }

  /// Takes the entry of a pack out. False where it takes a person to do so.
  public mutating func remove(_ name: PackName) -> Bool {
    guard let entries = Self.parse(text).root?["packs"]?.mapping, let range = lineRange(of: name, in: entries)
    else { return false }
    // Without its last entry the map would have no value.
    return write(
      range, entries.count == 1 ? ["{}"] : [], at: column(of: entries[0].key.span) - 1, of: name, nil)
  }

  /// Puts lines, so many columns further to the right, in the place of a range, if that changes nothing but the entry of
  /// a pack to what it is to be.
  private mutating func write(
    _ range: Range<Int>, _ lines: [String], at indent: Int, of name: PackName, _ wanted: Entry?
  ) -> Bool {
    let bytes = Array(text.utf8)
    let margin = String(repeating: " ", count: indent)
    let changed =
      String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
      + lines.map { margin + $0 + lineBreak }.joined()
      + String(decoding: bytes[range.upperBound...], as: UTF8.self)
    let (before, after) = (Self.parse(text), Self.parse(changed))
    guard let file = after.file, after.faults <= before.faults, before.keeps(all: after, but: name) else {
      return false
    }
    let isRight =
      if let wanted {
        file[name]?.source == wanted.source
          && file[name]?.requirement.range.description == wanted.version ?? VersionRange.any.description
      } else {
        file[name] == nil
      }
    if isRight { text = changed }
    return isRight
  }

  private static func parse(_ text: String) -> ParsedProject {
    // Which kinds of probe there are does not matter here.
    let decoding = Decoding(registry: ProbeRegistry([]), redactor: Redactor())
    let root = decoding.parse(SourceFile(path: ProjectFile.fileName, bytes: Array(text.utf8)))
    let file = root.flatMap(decoding.projectFile)
    return ParsedProject(
      root: root, file: file,
      faults: decoding.diagnostics.all.count { $0.code != "unknown-probe" })
  }

  private var file: SourceFile { SourceFile(path: ProjectFile.fileName, bytes: Array(text.utf8)) }

  private func column(of span: Span) -> Int { file.position(at: span.bytes.lowerBound).column }

  /// The bytes of the lines of an entry; nil where it shares them with something else.
  private func lineRange(
    of name: PackName, in entries: [YAMLSyntax.Entry]
  ) -> Range<Int>? {
    entries.first { $0.key.hasText(name.description) }.flatMap(lineRange)
  }

  private func lineRange(of entry: YAMLSyntax.Entry) -> Range<Int>? {
    let file = file
    let first = file.line(at: entry.key.span.bytes.lowerBound)
    let last = file.line(at: max(entry.key.span.bytes.upperBound, entry.value.span.bytes.upperBound) - 1)
    let start = file.range(ofLine: first).lowerBound
    guard file.bytes[start..<entry.key.span.bytes.lowerBound].allSatisfy({ $0 == UInt8(ascii: " ") }) else {
      return nil
    }
    return start..<file.range(ofLine: last + 1).lowerBound
  }

  /// The empty range behind the last entry's lines.
  private func lineRange(behind entries: [YAMLSyntax.Entry]) -> Range<Int>? {
    entries.last.flatMap(lineRange).map { $0.upperBound..<$0.upperBound }
  }

  /// The lines of a `packs` without entries; nil where more than that stands in them.
  private func emptyRange(of packs: YAMLSyntax.Entry) -> Range<Int>? {
    guard let range = lineRange(of: packs) else { return nil }
    let words = String(decoding: file.bytes[range], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return ["packs:", "packs:{}", "packs:null", "packs:~"].contains(words.joined()) ? range : nil
  }
}

/// What a text comes to as a `checkctl.yaml`.
private struct ParsedProject {
  let root: Node?
  let file: ProjectFile?
  let faults: Int

  /// Whether another one differs in nothing but the entry of a pack.
  func keeps(all other: ParsedProject, but name: PackName) -> Bool {
    rest(without: name) == other.rest(without: name)
  }

  private func rest(without name: PackName) -> [NodeContent: NodeContent] {
    var rest: [NodeContent: NodeContent] = [:]
    for entry in root?.mapping ?? [] where !entry.key.hasText("packs") {
      rest[NodeContent(entry.key)] = NodeContent(entry.value)
    }
    for entry in root?["packs"]?.mapping ?? [] where !entry.key.hasText(name.description) {
      rest[.list([NodeContent(entry.key)])] = NodeContent(entry.value)
    }
    return rest
  }
}

/// What a node says, wherever it stands.
private indirect enum NodeContent: Hashable {
  case scalar(String, Scalar.Value)
  case list([NodeContent])
  case map([NodeContent])

  init(_ node: Node) {
    self =
      switch node.content {
      case .scalar(let scalar): .scalar(scalar.text, scalar.value)
      case .sequence(let items): .list(items.map(NodeContent.init))
      case .mapping(let entries):
        .map(entries.flatMap { [NodeContent($0.key), NodeContent($0.value)] })
      }
  }
}

extension ProjectFileEditor.Entry {
  /// Its lines, as they stand under `packs`.
  fileprivate var lines: [String] {
    var lines = ["\(name):", "  source: \(source.yaml)"]
    if let version { lines.append("  version: \(yamlText(version))") }
    guard case .listed(let grants) = grants else { return lines }
    return lines + (grants.isEmpty ? ["  grants: {}"] : ["  grants:"] + grants.yaml)
  }
}

extension Set<Grant> {
  /// As they stand in a file, four spaces deep.
  fileprivate var yaml: [String] {
    var targets: [String: [String: [String]]] = [:]
    var lists: [String: [String]] = [:]
    for grant in sorted() {
      switch grant {
      case .target(let role, let kind, let way): targets[role, default: [:]][kind, default: []].append(way)
      case .command(let name): lists["commands", default: []].append(name)
      case .plugin(let name): lists["plugins", default: []].append(name)
      case .file(let pattern): lists["files", default: []].append(pattern)
      case .host(let host): lists["hosts", default: []].append(host)
      case .name(let name): lists["names", default: []].append(name)
      case .action(let pattern): lists["actions", default: []].append(pattern)
      }
    }
    func list(_ texts: [String]) -> String { "[" + texts.map(yamlText).joined(separator: ", ") + "]" }
    var lines = targets.isEmpty ? [] : ["    targets:"]
    for (role, kinds) in targets.sorted(by: { $0.key < $1.key }) {
      let ways = kinds.sorted { $0.key < $1.key }.map { "\($0.key): \(list($0.value))" }
      lines.append("      \(yamlText(role)): {\(ways.joined(separator: ", "))}")
    }
    for key in Decoding.grantKeys {
      if let texts = lists[key] { lines.append("    \(key): \(list(texts))") }
    }
    return lines
  }
}

extension PackSource {
  /// As it stands behind `source:`.
  fileprivate var yaml: String {
    switch self {
    case .directory(let path): return yamlText(path)
    case .registry(let reference): return yamlText("oci://\(reference)")
    case .git(let url, nil, nil): return yamlText(url)
    case .git(let url, let path, let revision):
      var parts = ["git: \(yamlText(url))"]
      if let path { parts.append("path: \(yamlText(path))") }
      switch revision {
      case .tag(let tag)?: parts.append("tag: \(yamlText(tag))")
      case .commit(let commit)?: parts.append("commit: \(yamlText(commit))")
      case nil: break
      }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }
}

/// A text as YAML, in quotes unless it is plainly a text without them.
private func yamlText(_ text: String) -> String {
  let isPlain =
    text.utf8.first.map { isLetter($0) } == true
    && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._/@-".utf8.contains($0) }
    && !["true", "false", "null", "inf", "nan"].contains(text.lowercased())
  return isPlain ? text : jsonQuoted(text)
}
