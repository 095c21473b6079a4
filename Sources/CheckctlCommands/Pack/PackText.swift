internal import Checklists
internal import Digests
internal import Documents
internal import RulePacks
internal import SemanticVersions
internal import Values

/// What people are told of a pack.
enum PackText {
  /// An include of a first checklist of the pack, to be copied.
  static func example(of manifest: PackManifest, _ content: PackContent) -> String {
    guard let checklist = checklists(in: content).first else { return "" }
    var text = "include:\n  - use: \(manifest.name)/\(checklist.name)\n    as: \(manifest.name.name)\n"
    let targets = checklist.targets.map { "\($0.role): \($0.role)" }
    if !targets.isEmpty { text += "    targets: {\(targets.joined(separator: ", "))}\n" }
    let inputs = checklist.inputs.filter(\.isRequired).map { "\($0.name): ..." }
    if !inputs.isEmpty { text += "    inputs: {\(inputs.joined(separator: ", "))}\n" }
    return text
  }

  /// All that a reader wants to know before using the pack.
  ///
  /// - Parameter isChecked: whether its signature is by a key that the project trusts for it.
  static func description(of pack: ResolvedPack, isChecked: Bool) -> String {
    let manifest = pack.manifest
    var rows = [["name", manifest.name.description], ["version", manifest.version.description]]
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { rows.append([name, value]) }
    }
    add("description", manifest.description)
    add("licence", manifest.licence)
    add("maintainers", manifest.maintainers.joined(separator: ", "))
    add("source", pack.source.text)
    add("revision", pack.revision.text)
    add("content", pack.content.digest.description)
    let signers = pack.signature?.signers.joined(separator: ", ")
    add("signed by", signers.map { isChecked ? $0 : "\($0), by what it says itself" } ?? "nobody")
    add("checkctl", manifest.program?.description)
    add(
      "targets",
      manifest.targets.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
    add(
      "inputs",
      manifest.inputs.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
    add("packs", manifest.packs.map { "\($0.name) \($0.range)" }.joined(separator: ", "))
    for (index, grant) in (manifest.needs ?? []).sorted().enumerated() {
      rows.append([index == 0 ? "asks for" : "", grant.description])
    }
    var text = table(rows)
    for checklist in checklists(in: pack.content) {
      text += "\n\(manifest.name)/\(checklist.name): \(checklist.title)\n"
      text += table(checklist.items.map { [$0.id, $0.title] }, indent: "  ")
    }
    return text
  }

  struct Checklist {
    let name: String
    let title: String
    let targets: [(role: String, type: String)]
    let inputs: [(name: String, isRequired: Bool)]
    let items: [(id: String, title: String)]
  }

  /// The checklists of a pack as they are written, by name.
  static func checklists(in content: PackContent) -> [Checklist] {
    content.files.sorted { $0.key < $1.key }.compactMap { path, bytes in
      guard path.hasSuffix(".yaml") || path.hasSuffix(".yml"), !path.contains("/"),
        let document = (try? parseDocument(bytes, as: .yaml, named: path)) ?? nil,
        let name = document["checklist"]?.string
      else { return nil }
      return Checklist(
        name: name, title: document["title"]?.string ?? name,
        targets: (document["targets"]?.map ?? [:]).map { ($0.key.description, $0.value.string ?? "") },
        inputs: (document["inputs"]?.map ?? [:]).map { entry in
          (entry.key.description, entry.value["default"] == nil && entry.value["from"] == nil)
        },
        items: (document["items"]?.list ?? []).map { ($0["id"]?.string ?? "", $0["title"]?.string ?? "") })
    }
  }
}
