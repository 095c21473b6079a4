public import Checklists
public import SemanticVersions

/// What a project's packs are about to become.
public struct PackUpdate: Sendable {
  let project: ProjectFile
  /// What is pinned so far.
  public let before: LockFile
  let former: [PackName: (manifest: PackManifest, content: PackContent)]
  /// The packs that were chosen.
  public let after: [PackName: ResolvedPack]

  /// What will be pinned.
  public var lock: LockFile { LockFile(after.mapValues(\.locked)) }

  /// Whether nothing changes.
  public var isEmpty: Bool { lock.text == before.text }

  /// What a pack asks to be allowed and was not granted.
  func missingGrants(of name: PackName) -> [Grant] {
    guard let needs = after[name]?.manifest.needs else { return [] }
    let granted = project[name]?.grants ?? .standard
    return needs.filter { !granted.covers($0) }.sorted()
  }

  /// The packs that ask for more than they were granted, by name.
  public var wanting: [(name: PackName, grants: [Grant])] {
    after.keys.sorted().map { ($0, missingGrants(of: $0)) }.filter { !$0.1.isEmpty }
  }

  /// The same of what a version asks for that its former one did not.
  public var wantingMore: [(name: PackName, grants: [Grant])] {
    wanting.map { name, grants in
      (name, grants.filter { !(former[name]?.manifest.needs ?? []).contains($0) })
    }.filter { !$0.1.isEmpty }
  }

  /// In lines for people: for each pack that changes its versions, and what that means for its items and grants.
  public var lines: [String] {
    Set(before.packs.keys).union(after.keys).sorted().flatMap { name -> [String] in
      switch (before.packs[name], after[name]) {
      case (let old?, let new?): return self.lines(name, from: old, to: new)
      case (let old?, nil): return ["\(name) \(old.version) is not needed any more"]
      case (nil, let new?): return ["\(name) \(new.version) is new, from \(new.source.text)"]
      case (nil, nil): return []
      }
    }
  }

  private func lines(_ name: PackName, from old: LockedPack, to new: ResolvedPack) -> [String] {
    guard old != new.locked else { return [] }
    let versions = old.version == new.version ? "\(old.version)" : "\(old.version) → \(new.version)"
    var lines = ["\(name) \(versions)"]
    if old.source != new.source { lines.append("  source: \(old.source.text) → \(new.source.text)") }
    if old.version == new.version, old.revision != new.revision {
      lines.append("  \(old.revision.text) → \(new.revision.text)")
    }
    if old.envelope == nil, new.signature != nil { lines.append("  signed from now on") }
    if old.envelope != nil, new.signature == nil { lines.append("  not signed any more") }
    if let former = old.signers, let signers = new.signature?.signers, former != signers {
      let (before, after) = (former.joined(separator: ", "), signers.joined(separator: ", "))
      lines.append("  signed by: \(before) → \(after)")
    }
    guard let former = former[name] else {
      return lines + new.content.differences(from: old.files).map { "  file \($0)" }
    }
    let difference = PackDifference(
      from: former.content, former.manifest.needs, to: new.content, new.manifest.needs)
    lines += difference.items.map { "  \($0)" }
    lines += difference.grants.map { "  grant \($0)" }
    return lines + difference.files.map { "  file \($0)" }
  }
}

extension LockedPack {
  /// The names of the keys that say they signed it.
  fileprivate var signers: [String]? {
    envelope.flatMap { try? PackSignature(Array($0.utf8), of: "what is pinned") }?.signers
  }
}
