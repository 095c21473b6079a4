internal import Diagnostics
internal import Values
internal import YAMLSyntax

/// Tells the data files of a folder from its checklists. Faults in the files are told by those who load them.
enum DataFiles {
  /// The names without those of data files: files without the keys of a checklist that an input of one of the others
  /// names by `from`.
  static func removing(from names: [String], path: (String) -> String) -> [String] {
    // Most folders have nothing but checklists, of which every file says so in a line of its own.
    guard !names.allSatisfy({ saysChecklist(path($0)) }) else { return names }
    let files = names.map { name in (name: name, path: path(name), tree: tree(path(name))) }
    let unclear = files.filter { !isChecklist($0.tree) }
    guard !unclear.isEmpty else { return names }
    let data = Set(files.flatMap { sources(of: $0.tree, in: Path.directory(of: $0.path)) })
    let left = Set(unclear.filter { data.contains(Path.join(".", $0.path)) }.map(\.name))
    return names.filter { !left.contains($0) }
  }

  private static func saysChecklist(_ path: String) -> Bool {
    guard let bytes = try? RegularFile.read(path) else { return false }
    let key = Array("checklist:".utf8)
    return bytes.starts(with: key)
      || bytes.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: key) }
  }

  /// The tree of a YAML file; nil where there is none.
  static func tree(_ path: String) -> Node? {
    guard let bytes = try? RegularFile.read(path) else { return nil }
    var (sources, diagnostics) = (SourceMap(), Diagnostics())
    let file = SourceFile(path: path, bytes: bytes)
    return parseYAML(file, id: sources.add(file), diagnostics: &diagnostics)
  }

  /// Whether a file can be read and has no key that only a checklist or an environment has.
  static func isData(_ path: String) -> Bool {
    guard let root = tree(path) else { return false }
    return !isChecklist(root) && root["environment"] == nil
  }

  private static func isChecklist(_ root: Node?) -> Bool {
    root?["checklist"] != nil || root?["checkctl"] != nil
  }

  /// The paths that the inputs of a checklist name by `from`.
  private static func sources(of root: Node?, in directory: String) -> [String] {
    (root?["inputs"]?.mapping ?? []).compactMap { entry in
      entry.value["from"]?.string.map { Path.join(directory, $0) }
    }
  }
}
