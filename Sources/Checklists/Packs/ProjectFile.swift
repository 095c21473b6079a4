public import Diagnostics
public import SemanticVersions
internal import YAMLSyntax

/// What a project says of the packs that it uses, in its `checkctl.yaml`.
public struct ProjectFile: Sendable {
  /// The packs.
  public let packs: [Pack]
  /// Which packs must be signed, and by whom.
  public let signatures: [SignatureRule]

  /// A pack that the project uses.
  public struct Pack: Sendable {
    /// What is needed, and from where.
    public let requirement: PackRequirement
    /// Where it comes from.
    public let source: PackSource
    /// What it may do.
    public let grants: Grants
  }

  /// Packs that must be signed by one of some keys.
  public struct SignatureRule: Sendable {
    /// The names that it is about: `org/name`, `org/*` or `*`.
    public let pattern: String
    /// The files of the public keys, relative to this file.
    public let keys: [String]
    /// Where it stands.
    public let span: Span
  }

  /// The name of the file.
  public static let fileName = "checkctl.yaml"

  /// A project that uses no packs.
  public static let empty = ProjectFile(packs: [], signatures: [])

  /// The rule for a pack: that of its name goes before that of its organisation, and that before `*`.
  public func signatureRule(for name: PackName) -> SignatureRule? {
    [name.description, "\(name.organisation)/*", "*"].lazy.compactMap { pattern in
      signatures.first { $0.pattern == pattern }
    }.first
  }

  /// The entry for a pack.
  public subscript(name: PackName) -> Pack? { packs.first { $0.requirement.name == name } }
}

extension Decoding {
  /// Reads a `checkctl.yaml`; nil where it is beyond use.
  func projectFile(_ root: Node) -> ProjectFile? {
    secrets.note(embeddedIn: root)
    let what = "a project"
    guard let reader = MapReader(root, what, self) else { return nil }
    reader.allowOnly(["checkctl", "packs", "signatures"], in: what)
    checkVersion(reader, in: what)
    let packs = entries(reader["packs"], "`packs`")
    let rules = entries(reader["signatures"], "`signatures`")
    return ProjectFile(packs: packs.compactMap(projectPack), signatures: rules.compactMap(signatureRule))
  }

  private func projectPack(_ entry: Entry) -> ProjectFile.Pack? {
    let what = "a pack of the project"
    guard let name = packName(entry.key), let reader = MapReader(entry.value, what, self) else { return nil }
    reader.allowOnly(["source", "version", "grants"], in: what)
    let range = reader["version"].map(versionRange) ?? .some(.any)
    let grants = reader["grants"].map { Grants.listed(self.grants($0, "`grants`")) } ?? .standard
    guard let sourceNode = reader.required("source", in: what), let source = packSource(sourceNode), let range
    else { return nil }
    return ProjectFile.Pack(
      requirement: PackRequirement(name: name, range: range, source: source, span: entry.key.span),
      source: source, grants: grants)
  }

  private func signatureRule(_ entry: Entry) -> ProjectFile.SignatureRule? {
    guard let pattern = text(entry.key, "the name of packs") else { return nil }
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard
      pattern == "*" || PackName(pattern) != nil
        || parts.count == 2 && parts[1] == "*" && PackName.isPart(parts[0])
    else {
      report(
        "invalid-pack-name", "`\(pattern.prefix(200))` names no packs", at: entry.key.span,
        help: "write `org/name`, `org/*` or `*`")
      return nil
    }
    guard let elements = entry.value.sequence, !elements.isEmpty else {
      report(
        "wrong-type", "the keys that sign `\(pattern)` are a list, this is \(entry.value.kindName)",
        at: entry.value.span, help: "write `\(pattern): [keys/NAME.pem]`: files of public keys")
      return nil
    }
    let keys = elements.compactMap { text($0, "the file of a key") }
    guard keys.count == elements.count else { return nil }
    return ProjectFile.SignatureRule(pattern: pattern, keys: keys, span: entry.key.span)
  }
}
