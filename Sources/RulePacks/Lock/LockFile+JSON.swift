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
    func fault(_ reason: String, _ kind: PackError.Kind = .invalid) -> PackError {
      PackError(
        kind, "\(path) cannot be read: \(reason)",
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
      do throws(EntryFault) {
        packs[name] = try LockedPack(wire: EntryReader(value))
      } catch {
        throw fault("the entry of \(name) \(error.reason)", error.kind)
      }
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

  fileprivate init(wire: EntryReader) throws(EntryFault) {
    guard let source = try wire.object("source") else { throw .missing("source") }
    guard let digests = try wire.object("files") else { throw .missing("files") }
    let (place, requires) = (try PackSource(wire: source), try wire.object("requires"))
    self.init(
      version: try wire.text("version", SemanticVersion.init), source: place,
      revision: try PackRevision(wire: wire, source: place),
      files: try digests.entries(
        "files", { PackContent.fault(ofPath: $0) == nil ? $0 : nil }, { SHA256Digest($0) }),
      requires: try requires?.entries("requires", PackName.init, VersionRange.init) ?? [:],
      envelope: try wire.optionalText("signature") { $0 })
    guard content == (try wire.text("content") { SHA256Digest($0) }) else {
      throw EntryFault(reason: "has other files than its `content` says: it was edited", kind: .untrusted)
    }
  }
}

/// Why an entry cannot be read, as it reads after its name.
private struct EntryFault: Error {
  let reason: String
  var kind = PackError.Kind.invalid

  static func missing(_ key: String) -> EntryFault { EntryFault(reason: "has no `\(key)`") }
  static func wrong(_ key: String) -> EntryFault { EntryFault(reason: "has a `\(key)` that cannot be read") }
}

/// An object, of which what is there can be read, or is a fault.
private struct EntryReader {
  private let entry: ValueMap

  init(_ value: Value) throws(EntryFault) {
    guard let entry = value.map else { throw EntryFault(reason: "is no object") }
    self.entry = entry
  }

  func optionalText<Result>(_ key: String, _ read: (String) -> Result?) throws(EntryFault) -> Result? {
    guard let value = entry[.string(key)] else { return nil }
    guard let result = value.string.flatMap(read) else { throw .wrong(key) }
    return result
  }

  func text<Result>(_ key: String, _ read: (String) -> Result?) throws(EntryFault) -> Result {
    guard let result = try optionalText(key, read) else { throw .missing(key) }
    return result
  }

  func object(_ key: String) throws(EntryFault) -> EntryReader? {
    guard let value = entry[.string(key)] else { return nil }
    guard value.map != nil else { throw .wrong(key) }
    return try EntryReader(value)
  }

  /// All of its entries; `name` is what it goes by in the object that it is in.
  func entries<Key: Hashable, Result>(
    _ name: String, _ readKey: (String) -> Key?, _ readValue: (String) -> Result?
  ) throws(EntryFault) -> [Key: Result] {
    var results: [Key: Result] = [:]
    for (key, value) in entry {
      guard let known = readKey(key.description), let result = value.string.flatMap(readValue) else {
        throw .wrong(name)
      }
      results[known] = result
    }
    return results
  }
}

extension PackRevision {
  fileprivate init(wire: EntryReader, source: PackSource) throws(EntryFault) {
    switch source {
    case .directory: self = .folder
    case .git:
      self = .commit(
        try wire.text("commit") { PackSource.GitRevision.commit($0).isSound ? $0 : nil },
        tag: try wire.optionalText("tag") { PackSource.GitRevision.tag($0).isSound ? $0 : nil })
    case .registry:
      self = .manifest(try wire.text("manifest") { SHA256Digest($0) }, tag: try wire.text("tag") { $0 })
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

  /// A lock file is not written by whoever runs what it names: no part of it may lead a program to do anything else.
  fileprivate init(wire: EntryReader) throws(EntryFault) {
    let (path, reference) = (
      try wire.optionalText("directory") { $0 }, try wire.optionalText("registry") { $0 }
    )
    if let path {
      self = .directory(path)
    } else if let reference {
      self = .registry(reference)
    } else {
      let tag = try wire.optionalText("tag") { GitRevision.tag($0) }
      let commit = try wire.optionalText("commit") { GitRevision.commit($0) }
      self = .git(
        url: try wire.text("git") { $0 }, path: try wire.optionalText("path") { $0 }, revision: tag ?? commit)
    }
    guard isSound else { throw .wrong("source") }
  }
}
