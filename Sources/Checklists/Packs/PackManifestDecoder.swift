internal import Diagnostics
internal import ProbeKit
internal import SemanticVersions
internal import Values
internal import YAMLSyntax

extension Decoding {
  /// Reads a `pack.yaml`; nil where it is beyond use.
  func packManifest(_ root: Node) -> PackManifest? {
    secrets.note(embeddedIn: root)
    let what = "a pack"
    guard let reader = MapReader(root, what, self) else { return nil }
    reader.allowOnly(
      ["checkctl", "pack", "version", "description", "licence", "maintainers", "requires", "needs_grants"],
      in: what)
    checkVersion(reader, in: what)
    let nameNode = reader.required("pack", in: what)
    let versionNode = reader.required("version", in: what)
    let requires = reader["requires"].flatMap { MapReader($0, "`requires`", self) }
    requires?.allowOnly(["checkctl", "targets", "inputs", "packs"], in: "`requires`")
    let targets = typed(requires?["targets"], of: "a target", types: registry.targets.map(\.type))
    let inputs = typed(requires?["inputs"], of: "an input", types: nil)
    let packs = entries(requires?["packs"], "`packs`").compactMap(packRequirement)
    guard let nameNode, let versionNode, let name = packName(nameNode), let version = packVersion(versionNode)
    else { return nil }
    return PackManifest(
      name: name, version: version, description: reader.text("description"), licence: reader.text("licence"),
      maintainers: reader.texts("maintainers").map(\.text),
      program: requires?["checkctl"].flatMap(versionRange), targets: targets.mapValues(\.text),
      inputs: inputs.mapValues(\.text), packs: packs,
      needs: reader["needs_grants"].map { grants($0, "`needs_grants`") }, nameSpan: nameNode.span,
      versionSpan: versionNode.span, targetSpans: targets.mapValues(\.span),
      inputSpans: inputs.mapValues(\.span))
  }

  func packName(_ node: Node) -> PackName? {
    guard let text = text(node, "the name of a pack") else { return nil }
    if let name = PackName(text) { return name }
    report(
      "invalid-pack-name", "`\(text.prefix(200))` is not the name of a pack", at: node.span,
      help: "a name is \(PackName.form)")
    return nil
  }

  private func packVersion(_ node: Node) -> SemanticVersion? {
    guard let text = text(node, "`version`") else { return nil }
    if let version = SemanticVersion(text) { return version }
    report(
      "invalid-version", "`\(text.prefix(200))` is not a semantic version", at: node.span,
      help: "write it as 1.2.3 or 1.3.0-rc.1, see https://semver.org")
    return nil
  }

  func versionRange(_ node: Node) -> VersionRange? {
    guard let text = text(node, "a range of versions") else { return nil }
    if let range = VersionRange(text) { return range }
    report(
      "invalid-version", "`\(text.prefix(200))` is not a range of versions", at: node.span,
      help: "write `^1.2`, `~1.2.3`, `>=1.0 <1.5`, `1.2.3` or `*`")
    return nil
  }

  func packSource(_ node: Node) -> PackSource? {
    if node.scalar != nil {
      guard let text = text(node, "`source`") else { return nil }
      if let source = PackSource(text) { return source }
      report(
        "invalid-source", "`\(text.prefix(200))` is not a place to get a pack from", at: node.span,
        help: "write \(PackSource.forms)")
      return nil
    }
    let what = "the source of a pack"
    guard let reader = MapReader(node, what, self) else { return nil }
    reader.allowOnly(["git", "path", "tag", "commit"], in: what)
    guard let urlNode = reader.required("git", in: what), let url = text(urlNode, "`git`") else { return nil }
    guard PackSource.isGitURL(url) else {
      report(
        "invalid-source", "`\(url.prefix(200))` is not the URL of a git repository", at: urlNode.span,
        help: "write an https, ssh or file URL without a password, or git@HOST:PATH")
      return nil
    }
    let (tag, commit) = (reader.text("tag"), reader.text("commit"))
    guard tag == nil || commit == nil else {
      report("conflicting-keys", "`tag` and `commit` exclude each other", at: node.span, help: "keep one")
      return nil
    }
    if let node = reader["commit"], let commit, !PackSource.GitRevision.commit(commit).isSound {
      report(
        "invalid-source", "`\(commit.prefix(200))` is not the full name of a commit", at: node.span,
        help: "`git rev-parse` writes it: 40 hexadecimal digits")
      return nil
    }
    if let node = reader["tag"], let tag, !PackSource.GitRevision.tag(tag).isSound {
      report(
        "invalid-source", "`\(tag.prefix(200))` is not the name of a tag", at: node.span,
        help: "`git tag` lists the tags of a repository")
      return nil
    }
    let path = reader.text("path")
    if let node = reader["path"], let path, !PackSource.isInside(path) {
      report(
        "invalid-source", "`\(path.prefix(200))` is not a folder of the repository", at: node.span,
        help: "write it relative to the repository's root, without `..`")
      return nil
    }
    return .git(url: url, path: path, revision: tag.map { .tag($0) } ?? commit.map { .commit($0) })
  }

  private func packRequirement(_ entry: Entry) -> PackRequirement? {
    guard let name = packName(entry.key) else { return nil }
    if entry.value.scalar != nil {
      return versionRange(entry.value).map {
        PackRequirement(name: name, range: $0, source: nil, span: entry.key.span)
      }
    }
    let what = "a required pack"
    guard let reader = MapReader(entry.value, what, self) else { return nil }
    reader.allowOnly(["version", "source"], in: what)
    guard let versionNode = reader.required("version", in: what), let range = versionRange(versionNode) else {
      return nil
    }
    return PackRequirement(
      name: name, range: range, source: reader["source"].flatMap(packSource), span: entry.key.span)
  }

  /// Names with the words for their types.
  private func typed(_ node: Node?, of what: String, types: [String]?) -> [String: (text: String, span: Span)]
  {
    var found: [String: (text: String, span: Span)] = [:]
    for entry in entries(node, "`requires`") {
      guard let name = name(entry.key, of: what), let type = text(entry.value, "the type of \(what)") else {
        continue
      }
      if let types, !types.contains(type) {
        report(
          "unknown-target-type", "`\(type)` is not a type of target", at: entry.value.span,
          help: Self.suggestion(for: type, among: types) ?? "types are " + types.joined(separator: ", "))
        continue
      }
      found[name] = (type, entry.key.span)
    }
    return found
  }
}
