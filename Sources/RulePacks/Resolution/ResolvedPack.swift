public import Checklists
public import SemanticVersions

/// One pack as a resolution chose it.
public struct ResolvedPack: Sendable {
  /// What it says of itself.
  public let manifest: PackManifest
  /// Where it comes from.
  public let source: PackSource
  /// What of the source it is.
  public let revision: PackRevision
  /// Its files.
  public let content: PackContent
  /// The signature over it that counts; nil where there is none.
  public let signature: PackSignature?

  /// Its name.
  public var name: PackName { manifest.name }
  /// Its version.
  public var version: SemanticVersion { manifest.version }

  /// As the lock file pins it.
  public var locked: LockedPack {
    LockedPack(
      version: version, source: source, revision: revision, files: content.fileDigests,
      requires: Dictionary(manifest.packs.map { ($0.name, $0.range) }) { first, _ in first },
      envelope: signature?.text)
  }
}
