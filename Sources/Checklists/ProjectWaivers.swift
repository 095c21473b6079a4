public import CheckModel
public import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Leave for items to fail for a while, in a file beside the checklists.
extension Project {
  /// The name of the file of waivers.
  public static let waiverFileName = "waivers.yaml"

  /// The file of waivers.
  public var waiverPath: String { Path.join(directory, Self.waiverFileName) }

  /// Reads the file of waivers, if there is one.
  func loadWaivers() -> [WaiverEntry] {
    guard FileSystem.exists(waiverPath) else { return [] }
    let text = (try? RegularFile.read(waiverPath)).map { String(decoding: $0, as: UTF8.self) }
    if text?.hasOnlyComments == true { return [] }
    return decoding.parse(waiverPath).map(decoding.waivers) ?? []
  }

  /// Gives the items of a plan the waivers that go for them in an environment.
  func addWaivers(to items: inout [PlannedItem], environment: String?) {
    let all = waivers.filter { $0.environments?.contains { $0.text == environment } ?? (environment == nil) }
    guard !all.isEmpty else { return }
    for place in items.indices {
      guard let source = items[place].source, items[place].members.isEmpty else { continue }
      let names = Set([items[place].summary.id, items[place].recordID, source.id].map(\.rawValue))
      let elements = source.template.per == nil ? [] : Set([items[place].summary.id, items[place].recordID])
      let mine = all.compactMap { entry -> (entry: WaiverEntry, element: String?)? in
        let name = entry.waiver.item.rawValue
        if names.contains(name) { return (entry, nil) }
        return elements.lazy.compactMap { name.element(of: $0.rawValue) }.first.map { (entry, $0) }
      }
      guard !mine.isEmpty else { continue }
      let digest = source.digest
      // Who waives again changes what was waived.
      let latest = Dictionary(mine.map { ($0.entry.waiver.item, $0) }) { $1 }
      items[place].waivers = latest.sorted { $0.key < $1.key }.map { _, found in
        var waiver = found.entry.waiver
        waiver.isVoid = found.entry.digest != digest
        return ItemWaiver(waiver: waiver, element: found.element)
      }
    }
  }

  /// How many waivers a text has that can be read as the file of waivers; nil where it cannot.
  public func countWaivers(in text: String) -> Int? {
    if text.hasOnlyComments { return 0 }
    return Decoding(registry: ProbeRegistry([]), redactor: redactor).waiverCount(
      in: SourceFile(path: waiverPath, bytes: Array(text.utf8)))
  }

  /// Reports waivers of items that none of these checklists has, or that cannot be waived, and environments that are not there.
  public func checkWaivers(against checklists: [LoadedChecklist]) {
    let items = checklists.flatMap(\.composition.items)
    let byID = Dictionary(items.map { ($0.id.rawValue, $0) }) { first, _ in first }
    let environments = environmentNames
    for entry in waivers {
      let name = entry.waiver.item.rawValue
      if let item = byID[name] ?? byID[ItemReference(name).item] {
        if decoding.registry.composites.contains(item.template.kind) {
          decoding.report(
            "misplaced-waiver", "`\(item.id)` stands for a checklist, which cannot be waived",
            at: entry.itemSpan,
            help: "waive the items of that checklist that may fail")
        }
      } else {
        decoding.report(
          "unknown-item", "no checklist has an item `\(name)`", at: entry.itemSpan,
          help: Decoding.suggestion(for: name, among: byID.keys.sorted().prefix(Decoding.mostCandidates))
            ?? "take the waiver out")
      }
      checkEnvironments(of: entry, among: environments)
    }
  }

  private func checkEnvironments(of entry: WaiverEntry, among known: [String]) {
    guard !(entry.environments ?? []).isEmpty || known.isEmpty else {
      return decoding.report(
        "missing-key", "a waiver names the `environments` that it goes for", at: entry.itemSpan,
        help: "add `environments: [\(known.joined(separator: ", "))]`, or some of them")
    }
    for environment in entry.environments ?? [] where !known.contains(environment.text) {
      decoding.report(
        "unknown-environment", "there is no environment `\(environment.text)`", at: environment.span,
        help: Decoding.suggestion(for: environment.text, among: known))
    }
  }
}

extension String {
  /// The key in `ITEM[KEY]`; nil where this is no element of that item.
  fileprivate func element(of item: String) -> String? {
    guard hasPrefix(item + "["), hasSuffix("]") else { return nil }
    return String(dropFirst(item.count + 1).dropLast())
  }
}
