public import Checklists
internal import Documents
internal import Values

/// What changes for those who use a pack when one version takes the place of another.
public struct PackDifference: Sendable {
  /// Lines for items: added, removed, and what changed of each that stays.
  public let items: [String]
  /// Lines for what the pack asks to be allowed.
  public let grants: [String]
  /// Lines for files that are no checklists.
  public let files: [String]

  /// Compares two contents of a pack, the first of which may be unknown.
  public init(from old: PackContent?, _ oldNeeds: Set<Grant>?, to new: PackContent, _ newNeeds: Set<Grant>?) {
    items = Self.items(from: old.map(PackItems.init)?.items ?? [:], to: PackItems(new).items)
    let (before, after) = (oldNeeds ?? [], newNeeds ?? [])
    grants =
      after.subtracting(before).sorted().map { "+ \($0)" }
      + before.subtracting(after).sorted().map { "- \($0)" }
    let checklists = PackItems(new).checklists.union(old.map(PackItems.init)?.checklists ?? [])
    files =
      old.map {
        new.differences(from: $0.fileDigests).filter { line in
          !checklists.contains { line.hasPrefix("\($0) ") }
        }
      } ?? []
  }

  private static func items(from old: [String: ValueMap], to new: [String: ValueMap]) -> [String] {
    Set(old.keys).union(new.keys).sorted().flatMap { id -> [String] in
      switch (old[id], new[id]) {
      case (nil, let item?): return ["+ \(id): \(item["title"]?.string ?? "")"]
      case (let item?, nil): return ["- \(id): \(item["title"]?.string ?? "")"]
      case (let one?, let other?):
        let changes = changes(from: one, to: other)
        return changes.isEmpty ? [] : ["~ \(id)"] + changes.map { "    \($0)" }
      case (nil, nil): return []
      }
    }
  }

  private static func changes(from old: ValueMap, to new: ValueMap) -> [String] {
    let keys = old.keys + new.keys.filter { !old.has($0) }
    return keys.compactMap { key in
      switch (old[key], new[key]) {
      case (let one?, let other?): one == other ? nil : "\(key): \(one.brief) → \(other.brief)"
      case (let one?, nil): "\(key): \(one.brief) → left out"
      case (nil, let other?): "\(key): added, \(other.brief)"
      case (nil, nil): nil
      }
    }
  }

  /// Whether nobody would notice.
  public var isEmpty: Bool { items.isEmpty && grants.isEmpty && files.isEmpty }
}

/// The items of a pack's checklists as they are written.
struct PackItems {
  /// By checklist and id, `checklist/id`. A checklist goes by its path here: two folders may have one of the same name,
  /// of which one would hide the changes of the other.
  private(set) var items: [String: ValueMap] = [:]
  /// The paths of the files that are checklists.
  private(set) var checklists: Set<String> = []

  init(_ content: PackContent) {
    for (path, bytes) in content.files where path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      guard let document = (try? parseDocument(bytes, as: .yaml, named: path)) ?? nil,
        document["checklist"]?.string != nil
      else { continue }
      checklists.insert(path)
      let name = String(path[..<(path.lastIndex(of: ".") ?? path.endIndex)])
      // What stands beside the items changes them too: inputs, defaults, targets.
      items[name] = ValueMap((document.map ?? [:]).filter { $0.key != "items" }.map { ($0.key, $0.value) })
      for item in document["items"]?.list ?? [] {
        guard let map = item.map, let id = item["id"]?.string else { continue }
        items["\(name)/\(id)"] = map
      }
    }
  }
}

extension Value {
  /// In one line, shortened.
  fileprivate var brief: String { (string.map { jsonQuoted($0) } ?? json).shortened(to: 100) }
}
