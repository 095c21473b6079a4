internal import Checklists
internal import Digests
internal import SemanticVersions
internal import Signatures
internal import Values

/// Who must have signed which packs, as a project says.
struct SignaturePolicy: Sendable {
  private let project: ProjectFile
  private let directory: String

  init(_ project: ProjectFile, directory: String) {
    self.project = project
    self.directory = directory
  }

  /// What is known of a pack before its content is looked at.
  struct Subject {
    let name: PackName
    let version: SemanticVersion
    /// The digest over its list of files; nil where only its manifest is known.
    var content: SHA256Digest?
    /// The digest of its manifest; nil where it comes from no registry.
    var manifest: SHA256Digest?
  }

  /// Makes sure that a pack that is pinned is signed by whom it must be.
  func check(_ pack: LockedPack, _ name: PackName) throws(PackError) {
    let signature: PackSignature? =
      if let text = pack.envelope { try PackSignature(Array(text.utf8), of: "the pack \(name)") } else { nil }
    let subject = Subject(name: name, version: pack.version, content: pack.content)
    _ = try accepted(signature.map { [$0] } ?? [], of: subject)
  }

  /// The one of these signatures that makes a pack acceptable; nil where none is needed and there is none.
  func accepted(_ signatures: [PackSignature], of subject: Subject) throws(PackError) -> PackSignature? {
    let matching = signatures.filter { $0.statement.speaks(of: subject) }
    guard let rule = project.signatureRule(for: subject.name) else { return matching.first }
    let keys = try keys(of: rule)
    if let signature = matching.first(where: { !$0.envelope.verify(with: keys).isEmpty }) { return signature }
    let wanted =
      "\(ProjectFile.fileName) wants `\(rule.pattern)` signed by \(rule.keys.joined(separator: " or "))"
    let pack = "the pack \(subject.name) \(subject.version)"
    guard !signatures.isEmpty else { throw PackError(.untrusted, "\(pack) is not signed", details: [wanted]) }
    guard !matching.isEmpty else {
      let other = signatures[0].statement
      throw PackError(
        .untrusted, "\(pack) bears a signature over something else",
        details: [
          "it is over \(other.name) \(other.version) with the content \(other.content.description)", wanted,
        ])
    }
    let signers = matching.flatMap { $0.envelope.signatures.compactMap(\.keyID) }
    throw PackError(
      .untrusted, "\(pack) is not signed by a key that is trusted for it",
      details: (signers.isEmpty ? [] : ["it says that it is signed by \(signers.joined(separator: ", "))"])
        + [wanted])
  }

  private func keys(of rule: ProjectFile.SignatureRule) throws(PackError) -> [VerifyingKey] {
    var keys: [VerifyingKey] = []
    for file in rule.keys {
      let path = file.hasPrefix("/") ? file : "\(directory)/\(file)"
      do throws(FileFault) {
        let text = String(decoding: try RegularFile.read(path, atMost: 1 << 16), as: UTF8.self)
        keys.append(try Self.key(text, path))
      } catch {
        throw PackError(
          .invalid, "the key \(path) that must sign `\(rule.pattern)` cannot be read: \(error.message)")
      }
    }
    return keys
  }

  private static func key(_ text: String, _ path: String) throws(FileFault) -> VerifyingKey {
    do {
      return try VerifyingKey(pem: text, what: path)
    } catch {
      throw FileFault(error.message)
    }
  }
}

extension PackSignature.Statement {
  /// Whether it is about this pack, as far as that is known.
  fileprivate func speaks(of subject: SignaturePolicy.Subject) -> Bool {
    name == subject.name && version == subject.version && subject.content.map { $0 == content } ?? true
      && subject.manifest.map { $0 == manifest } ?? true
  }
}
