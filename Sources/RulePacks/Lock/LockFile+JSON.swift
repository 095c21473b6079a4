internal import Checklists
internal import Digests
internal import SemanticVersions
internal import Values

/// The lock file as JSON, keys in order, so that a difference of two shows what changed.
extension LockFile {
  /// The text of the file.
  public var text: String {
    let packs = packs.sorted { $0.key < $1.key }.map { name, pack in
      (ValueKey.string(name.description), Value.map(pack.wire))
    }
    let document: Value = [
      "checkctl": .int(Self.formatVersion),
      "note": "Written by `checkctl pack`. Commit it; do not edit it.", "packs": .map(ValueMap(packs)),
    ]
    return document.prettyJSON + "\n"
  }

  /// Reads the text of a lock file that lies at `path`; throws `invalid` where it cannot be read.
  public init(_ bytes: [UInt8], path: String) throws(PackError) {
    func fault(_ reason: String) -> PackError {
      PackError(
        .invalid, "\(path) cannot be read: \(reason)",
        help:
          "take it from your version control; if a merge broke it, take either side and run `checkctl pack update`"
      )
    }
    let document: Value
    do {
      document = try parseJSON(bytes)
    } catch {
      throw fault("\(error.message) at byte \(error.offset)")
    }
    guard document["checkctl"]?.int == Int(Self.formatVersion) else {
      throw fault("this program reads version \(Self.formatVersion) of its format")
    }
    guard let entries = document["packs"]?.map else { throw fault("it has no `packs`") }
    var packs: [PackName: LockedPack] = [:]
    for (key, value) in entries {
      guard let name = PackName(key.description) else { throw fault("\(key) is not the name of a pack") }
      guard let pack = LockedPack(wire: value) else { throw fault("the entry of \(name) is not whole") }
      guard pack.content.description == value["content"]?.string else {
        throw PackError(
          .untrusted, "\(path) was edited: the files of \(name) do not come to its `content`",
          help: "take it from your version control, and find out who changed it")
      }
      packs[name] = pack
    }
    self.packs = packs
  }
}

extension LockedPack {
  fileprivate var wire: ValueMap {
    var entry: ValueMap = ["version": .string(version.description), "source": source.wire]
    switch revision {
    case .folder: break
    case .commit(let name, let tag):
      if let tag { entry["tag"] = .string(tag) }
      entry["commit"] = .string(name)
    case .manifest(let digest, let tag):
      entry["tag"] = .string(tag)
      entry["manifest"] = .string(digest.description)
    }
    entry["content"] = .string(content.description)
    entry["files"] = .map(
      ValueMap(
        files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
          (.string($0.key), .string($0.value.description))
        }))
    if !requires.isEmpty {
      entry["requires"] = .map(
        ValueMap(
          requires.sorted { $0.key < $1.key }.map {
            (.string($0.key.description), .string($0.value.description))
          }))
    }
    if let envelope { entry["signature"] = .string(envelope) }
    return entry
  }

  fileprivate init?(wire: Value) {
    guard let version = wire["version"]?.string.flatMap(SemanticVersion.init),
      let source = wire["source"].flatMap(PackSource.init(wire:)),
      wire["content"]?.string.flatMap({ SHA256Digest($0) }) != nil, let entries = wire["files"]?.map
    else { return nil }
    var files: [String: SHA256Digest] = [:]
    for (path, digest) in entries {
      guard PackContent.fault(ofPath: path.description) == nil,
        let digest = digest.string.flatMap({ SHA256Digest($0) })
      else { return nil }
      files[path.description] = digest
    }
    var requires: [PackName: VersionRange] = [:]
    for (name, range) in wire["requires"]?.map ?? [:] {
      guard let name = PackName(name.description), let range = range.string.flatMap(VersionRange.init) else {
        return nil
      }
      requires[name] = range
    }
    guard let revision = PackRevision(wire: wire, source: source) else { return nil }
    self.init(
      version: version, source: source, revision: revision, files: files, requires: requires,
      envelope: wire["signature"]?.string)
  }
}

extension PackRevision {
  fileprivate init?(wire: Value, source: PackSource) {
    let tag = wire["tag"]?.string
    switch source {
    case .directory: self = .folder
    case .git:
      guard let name = wire["commit"]?.string else { return nil }
      self = .commit(name, tag: tag)
    case .registry:
      guard let digest = wire["manifest"]?.string.flatMap({ SHA256Digest($0) }), let tag else { return nil }
      self = .manifest(digest, tag: tag)
    }
  }
}

extension PackSource {
  fileprivate var wire: Value {
    switch self {
    case .directory(let path): return ["directory": .string(path)]
    case .registry(let reference): return ["registry": .string(reference)]
    case .git(let url, let path, let revision):
      var entry: ValueMap = ["git": .string(url)]
      if let path { entry["path"] = .string(path) }
      switch revision {
      case .tag(let tag)?: entry["tag"] = .string(tag)
      case .commit(let commit)?: entry["commit"] = .string(commit)
      case nil: break
      }
      return .map(entry)
    }
  }

  fileprivate init?(wire: Value) {
    if let path = wire["directory"]?.string {
      self = .directory(path)
    } else if let reference = wire["registry"]?.string {
      self = .registry(reference)
    } else if let url = wire["git"]?.string {
      let revision =
        wire["tag"]?.string.map { GitRevision.tag($0) } ?? wire["commit"]?.string.map { .commit($0) }
      self = .git(url: url, path: wire["path"]?.string, revision: revision)
    } else {
      return nil
    }
  }
}
