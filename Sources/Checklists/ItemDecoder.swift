internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

extension Decoding {
  /// The keys of an item beside its probe.
  static let itemKeys = [
    "id", "title", "severity", "section", "tags", "owner", "remedy", "docs", "needs", "after", "when",
    "for_each", "expect", "assert", "per", "outputs", "timeout", "retry", "stable", "delay", "locks", "gate",
    "redact", "on_no_data", "action", "cleanup",
  ]

  /// The keys of an item that a consumer of the checklist may override.
  static let overridableKeys = [
    "title", "severity", "section", "tags", "owner", "remedy", "docs", "when", "expect", "assert", "timeout",
    "retry",
    "stable", "delay", "locks", "gate", "on_no_data",
  ]

  /// The keys of an item that `defaults` may give to all items of a file.
  static let defaultKeys = [
    "section", "tags", "owner", "severity", "docs", "timeout", "retry", "gate", "on_no_data",
  ]

  /// Reads the defaults of a file by themselves, so that their faults are told where every item overrides them too.
  func checkDefaults(_ defaults: [Entry], at span: Span) {
    var item = ItemTemplate(
      id: "", span: span, idSpan: span, title: Template(.literal(.null), at: span), kind: "", kindSpan: span)
    let reader = MapReader(entries: defaults, span: span, self)
    decodeDescription(&item, reader)
    decodeScheduling(&item, reader)
  }

  /// Reads an item: its own keys, then what a consumer overrides, then the defaults of its file.
  func item(_ node: Node, overrides: [Entry], defaults: [Entry]) -> ItemTemplate? {
    guard let own = node.mapping else {
      report("wrong-type", "an item is a map, this is \(node.kindName)", at: node.span)
      return nil
    }
    let isPlain = overrides.isEmpty && defaults.isEmpty
    let merged = isPlain ? own : merge([overrides, own, applicable(defaults, to: own)])
    let reader = MapReader(entries: merged, span: node.span, self)
    if !reader.hasOnly(knownItemKeys) {
      reader.allowOnly(Self.itemKeys + registry.names, in: "an item")
    }
    guard let idNode = reader.required("id", in: "an item"), let id = itemID(idNode) else { return nil }
    guard let kind = probeEntry(reader, id: id, idSpan: idNode.span), let kindName = kind.key.scalar?.text
    else {
      return nil
    }
    (hasReadNeeds, hasReadExpression) = (false, false)
    var item = ItemTemplate(
      id: id, span: node.span, idSpan: idNode.span,
      title: reader["title"].map(template) ?? Template(.literal(.string(id)), at: idNode.span),
      kind: kindName,
      kindSpan: kind.key.span)
    if reader["title"] == nil, !reader.isMisspelled("title") {
      report("missing-key", "the item `\(id)` needs the key `title`", at: idNode.span)
    }
    decodeDescription(&item, reader)
    decodeScheduling(&item, reader)
    decodeProbe(&item, kind)
    if let expect = reader["expect"], let type = registry[kindName] {
      item.expectSpan = expect.span
      item.expectations = expectations(expect, of: type.description)
    }
    if let node = reader["assert"] { item.assertions = assertions(node) }
    if let node = reader["per"] {
      item.hasPer = true
      item.per = per(node)
    }
    if let node = reader["outputs"] { item.outputs = outputs(node) }
    decodeRedact(&item, reader)
    (item.usesNeeds, item.hasExpressions) = (hasReadNeeds, hasReadExpression)
    item.overrides = overrides.compactMap { describe($0, original: own) }
    return item
  }

  /// What of the defaults goes for an item: an action is never repeated, and what stands for others is not asked.
  private func applicable(_ defaults: [Entry], to own: [Entry]) -> [Entry] {
    let action = own.first { $0.key.scalar?.text == "action" }?.value.scalar?.value
    let isComposite = own.contains { registry.composites.contains($0.key.scalar?.text ?? "") }
    guard action == .bool(true) || isComposite else { return defaults }
    return defaults.filter {
      !(isComposite ? ["retry", "timeout"] : ["retry"]).contains($0.key.scalar?.text)
    }
  }

  private func merge(_ layers: [[Entry]]) -> [Entry] {
    var seen: Set<String> = []
    return layers.joined().filter { entry in entry.key.scalar.map { seen.insert($0.text).inserted } ?? false }
  }

  private func describe(_ override: Entry, original: [Entry]) -> String? {
    guard let key = override.key.scalar?.text else { return nil }
    let old = original.first { $0.key.scalar?.text == key }.map { " (was \(template($0.value).summary))" }
    return "\(key): \(template(override.value).summary)\(old ?? "")"
  }

  private func itemID(_ node: Node) -> String? {
    guard let text = text(node, "`id`") else { return nil }
    let isValid =
      text.utf8.count <= 200
      && text.utf8.first.map(isLetterOrDigit) ?? false
      && text.utf8.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
    if !isValid {
      report(
        "invalid-id", "`\(text.prefix(200))` cannot be the id of an item", at: node.span,
        help: "an id begins with a letter or a digit and has letters, digits, `-`, `_` and `.`, 200 at most")
      return nil
    }
    return text
  }

  private func probeEntry(_ reader: MapReader, id: String, idSpan: Span) -> Entry? {
    var kinds = registry.names.compactMap { reader.entry($0) }
    if kinds.count > 1 { kinds.sort { $0.key.span.bytes.lowerBound < $1.key.span.bytes.lowerBound } }
    guard let first = kinds.first else {
      // A key that nobody knows is reported as such, and was probably meant to be the probe.
      guard reader.hasOnly(Set(Self.itemKeys)) else { return nil }
      report(
        "no-probe", "the item `\(id)` asks nothing", at: idSpan,
        help: "add one of " + registry.names.map { "`\($0):`" }.joined(separator: ", "))
      return nil
    }
    if kinds.count > 1 {
      report(
        "several-probes", "an item asks one thing, `\(id)` asks \(kinds.count)", at: kinds[1].key.span,
        related: [.init(first.key.span, "the first")], help: "make an item of each")
    }
    return first
  }

  private func decodeDescription(_ item: inout ItemTemplate, _ reader: MapReader) {
    if let severity: Severity = reader["severity"].flatMap({ word($0, "`severity`") }) {
      item.severity = severity
    }
    item.section = reader.text("section") ?? ""
    item.tags = reader.texts("tags").map(\.text)
    item.owner = reader.text("owner")
    item.remedy = reader["remedy"].map(template)
    item.docs = reader["docs"].map(template)
    item.gate = reader.bool("gate")
    if let policy = reader["on_no_data"], let text = text(policy, "`on_no_data`") {
      if !["fail", "error"].contains(text) {
        report(
          "unknown-word", "`on_no_data` is fail or error, not `\(text)`", at: policy.span,
          help: Self.suggestion(for: text, among: ["fail", "error"]))
      }
      item.failsOnNoData = text == "fail"
    }
  }

  private func decodeScheduling(_ item: inout ItemTemplate, _ reader: MapReader) {
    item.needs = reader.texts("needs").map { (id: $0.text, span: $0.span) }
    item.after = reader.texts("after").map { (id: $0.text, span: $0.span) }
    item.locks = Set(reader.texts("locks").map(\.text))
    item.isAction = reader.bool("action") ?? false
    item.isCleanup = reader.bool("cleanup") ?? false
    item.delay = reader["delay"].flatMap { duration($0, "`delay`") }
    if let timeout = reader["timeout"].flatMap({ duration($0, "`timeout`") }) {
      item.timeout = timeout
    }
    if let node = reader["retry"] {
      item.retry = retry(node)
      item.retrySpan = reader.entry("retry")?.key.span
    }
    if let node = reader["stable"] {
      item.stable = stable(node)
      item.stableSpan = reader.entry("stable")?.key.span
    }
    item.forEach = reader["for_each"].map(template)
    if let node = reader["when"] { item.when = bareExpression(node, of: "when") }
    checkAction(item)
  }

  private func checkAction(_ item: ItemTemplate) {
    guard item.isAction else { return }
    for (key, span) in [("retry", item.retrySpan), ("stable", item.stableSpan)] {
      guard let span else { continue }
      report(
        "repeated-action", "an action is never done twice, so `\(key)` has no place here", at: span,
        help: "observe its effect in an item of its own that needs this one, with `\(key)` there")
    }
  }

  private func decodeRedact(_ item: inout ItemTemplate, _ reader: MapReader) {
    guard let node = reader["redact"], let type = registry[item.kind] else { return }
    guard let elements = node.sequence else {
      _ = reader.texts("redact")
      return
    }
    item.redact = elements.compactMap {
      observationPath($0, of: type.description)?.path
    }
  }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}
