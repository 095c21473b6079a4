public import Checklists
internal import Digests
internal import OCIRegistry
public import ProbeKit
internal import SemanticVersions
public import Signatures
public import Values

/// Signs the pack that a folder is, and publishes it.
public struct PackPublisher: Sendable {
  /// The folder.
  public let directory: String
  /// What its `pack.yaml` says.
  public let manifest: PackManifest
  private let content: PackContent
  private let redactor: Redactor

  /// Reads the folder of a pack.
  public init(directory: String, registry: ProbeRegistry, redactor: Redactor) throws(PackError) {
    self.directory = directory
    self.redactor = redactor
    content = try PackFolder(path: directory).content(of: "the pack in \(directory)")
    manifest = try PackMarket.manifest(of: content, from: directory, registry, redactor)
  }

  /// The path of the signature beside the pack.
  public var signaturePath: String { "\(directory)/\(PackSignature.fileName)" }

  /// Writes a signature over the pack beside it; one by another key over the very same stays.
  public func sign(with key: SigningKey) throws(PackError) -> PackSignature {
    let signature = try PackSignature.sign(
      PackArtifact.statement(content, manifest), with: key, beside: try? written())
    try FolderWriter.replace(signaturePath, with: signature.text + "\n")
    return signature
  }

  /// The signature that lies beside the pack; nil where there is none, or it is over another state of it.
  private func written() throws(PackError) -> PackSignature? {
    guard let bytes = try? RegularFile.read(signaturePath, atMost: Envelope.largest) else { return nil }
    let signature = try PackSignature(bytes, of: "the pack in \(directory)")
    return signature.statement == PackArtifact.statement(content, manifest) ? signature : nil
  }

  /// What came of publishing.
  public struct Publication: Sendable {
    /// The manifest, as a reference that names it for ever.
    public let reference: String
    /// Whether it was there already, the very same.
    public let wasThere: Bool
    /// The names of the keys that the signatures attached to it name; none where there is none.
    public let signers: [String]
  }

  /// Puts the pack into a repository under its version as the tag, with the signature that lies beside it or by `key`.
  /// A version that is there and is something else is refused.
  public func publish(to repository: String, key: SigningKey?) async throws(PackError) -> Publication {
    let registry = try PackRegistry(repository, redactor: redactor)
    let (artifact, tag) = (PackArtifact(content, manifest), manifest.version.description)
    if let named = registry.reference.tag, named != tag {
      throw PackError(
        .invalid, "the pack is version \(tag), and its tag would be \(named)", help: "leave the tag away")
    }
    let subject = artifact.manifest.descriptor
    let former = try await registry.manifest(tag: tag, digest: nil)
    if let former, former.digest != subject.digest {
      throw PackError(
        .untrusted, "oci://\(registry.reference) has another \(tag) already",
        details: ["there it is \(former.digest), here \(subject.digest)"],
        help: "a version never changes: raise `version` in \(PackManifest.fileName)")
    }
    if former == nil { try await registry.push(content, artifact, tag: tag) }
    var signature = try written()
    if let key {
      signature = try PackSignature.sign(
        PackArtifact.statement(content, manifest), with: key, beside: signature)
    }
    if let signature { try await registry.attach(signature, to: subject) }
    let what = "the pack \(manifest.name)"
    let others = former == nil ? [] : try await registry.signatures(of: subject.digest, what)
    return Publication(
      reference: "oci://\(registry.reference.pinned(to: subject.digest))", wasThere: former != nil,
      signers: Set((signature?.signers ?? []) + others.flatMap(\.signers)).sorted())
  }
}
