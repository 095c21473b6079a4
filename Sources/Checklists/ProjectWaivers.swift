public import CheckModel
public import Diagnostics
internal import Digests
internal import ProbeKit
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
    return decoding.parse(waiverPath).map(decoding.waivers) ?? []
  }

  /// Gives the items of a plan the waivers that go for them in an environment.
  func addWaivers(to items: inout [PlannedItem], environment: String?) {
    let all = waivers.filter { $0.environments?.contains { $0.text == environment } ?? (environment == nil) }
    guard !all.isEmpty else { return }
    for place in items.indices {
      guard let source = items[place].source else { continue }
      let summary = items[place].summary
      let mine = all.filter { entry in
        let named = ItemReference(entry.waiver.item.rawValue)
        return entry.waiver.item == summary.id || entry.waiver.item == source.id
          || named.item == summary.id.rawValue && source.template.per != nil
      }
      guard !mine.isEmpty else { continue }
      let digest = SHA256Digest(of: items[place].wording).description
      items[place].waivers = mine.map { $0.waiver.void($0.digest != digest) }
    }
  }

  /// How many waivers there are.
  public var waiverCount: Int { waivers.count }

  /// How many waivers a text has that can be read as the file of waivers; nil where it cannot.
  public func countWaivers(in text: String) -> Int? {
    Decoding(registry: ProbeRegistry([]), redactor: redactor).waiverCount(
      in: SourceFile(path: waiverPath, bytes: Array(text.utf8)))
  }

  /// Reports waivers of items that none of these checklists has, and environments that are not there.
  public func checkWaivers(against checklists: [LoadedChecklist]) {
    let ids = Set(checklists.flatMap { $0.composition.items.map(\.id.rawValue) })
    let environments = environmentNames
    for entry in waivers {
      let item = ItemReference(entry.waiver.item.rawValue).item
      if !ids.contains(item) {
        decoding.report(
          "unknown-item", "no checklist has an item `\(item)`", at: entry.itemSpan,
          help: Decoding.suggestion(for: item, among: ids.sorted().prefix(Decoding.mostCandidates))
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
