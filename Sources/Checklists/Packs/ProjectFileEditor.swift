internal import Diagnostics
internal import ProbeKit
internal import SemanticVersions
internal import Values
internal import YAMLSyntax

/// Changes the text of a `checkctl.yaml`, and leaves all else in it as it stands.
public struct ProjectFileEditor: Sendable {
  /// The text, as it is by now.
  public private(set) var text: String

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
    self.text = text.hasOnlyComments ? text + "checkctl: \(Decoding.formatVersion)\n" : text
    if !self.text.hasSuffix("\n") { self.text += "\n" }
  }

  /// Writes the entry of a pack, anew where there is one. False where the file is written so that it takes a person
  /// to change it.
  public mutating func put(_ entry: Entry) -> Bool {
    let lines = entry.lines
    guard let packs = packs, let entries = packs.mapping, !entries.isEmpty else {
      return write(packs == nil ? text + "packs:\n" + lines : text) { $0.has(entry.name) }
    }
    guard let range = lineRange(of: entry.name, in: entries) ?? lineRange(behind: entries) else {
      return false
    }
    let indent = String(repeating: " ", count: column(of: entries[0].key.span) - 1)
    return write(replacing(range, with: lines.indented(from: "  ", to: indent))) { $0.has(entry.name) }
  }

  /// Takes the entry of a pack out. False where it takes a person to do so.
  public mutating func remove(_ name: PackName) -> Bool {
    guard let entries = packs?.mapping, let range = lineRange(of: name, in: entries) else { return false }
    // Without its last entry the map would have no value.
    let lines = entries.count == 1 ? "  {}\n" : ""
    return write(replacing(range, with: lines)) { !$0.has(name) }
  }

  /// Takes over a text in which all is as it should be.
  private mutating func write(_ changed: String, _ isRight: (ProjectFile) -> Bool) -> Bool {
    guard let file = Self.parse(changed).decoded, isRight(file) else { return false }
    text = changed
    return true
  }

  private static func parse(_ text: String) -> (decoding: Decoding, root: Node?, decoded: ProjectFile?) {
    // Which kinds of probe there are does not matter here.
    let decoding = Decoding(registry: ProbeRegistry([]), redactor: Redactor())
    let root = decoding.parse(SourceFile(path: ProjectFile.fileName, bytes: Array(text.utf8)))
    return (decoding, root, root.flatMap(decoding.projectFile))
  }

  private var packs: Node? { Self.parse(text).root?["packs"] }

  private var file: SourceFile { SourceFile(path: ProjectFile.fileName, bytes: Array(text.utf8)) }

  private func column(of span: Span) -> Int { file.position(at: span.bytes.lowerBound).column }

  /// The bytes of the lines of an entry; nil where it shares them with something else.
  private func lineRange(
    of name: PackName, in entries: [YAMLSyntax.Entry]
  ) -> Range<Int>? {
    guard let entry = entries.first(where: { $0.key.scalar?.text == name.description }) else { return nil }
    let file = file
    let first = file.line(at: entry.key.span.bytes.lowerBound)
    let last = file.line(at: max(entry.key.span.bytes.upperBound, entry.value.span.bytes.upperBound) - 1)
    let start = file.range(ofLine: first).lowerBound
    guard file.bytes[start..<entry.key.span.bytes.lowerBound].allSatisfy({ $0 == UInt8(ascii: " ") }) else {
      return nil
    }
    return start..<min(file.range(ofLine: last).upperBound + 1, file.bytes.count)
  }

  /// The empty range behind the last entry's lines.
  private func lineRange(behind entries: [YAMLSyntax.Entry]) -> Range<Int>? {
    guard let last = entries.last, let name = last.key.scalar.flatMap({ PackName($0.text) }),
      let range = lineRange(of: name, in: entries)
    else { return nil }
    return range.upperBound..<range.upperBound
  }

  private func replacing(_ range: Range<Int>, with lines: String) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: bytes[..<range.lowerBound], as: UTF8.self) + lines
      + String(decoding: bytes[range.upperBound...], as: UTF8.self)
  }
}

extension ProjectFile {
  fileprivate func has(_ name: PackName) -> Bool { self[name] != nil }
}

extension ProjectFileEditor.Entry {
  /// Its lines, as they stand under `packs`.
  fileprivate var lines: String {
    var text = "  \(name):\n    source: \(source.yaml)\n"
    if let version { text += "    version: \(yamlText(version))\n" }
    guard case .listed(let grants) = grants else { return text }
    return text + (grants.isEmpty ? "    grants: {}\n" : "    grants:\n" + grants.yaml(indent: "      "))
  }
}

extension Set<Grant> {
  /// As they stand under their key in a file.
  public func yaml(indent: String) -> String {
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
    var text = targets.isEmpty ? "" : "\(indent)targets:\n"
    for (role, kinds) in targets.sorted(by: { $0.key < $1.key }) {
      let ways = kinds.sorted { $0.key < $1.key }.map { "\($0.key): \(list($0.value))" }
      text += "\(indent)  \(yamlText(role)): {\(ways.joined(separator: ", "))}\n"
    }
    for key in Decoding.grantKeys {
      if let texts = lists[key] { text += "\(indent)\(key): \(list(texts))\n" }
    }
    return text
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

extension String {
  /// Lines with another indentation.
  fileprivate func indented(from old: String, to new: String) -> String {
    guard old != new else { return self }
    return split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.isEmpty ? "" : new + line.dropFirst(old.count)
    }.joined(separator: "\n")
  }
}
