public import Checklists
public import Digests
public import SemanticVersions

/// What `checkctl.lock` pins: of every pack that a project uses, directly or through others, exactly one version and
/// its content. The program writes it; it is made to be committed.
public struct LockFile: Sendable {
  /// The packs by name.
  public var packs: [PackName: LockedPack]

  /// The name of the file.
  public static let fileName = "checkctl.lock"
  /// The version of the format.
  static let formatVersion: Int64 = 1

  /// Pins packs.
  public init(_ packs: [PackName: LockedPack] = [:]) { self.packs = packs }
}

/// One pack as it is pinned.
public struct LockedPack: Hashable, Sendable {
  /// Its version.
  public let version: SemanticVersion
  /// Where it came from.
  public let source: PackSource
  /// What of the source it was.
  public let revision: PackRevision
  /// The digest of each of its files.
  public let files: [String: SHA256Digest]
  /// The packs that it needs, and which versions of them.
  public let requires: [PackName: VersionRange]
  /// The signature over it, as it came with it: a DSSE envelope; nil where there was none.
  public let envelope: String?

  /// The digest over the canonical list of files.
  public var content: SHA256Digest { SHA256Digest(of: PackContent.list(files)) }
}

/// What of a source a pack is.
public enum PackRevision: Hashable, Sendable {
  /// What stood in the folder.
  case folder
  /// A commit by its object name, and the tag that led to it, if one did.
  case commit(String, tag: String?)
  /// A manifest by its digest, and the tag that led to it.
  case manifest(SHA256Digest, tag: String)

  /// In a few words, for people.
  public var text: String {
    switch self {
    case .folder: "the folder as it was"
    case .commit(let name, let tag): "commit \(name.prefix(12))" + (tag.map { " (tag \($0))" } ?? "")
    case .manifest(let digest, let tag): "manifest \(digest.hex.prefix(12)) (tag \(tag))"
    }
  }
}
