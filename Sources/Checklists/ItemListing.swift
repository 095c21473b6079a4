public import CheckModel
internal import Diagnostics
internal import Values

/// An item as its file says it, for lists; what depends on inputs stands as it is written.
public struct ListedItem: Sendable {
  /// Its name, before `for_each` is expanded.
  public let id: ItemID
  /// What it makes sure of.
  public let title: String
  /// How much it matters.
  public let severity: Severity
  /// The heading it stands under.
  public let section: String
  /// Words to select by.
  public let tags: [String]
  /// Who looks after it.
  public let owner: String?
  /// The kind of its probe.
  public let kind: String
  /// What must have passed before it is asked, as written.
  public let needs: [String]
  /// What to do if it fails, as written.
  public let remedy: String?
  /// Where to read more, as written.
  public let docs: String?
  /// Where it stands, as `path:line:column`.
  public let place: String
  let span: Span
}

extension LoadedChecklist {
  /// The selected items, before `for_each` is expanded.
  public func items(_ selection: Selection = Selection()) -> [ListedItem] {
    composition.items.filter { selection.matches([$0.id.rawValue], $0.template) }.map { item in
      let template = item.template
      return ListedItem(
        id: item.id, title: template.title.summary, severity: template.severity, section: template.section,
        tags: template.tags, owner: template.owner, kind: template.kind, needs: template.needs.map(\.id),
        remedy: template.remedy?.summary, docs: template.docs?.summary,
        place: sources.place(of: template.idSpan), span: template.span)
    }
  }

  /// What of a selection selects none of the items.
  public func unknown(in selection: Selection) -> [UnknownSelector] {
    selection.unknown(among: composition.items.map { ([$0.id.rawValue], $0.template) })
  }

  /// The lines of an item in its file.
  public func source(of item: ListedItem) -> String {
    let file = sources[item.span.file]
    let bytes = item.span.bytes
    let lines = file.line(at: bytes.lowerBound)...file.line(at: max(bytes.lowerBound, bytes.upperBound - 1))
    return lines.map { file.text(ofLine: $0) }.joined(separator: "\n")
  }
}
