public import Checklists
internal import Digests
internal import Documents
internal import SemanticVersions
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Makes the packs of a project ready to be included, from what is on this machine alone: each is exactly what the lock
/// file pins, and signed where it must be.
public struct PackLoader: Sendable {
  /// The folder of the checklists.
  public let directory: String
  /// Where fetched packs are.
  public let cache: PackCache

  /// The folder beside the checklists that holds packs which are committed with them.
  static let vendorFolder = "vendor"

  /// Loads the packs of the project in a folder.
  public init(directory: String, cache: PackCache) {
    self.directory = directory
    self.cache = cache
  }

  /// The path of the lock file.
  public var lockPath: String { "\(directory)/\(LockFile.fileName)" }

  /// What the project's lock file says; nil where there is none.
  public func lock() throws(PackError) -> LockFile? {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try RegularFile.read(lockPath)
    } catch {
      if error.isMissing { return nil }
      throw PackError(.invalid, "\(lockPath) cannot be read: \(error.message)")
    }
    return try LockFile(bytes, path: lockPath)
  }

  /// The packs that a project uses.
  public func library(for project: ProjectFile) throws(PackError) -> PackLibrary {
    guard !project.packs.isEmpty else { return PackLibrary() }
    guard let lock = try lock() else {
      throw PackError(
        .invalid, "\(directory)/\(ProjectFile.fileName) names packs, and there is no \(LockFile.fileName)",
        help: "`checkctl pack update` writes it: what it pins is what runs")
    }
    try lock.check(against: project)
    let policy = SignaturePolicy(project, directory: directory)
    var packs: [InstalledPack] = []
    for (name, pack) in lock.reachable(from: project) {
      try policy.check(pack, name)
      packs.append(try installed(name, pack, grants: project[name]?.grants ?? .standard))
    }
    return PackLibrary(packs)
  }

  private func installed(
    _ name: PackName, _ pack: LockedPack, grants: Grants
  ) throws(PackError) -> InstalledPack {
    guard let folder = folder(of: name, pack) else {
      throw PackError(
        .unavailable, "the pack \(name) \(pack.version) is not on this machine",
        help: "`checkctl pack fetch` gets what \(LockFile.fileName) pins")
    }
    let content = try verified(folder, name, pack)
    try content.check(is: name, pack)
    return InstalledPack(
      name: name, version: pack.version, directory: folder, files: content.files, grants: grants,
      requires: Set(pack.requires.keys))
  }

  /// Where a pack is, or would be, that is committed with the checklists.
  func vendored(_ name: PackName) -> String { "\(directory)/\(Self.vendorFolder)/\(name)" }

  func isVendored(_ name: PackName) -> Bool { exists(vendored(name)) }

  /// The folder that holds a pack: what is committed goes before what was fetched.
  func folder(of name: PackName, _ pack: LockedPack) -> String? {
    if isVendored(name) { return vendored(name) }
    if case .directory(let path) = pack.source { return path.hasPrefix("/") ? path : "\(directory)/\(path)" }
    let cached = cache.folder(of: pack.content)
    return exists(cached) ? cached : nil
  }

  /// The content of a folder, which is exactly what is pinned.
  func verified(_ folder: String, _ name: PackName, _ pack: LockedPack) throws(PackError) -> PackContent {
    let content = try PackFolder(path: folder).content(of: "the pack \(name)")
    let differences = content.differences(from: pack.files)
    guard differences.isEmpty else {
      throw PackError(
        .untrusted, "the pack \(name) in \(folder) is not what \(LockFile.fileName) pins as \(pack.version)",
        details: differences,
        help: Self.help(for: name, pack, folder, isCached: folder == cache.folder(of: pack.content)))
    }
    return content
  }

  private static func help(
    for name: PackName, _ pack: LockedPack, _ folder: String, isCached: Bool
  ) -> String {
    if isCached {
      return "remove that folder and get it anew by `checkctl pack fetch`; find out who changed it"
    }
    if case .directory = pack.source {
      return "if it was changed on purpose, `checkctl pack update \(name)` shows what that means and pins it"
    }
    return "`checkctl pack vendor` writes it anew; find out who changed it"
  }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

extension PackContent {
  /// Makes sure that the `pack.yaml` says what the lock file does: all that is shown of a pack is what is pinned.
  fileprivate func check(is name: PackName, _ pack: LockedPack) throws(PackError) {
    let file = PackManifest.fileName
    let said = files[file].flatMap { (try? parseDocument($0, as: .yaml, named: file)) ?? nil }
    for (key, what, pinned) in [("pack", "", name.description), ("version", "version ", "\(pack.version)")] {
      let own = said?[key]?.string ?? "none"
      guard own != pinned else { continue }
      throw PackError(
        .untrusted,
        "the pack \(name) says that it is \(what)\(own), and \(LockFile.fileName) pins it as \(pinned)",
        help: "take \(LockFile.fileName) from your version control, and find out who changed it")
    }
  }
}

extension LockFile {
  /// Makes sure that the lock file pins what a project names, and nothing it does not allow.
  func check(against project: ProjectFile) throws(PackError) {
    let update = "`checkctl pack update` brings \(LockFile.fileName) up to date, and shows what that changes"
    for entry in project.packs {
      let (name, range) = (entry.requirement.name, entry.requirement.range)
      guard let pack = packs[name] else {
        throw PackError(
          .invalid,
          "\(ProjectFile.fileName) names the pack \(name), and \(LockFile.fileName) does not pin it",
          help: update)
      }
      guard pack.source == entry.source else {
        throw PackError(
          .untrusted,
          "\(ProjectFile.fileName) takes the pack \(name) from \(entry.source.text), and \(LockFile.fileName) pins it from \(pack.source.text)",
          help: update)
      }
      guard range.contains(pack.version) else {
        throw PackError(
          .invalid,
          "\(ProjectFile.fileName) wants \(name) \(range), and \(LockFile.fileName) pins \(pack.version)",
          help: update)
      }
    }
    for (name, pack) in packs.sorted(by: { $0.key < $1.key }) {
      for (needed, range) in pack.requires.sorted(by: { $0.key < $1.key }) {
        guard let other = packs[needed], range.contains(other.version) else {
          throw PackError(
            .invalid,
            "the pack \(name) \(pack.version) needs \(needed) \(range), and \(LockFile.fileName) pins \(packs[needed]?.version.description ?? "none")",
            help: update)
        }
      }
    }
  }

  /// The packs that a project uses, directly or through others, by name.
  func reachable(from project: ProjectFile) -> [(name: PackName, pack: LockedPack)] {
    var found: [PackName: LockedPack] = [:]
    var next = project.packs.map(\.requirement.name)
    while let name = next.popLast() {
      guard found[name] == nil, let pack = packs[name] else { continue }
      found[name] = pack
      next += pack.requires.keys
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
