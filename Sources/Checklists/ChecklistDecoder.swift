internal import Diagnostics
internal import ProbeKit
internal import YAMLSyntax

extension Decoding {
  /// The version of the file format that this program reads.
  static let formatVersion: Int64 = 1

  /// Reads a checklist file; nil where it is beyond use.
  func checklist(_ root: Node, path: String, data: (Node) -> Node?) -> Checklist? {
    secrets.note(root, in: sources)
    guard let reader = MapReader(root, "a checklist", self) else { return nil }
    reader.allowOnly(
      ["checkctl", "checklist", "title", "description", "inputs", "targets", "defaults", "include", "items"],
      in: "a checklist")
    checkVersion(reader, in: "a checklist")
    _ = reader.text("description")
    guard let nameNode = reader.required("checklist", in: "a checklist"),
      let name = text(nameNode, "`checklist`")
    else { return nil }
    let fileName = Path.stem(path)
    if name != fileName {
      report(
        "name-mismatch", "the file is named `\(fileName)`, its checklist `\(name)`", at: nameNode.span,
        help: "a checklist is run by its name: rename one of them")
    }
    let items = reader["items"].map(sequence) ?? []
    let includes = reader["include"].map(sequence) ?? []
    if items.isEmpty, includes.isEmpty {
      report(
        "empty-checklist", "the checklist has no items and includes none", at: nameNode.span,
        help: "add `items:` or `include:`")
    }
    let inputs = inputs(reader["inputs"], data: data)
    let roles = roles(reader["targets"])
    let inputNames = Set(reader["inputs"]?.mapping?.compactMap { $0.key.scalar?.text } ?? [])
    return Checklist(
      path: path, name: name, nameSpan: nameNode.span, title: reader.text("title") ?? name, inputs: inputs,
      brokenInputs: inputNames.subtracting(inputs.keys),
      areInputsKnown: inputs.count == declaredCount(reader["inputs"]), roles: roles,
      hasBrokenRoles: roles.count < reader["targets"]?.mapping?.count ?? 0,
      includes: includes.compactMap(include), items: items, defaults: defaults(reader["defaults"]))
  }

  /// How many inputs `inputs` declares; nil where it cannot be read.
  private func declaredCount(_ node: Node?) -> Int? {
    guard let node, node.scalar?.value != .null else { return 0 }
    return node.mapping?.count
  }

  func checkVersion(_ reader: MapReader, in what: String) {
    guard let node = reader.required("checkctl", in: what) else { return }
    guard node.scalar?.value == .int(Self.formatVersion) else {
      report(
        "unknown-version", "this program reads version \(Self.formatVersion) of the file format",
        at: node.span,
        help: "write `checkctl: \(Self.formatVersion)`")
      return
    }
  }

  private func sequence(_ node: Node) -> [Node] {
    if node.scalar?.value == .null { return [] }
    guard let elements = node.sequence else {
      report("wrong-type", "a list should stand here, this is \(node.kindName)", at: node.span)
      return []
    }
    return elements
  }

  private func roles(_ node: Node?) -> [String: Checklist.Role] {
    let types = registry.targets.map(\.type)
    var roles: [String: Checklist.Role] = [:]
    for entry in entries(node, "`targets`") {
      guard let role = name(entry.key, of: "a target"), let type = text(entry.value, "the type of a target")
      else {
        continue
      }
      guard types.contains(type) else {
        report(
          "unknown-target-type", "`\(type)` is not a type of target", at: entry.value.span,
          help: Self.suggestion(for: type, among: types) ?? "types are " + types.joined(separator: ", "))
        continue
      }
      roles[role] = Checklist.Role(type: type, span: entry.key.span)
    }
    return roles
  }

  /// The keys that `defaults` gives to every item of the file.
  private func defaults(_ node: Node?) -> [Entry] {
    guard let node, let reader = MapReader(node, "`defaults`", self) else { return [] }
    reader.allowOnly(Self.defaultKeys, in: "`defaults`")
    let defaults = (node.mapping ?? []).filter { Self.defaultKeys.contains($0.key.scalar?.text ?? "") }
    checkDefaults(defaults, at: node.span)
    return defaults
  }

  private func include(_ node: Node) -> Checklist.Include? {
    if node.scalar != nil {
      guard let text = text(node, "an include") else { return nil }
      guard PackReference(text) == nil else {
        report(
          "pack-without-name", "a checklist of a pack is included as an instance", at: node.span,
          help:
            "write `{use: \(text), as: NAME, targets: {...}}`: what it asks is bound by name, never by accident"
        )
        return nil
      }
      return Checklist.Include(file: .path(text), span: node.span, instance: nil)
    }
    let what = "an include"
    guard let reader = MapReader(node, what, self) else { return nil }
    reader.allowOnly(["use", "as", "targets", "inputs", "override", "disable"], in: what)
    guard let useNode = reader.required("use", in: what), let path = text(useNode, "`use`"),
      let asNode = reader.required("as", in: what), let name = name(asNode, of: "an instance")
    else { return nil }
    return Checklist.Include(
      file: PackReference(path).map { .pack($0) } ?? .path(path), span: useNode.span,
      instance: instance(name, asNode.span, reader))
  }

  private func instance(_ name: String, _ span: Span, _ reader: MapReader) -> Checklist.Instance {
    var targets: [String: Checklist.BoundTarget] = [:]
    for entry in entries(reader["targets"], "`targets`") {
      if let value = text(entry.value, "the name of a target") {
        targets[entry.key.scalar?.text ?? ""] = .init(
          name: value, span: entry.value.span, roleSpan: entry.key.span)
      }
    }
    var inputs: [String: Template] = [:]
    var spans: [String: Span] = [:]
    for entry in entries(reader["inputs"], "`inputs`") {
      guard let key = entry.key.scalar?.text else { continue }
      inputs[key] = template(entry.value)
      spans[key] = entry.key.span
    }
    let overrides = entries(reader["override"], "`override`").map { ($0.key.scalar?.text ?? "", $0) }
    return Checklist.Instance(
      name: name, span: span, targets: targets, inputs: inputs, inputSpans: spans,
      overrides: Dictionary(overrides) { first, _ in first },
      disabled: disabled(entries(reader["disable"], "`disable`")))
  }

  /// Reads `disable`: items that are left out, each with the reason.
  func disabled(_ entries: [Entry]) -> [String: (reason: String, span: Span)] {
    var disabled: [String: (reason: String, span: Span)] = [:]
    for entry in entries {
      let what = "the disabling of an item"
      guard let id = entry.key.scalar?.text, let reader = MapReader(entry.value, what, self) else { continue }
      reader.allowOnly(["reason"], in: what)
      guard let reasonNode = reader.required("reason", in: what), let reason = text(reasonNode, "`reason`")
      else {
        continue
      }
      disabled[id] = (reason, entry.key.span)
    }
    return disabled
  }

  func entries(_ node: Node?, _ what: String) -> [Entry] {
    guard let node, node.scalar?.value != .null else { return [] }
    return MapReader(node, what, self) == nil ? [] : node.mapping ?? []
  }
}
