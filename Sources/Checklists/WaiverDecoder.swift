internal import CheckModel
internal import Diagnostics
internal import Values
internal import YAMLSyntax

/// A waiver as its file has it.
struct WaiverEntry: Sendable {
  let waiver: Waiver
  let itemSpan: Span
  /// The environments it goes for; nil where there are none to name.
  let environments: [(text: String, span: Span)]?
  /// What the item was when it was given.
  let digest: String
}

extension Decoding {
  /// The keys of a waiver.
  static let waiverKeys = ["item", "environments", "reason", "by", "until", "digest"]

  /// Reads the file of waivers.
  func waivers(_ root: Node) -> [WaiverEntry] {
    let what = "the file of waivers"
    guard let reader = MapReader(root, what, self) else { return [] }
    reader.allowOnly(["checkctl", "waivers"], in: what)
    checkVersion(reader, in: what)
    guard let node = reader.required("waivers", in: what), node.scalar?.value != .null else { return [] }
    guard let entries = node.sequence else {
      report("wrong-type", "`waivers` is a list, this is \(node.kindName)", at: node.span)
      return []
    }
    return entries.compactMap(waiver)
  }

  /// How many waivers a file has; nil where it has a fault.
  func waiverCount(in file: SourceFile) -> Int? {
    let count = parse(file).map { waivers($0).count }
    return diagnostics.hasErrors ? nil : count
  }

  private func waiver(_ node: Node) -> WaiverEntry? {
    let what = "a waiver"
    guard let reader = MapReader(node, what, self) else { return nil }
    reader.allowOnly(Self.waiverKeys, in: what)
    func text(_ key: String) -> String? {
      guard let node = reader.required(key, in: what), let text = self.text(node, "`\(key)`") else {
        return nil
      }
      if text.trimmed.isEmpty { report("missing-key", "`\(key)` is empty", at: node.span) }
      return text
    }
    let environments = reader["environments"] == nil ? nil : reader.texts("environments")
    guard let item = text("item"), let reason = text("reason"), let by = text("by"),
      let until = text("until"),
      let digest = text("digest")
    else { return nil }
    guard let waiver = Waiver(item: ItemID(rawValue: item), reason: reason, by: by, until: until) else {
      report(
        "wrong-type", "`until` is a day such as 2026-12-31, not `\(until)`",
        at: reader["until"]?.span ?? node.span)
      return nil
    }
    return WaiverEntry(
      waiver: waiver, itemSpan: reader["item"]?.span ?? node.span, environments: environments, digest: digest)
  }
}
