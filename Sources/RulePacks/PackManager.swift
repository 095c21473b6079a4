public import Checklists
public import Digests
public import ProbeKit
public import SemanticVersions
public import Values

/// Changes which packs a project uses, and gets them.
public struct PackManager: Sendable {
  /// What is on this machine.
  public let loader: PackLoader
  /// What the project says of its packs.
  public let project: ProjectFile
  /// What is pinned.
  public let lock: LockFile
  let registry: ProbeRegistry
  let redactor: Redactor
  /// The version of this program.
  let program: SemanticVersion

  /// Manages the packs of a project by what its files say.
  public init(
    loader: PackLoader, project: ProjectFile, lock: LockFile?, registry: ProbeRegistry, redactor: Redactor,
    program: SemanticVersion
  ) {
    self.loader = loader
    self.project = project
    self.lock = lock ?? LockFile()
    self.registry = registry
    self.redactor = redactor
    self.program = program
  }

  var policy: SignaturePolicy { SignaturePolicy(project, directory: loader.directory) }
  func market() -> PackMarket { PackMarket(loader, policy, registry, redactor) }

  /// The newest version of the pack in a source that is in a range.
  public func newest(in source: PackSource, _ range: VersionRange) async throws(PackError) -> ResolvedPack {
    var market = market()
    let candidates = try await market.candidates(in: source)
    let known = candidates.filter { $0.version.map(range.contains) ?? true }
    guard
      let best = known.sorted(by: { ($0.version ?? .init(0, 0, 0)) > ($1.version ?? .init(0, 0, 0)) }).first
    else {
      let there = candidates.compactMap(\.version).sorted().map(\.description).joined(separator: ", ")
      throw PackError(
        .unavailable, "\(source.text) has no version in \(range)", details: ["there are \(there)"])
    }
    let pack = try await market.pack(best, from: source, named: nil)
    guard range.contains(pack.version) else {
      throw PackError(.unavailable, "\(source.text) has version \(pack.version), which is not in \(range)")
    }
    return pack
  }

  /// What the project needs, each pack in the newest version where it is to be renewed, else as it is pinned where
  /// that will do.
  public func resolve(renewing renews: @escaping (PackName) -> Bool) async throws(PackError) -> PackUpdate {
    var resolver = VersionResolver(project, lock: lock, program: program, market: market(), renews: renews)
    let packs = try await resolver.resolve()
    var former: [PackName: (manifest: PackManifest, content: PackContent)] = [:]
    for (name, pinned) in lock.packs {
      if let content = content(of: pinned, name),
        let manifest = try? PackMarket.manifest(of: content, from: name.description, registry, redactor)
      {
        former[name] = (manifest, content)
      }
    }
    return PackUpdate(project: project, before: lock, former: former, after: packs)
  }

  /// What was pinned, if it is still on this machine as it was.
  private func content(of pack: LockedPack, _ name: PackName) -> PackContent? {
    let folders = [loader.folder(of: name, pack), loader.cache.folder(of: pack.content)].compactMap(\.self)
    return folders.lazy.compactMap { try? loader.verified($0, name, pack) }.first
  }

  /// Keeps the packs of an update and pins them. What is committed with the checklists follows; the folders that did.
  @discardableResult public func write(_ update: PackUpdate) throws(PackError) -> [String] {
    var folders: [String] = []
    for (name, pack) in update.after.sorted(by: { $0.key < $1.key }) {
      try loader.cache.store(pack.content)
      guard loader.isVendored(name), pack.content.digest != lock.packs[name]?.content else { continue }
      try FolderWriter.write(pack.content.files, to: loader.vendored(name))
      folders.append(loader.vendored(name))
    }
    for name in lock.packs.keys.sorted() where update.after[name] == nil && loader.isVendored(name) {
      FolderWriter.remove(loader.vendored(name))
      folders.append(loader.vendored(name))
    }
    try FolderWriter.replace(loader.lockPath, with: update.lock.text)
    return folders
  }

  /// A pack as it is pinned; nil where none of that name is.
  public func pinnedPack(_ name: PackName) async throws(PackError) -> ResolvedPack? {
    guard let locked = lock.packs[name] else { return nil }
    var market = market()
    if let pack = try market.pinned(locked, name) { return pack }
    return try await pinned(name, locked, &market)
  }

  /// Writes what the project says of its packs.
  public func replaceProjectFile(with text: String) throws(PackError) {
    try FolderWriter.replace("\(loader.directory)/\(ProjectFile.fileName)", with: text)
  }

  /// Gets what is pinned and is not on this machine; the names of what was fetched.
  public func fetch() async throws(PackError) -> [PackName] {
    try lock.check(against: project)
    var market = market()
    var fetched: [PackName] = []
    for (name, pinned) in lock.reachable(from: project) where content(of: pinned, name) == nil {
      let pack = try await self.pinned(name, pinned, &market)
      try loader.cache.store(pack.content)
      fetched.append(name)
    }
    return fetched
  }

  /// A pack as it is pinned, from its source.
  private func pinned(
    _ name: PackName, _ pinned: LockedPack, _ market: inout PackMarket
  ) async throws(PackError) -> ResolvedPack {
    let candidate = PackCandidate(
      version: pinned.version, tag: pinned.revision.tag, revision: pinned.revision)
    let pack = try await market.pack(candidate, from: pinned.source, named: name)
    let differences = pack.content.differences(from: pinned.files)
    guard differences.isEmpty else {
      throw PackError(
        .untrusted,
        "\(name) from \(pinned.source.text) is not what \(LockFile.fileName) pins as \(pinned.version)",
        details: differences, help: "ask who keeps the pack")
    }
    return pack
  }

  /// Compares what is pinned with what the sources say by now: a tag that leads elsewhere, or is gone. Returns a line
  /// for each pack that is as it was; throws for the first that is not.
  public func verifySources() async throws(PackError) -> [String] {
    var market = market()
    var lines: [String] = []
    for (name, pinned) in lock.reachable(from: project) {
      let candidates = try await market.candidates(in: pinned.source)
      if let tag = pinned.revision.tag {
        guard let candidate = candidates.first(where: { $0.tag == tag }) else {
          throw PackError(
            .untrusted,
            "\(pinned.source.text) has the tag \(tag) no more, which was \(name) \(pinned.version)",
            help: "what is pinned goes on running; ask who keeps the pack")
        }
        try await compare(name, pinned, candidate, &market)
      }
      lines.append("\(name) \(pinned.version): \(pinned.revision.text)")
    }
    return lines
  }

  private func compare(
    _ name: PackName, _ pinned: LockedPack, _ candidate: PackCandidate, _ market: inout PackMarket
  ) async throws(PackError) {
    guard candidate.revision != pinned.revision else { return }
    let pack = try await market.pack(candidate, from: pinned.source, named: name)
    guard pack.revision != pinned.revision else { return }
    throw PackError(
      .untrusted,
      "the tag \(candidate.tag ?? "") of \(pinned.source.text) was moved: it is not \(name) \(pinned.version) as it was pinned",
      details: ["it was \(pinned.revision.text), and is now \(pack.revision.text)"]
        + pack.content.differences(from: pinned.files),
      help: "a version never changes: what is pinned goes on running; ask who keeps the pack")
  }

  /// The versions that a source has, the newest first.
  public func versions(in source: PackSource) async throws(PackError) -> [SemanticVersion] {
    var market = market()
    return try await market.candidates(in: source).compactMap(\.version).sorted(by: >)
  }

  /// Copies what is pinned beside the checklists, to be committed with them; the folders.
  public func vendor() throws(PackError) -> [String] {
    try lock.check(against: project)
    var folders: [String] = []
    for (name, pinned) in lock.reachable(from: project) {
      let vendored = loader.vendored(name)
      try policy.check(pinned, name)
      guard let source = content(of: pinned, name) else {
        throw PackError(
          .unavailable, "the pack \(name) \(pinned.version) is not on this machine",
          help: "`checkctl pack fetch` gets what \(LockFile.fileName) pins")
      }
      try FolderWriter.write(source.files, to: vendored)
      folders.append(vendored)
    }
    return folders
  }
}

extension PackRevision {
  /// The tag that led to it.
  var tag: String? {
    switch self {
    case .folder: nil
    case .commit(_, let tag): tag
    case .manifest(_, let tag): tag
    }
  }
}
