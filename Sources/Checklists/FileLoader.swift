internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

extension Decoding {
  /// Reads and parses a YAML file; nil where it cannot be used. A fault in reading it is told at `place`, the
  /// text that names the file.
  func parse(_ path: String, namedAt place: Span? = nil) -> Node? {
    if let (pack, file) = packs.file(at: path) { return parse(file, of: pack, namedAt: place) }
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(path)
    } catch {
      diagnostics.add(
        Diagnostic(
          "unreadable-file", "\(path) cannot be read: \(error.message)",
          at: place.map { Diagnostic.Label($0) }, help: error.isMissing ? nearFile(path) : nil))
      return nil
    }
    return parse(SourceFile(path: path, bytes: bytes))
  }

  /// Parses a file of a pack as it was when the pack was verified.
  private func parse(_ file: String, of pack: InstalledPack, namedAt place: Span?) -> Node? {
    guard let bytes = pack.files[file] else {
      diagnostics.add(
        Diagnostic(
          "unreadable-file", "the pack \(pack.name) \(pack.version) has no file \(file)",
          at: place.map { Diagnostic.Label($0) },
          help: Self.suggestion(for: file, among: pack.files.keys.sorted().prefix(Self.mostCandidates))))
      return nil
    }
    return parse(SourceFile(path: "\(pack.root)/\(file)", bytes: bytes))
  }

  /// Parses the text of a YAML file; nil where it cannot be used.
  func parse(_ file: SourceFile) -> Node? {
    let id = sources.add(file)
    let before = diagnostics.all.count
    let root = parseYAML(file, id: id, diagnostics: &diagnostics)
    // What the parser refused is in no tree, and its line is going to be shown.
    if diagnostics.all.count > before { secrets.note(lines: String(decoding: file.bytes, as: UTF8.self)) }
    return root
  }

  /// Reports a file whose name differs in nothing but its ending, and which is never read for that. Data files go by
  /// their whole names and are none.
  func reportTwin(of path: String) {
    guard path.hasSuffix(".yaml") else { return }
    let twin = String(path.dropLast("yaml".count)) + "yml"
    guard FileSystem.exists(twin), !DataFiles.isData(twin) else { return }
    diagnostics.add(
      Diagnostic(
        "duplicate-file", "\(path) and \(twin) go by the same name, and the second is never read",
        help: "rename or remove one of them"))
  }

  /// "did you mean", if a file of the same folder has a name like that.
  func nearFile(_ path: String) -> String? {
    let directory = Path.directory(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return Self.suggestion(for: name, among: FileSystem.names(in: directory))
  }
}

extension Decoding {
  /// The path of a file that one of the same folder names; nil where it leads out of a pack, or into one, which is
  /// reported.
  func path(_ name: String, beside path: String, at span: Span) -> String? {
    let joined = Path.join(Path.directory(of: path), name)
    let (own, other) = (packs.file(at: path)?.pack, packs.file(at: joined)?.pack)
    guard own?.name != other?.name else { return joined }
    if let own {
      report(
        "outside-pack", "`\(name)` leads out of the pack \(own.name)", at: span,
        help: "a pack reads only its own files, and includes others by `use: org/name/checklist`")
    } else {
      report(
        "outside-pack", "`\(name)` leads into a pack", at: span,
        help: "include a checklist of a pack by `use: org/name/checklist` and `as:`")
    }
    return nil
  }
}

/// Checklist files, each read and decoded once.
final class ChecklistFiles {
  private let decoding: Decoding
  private var checklists: [String: Checklist?] = [:]

  init(_ decoding: Decoding) { self.decoding = decoding }

  /// The checklist in a file; nil where it is beyond use, which is reported once.
  func checklist(at path: String, namedAt place: Span? = nil) -> Checklist? {
    if let known = checklists[path] { return known }
    let checklist = decoding.parse(path, namedAt: place).flatMap { root in
      decoding.checklist(root, path: path, data: { self.data($0, beside: path) })
    }
    checklists[path] = .some(checklist)
    return checklist
  }

  /// The content of a data file that an input names by `from`.
  private func data(_ node: Node, beside path: String) -> Node? {
    guard let name = decoding.text(node, "`from`"),
      let file = decoding.path(name, beside: path, at: node.span)
    else { return nil }
    return decoding.parse(file, namedAt: node.span)
  }
}
