public import SemanticVersions
internal import Values

/// A pack whose content was verified, ready to be included.
public struct InstalledPack: Sendable {
  /// Its name.
  public let name: PackName
  /// Its version.
  public let version: SemanticVersion
  /// The folder that holds it.
  public let directory: String
  /// All of its files by their paths in it, as they were when they were verified.
  public let files: [String: [UInt8]]
  /// What it may do.
  public let grants: Grants
  /// The packs that it may include.
  public let requires: Set<PackName>

  /// The paths of the folder from the root, as it is named and as it really is.
  let places: [String]

  /// Describes a pack.
  public init(
    name: PackName, version: SemanticVersion, directory: String, files: [String: [UInt8]], grants: Grants,
    requires: Set<PackName>
  ) {
    self.name = name
    self.version = version
    self.directory = directory
    self.files = files
    self.grants = grants
    self.requires = requires
    places = [plainPath(directory)] + ((try? realPath(of: directory)).map { [$0] } ?? [])
  }

  /// What stands before the paths of its files in messages and reports; no file of a project goes by such a path.
  var root: String { "\(name)@\(version)" }
}

/// The packs that a project may include, each once.
public struct PackLibrary: Sendable {
  /// The packs by name.
  public let packs: [PackName: InstalledPack]
  private let roots: [String: PackName]

  /// Makes a library.
  public init(_ packs: [InstalledPack] = []) {
    self.packs = Dictionary(packs.map { ($0.name, $0) }) { first, _ in first }
    roots = Dictionary(packs.map { ($0.root, $0.name) }) { first, _ in first }
  }

  /// The pack that a path leads into, and the path of the file in it.
  func file(at path: String) -> (pack: InstalledPack, path: String)? {
    guard !packs.isEmpty else { return nil }
    let parts = path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let name = roots["\(parts[0])/\(parts[1])"], let pack = packs[name] else {
      return nil
    }
    return (pack, String(parts[2]))
  }
}
