internal import Digests
public import Values

/// Where packs are kept that were fetched, by the digest of their content, so that runs need no network.
public struct PackCache: Sendable {
  /// The folder.
  public let directory: String

  /// Keeps packs in a folder, which is made when first needed.
  public init(directory: String) { self.directory = directory }

  /// The cache of the user: `checkctl` in `$XDG_CACHE_HOME`, by default `~/.cache` (XDG Base Directory Specification);
  /// nil where neither is known.
  public init?(environment: [String: String]) {
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
      directory = "\(cache)/checkctl"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      directory = "\(home)/.cache/checkctl"
    } else {
      return nil
    }
  }

  /// Where the content of this digest is, or would be.
  func folder(of digest: SHA256Digest) -> String { "\(directory)/packs/sha256-\(digest.hex)" }

  /// Where what was fetched of a git repository is kept.
  func repository(of url: String) -> String { "\(directory)/git/\(SHA256Digest(of: url).hex)" }

  /// Keeps the content of a pack. Where it is kept already nothing is touched: somebody may be reading it.
  func store(_ content: PackContent) throws(PackError) {
    let folder = folder(of: content.digest)
    if let kept = try? PackFolder(path: folder).content(of: folder), kept.digest == content.digest { return }
    try FolderWriter.write(content.files, to: folder)
  }
}
