internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Reads what an item is to come to: `passed`, `{failed: MESSAGE}`, or all of it by its keys.
struct ExpectationReader {
  let decoding: Decoding
  let item: ComposedItem

  private static let words = Outcome.allCases.map(\.word)
  private static let keys = ["outcome", "message", "findings", "outputs", "attempts"]

  func expected(_ id: String, _ entry: Entry) -> ExpectedItem? {
    let node = entry.value
    if node.mapping == nil {
      return outcome(node).map { make(id, entry, $0, message: []) }
    }
    guard let reader = MapReader(node, "what `\(id)` comes to", decoding) else { return nil }
    reader.allowOnly(Self.keys + Self.words + ["no data"], in: "what `\(id)` comes to")
    let short = outcomeWords.keys.filter { reader[$0] != nil }.sorted()
    guard short.count + (reader["outcome"] == nil ? 0 : 1) <= 1 else {
      decoding.report(
        "conflicting-keys", "`\(id)` comes to one outcome, and several are named", at: node.span.start)
      return nil
    }
    var outcome: Outcome?
    var message = reader["message"]
    if let word = short.first {
      outcome = outcomeWords[word]
      if let other = message {
        decoding.report(
          "conflicting-keys", "the message stands behind `\(word)` already", at: other.span)
      }
      message = reader[word]
    } else if let node = reader["outcome"] {
      outcome = self.outcome(node)
    } else if !reader.hasMisspelled {
      decoding.report(
        "missing-key", "it is not said what `\(id)` comes to", at: node.span.start,
        help: "write `passed`, `{failed: MESSAGE}`, ...")
    }
    guard let outcome else { return nil }
    return make(
      id, entry, outcome, message: message.map(matchers) ?? [], findings: findings(reader),
      outputs: outputs(reader), attempts: attempts(reader))
  }

  private func make(
    _ id: String, _ entry: Entry, _ outcome: Outcome, message: [Matcher], findings: [String]? = nil,
    outputs: ValueMap = [:], attempts: Int? = nil
  ) -> ExpectedItem {
    ExpectedItem(
      id: id, outcome: outcome, message: message, findings: findings, outputs: outputs, attempts: attempts,
      span: entry.key.span, valueSpan: entry.value.span, isShared: false)
  }

  private func outcome(_ node: Node) -> Outcome? {
    guard let text = node.scalar?.text, let outcome = outcomeWords[text] else {
      decoding.report(
        "unknown-word",
        "an outcome is one of \(Self.words.joined(separator: ", ")), not \(node.scalar.map { "`\($0.text)`" } ?? node.kindName)",
        at: node.span, help: Decoding.suggestion(for: node.scalar?.text ?? "", among: Self.words))
      return nil
    }
    return outcome
  }

  /// What must hold of the message: it is just this text, or what matchers say.
  private func matchers(_ node: Node) -> [Matcher] {
    if node.scalar?.value == .null { return [] }
    if let entries = node.mapping {
      return entries.compactMap { entry in
        do throws(MatcherFault) {
          return try Matcher.make(
            keyword: entry.key.scalar?.text ?? "", value: Template(literal: entry.value).outline, for: .string
          )
        } catch {
          decoding.report("invalid-matcher", error.message, at: entry.key.span, help: error.help)
          return nil
        }
      }
    }
    guard let text = decoding.plainText(node, "a message") else { return [] }
    return [.eq(.string(text))]
  }

  private func findings(_ reader: MapReader) -> [String]? {
    guard let node = reader["findings"] else { return nil }
    guard let elements = node.sequence else {
      decoding.report("wrong-type", "`findings` is a list, this is \(node.kindName)", at: node.span)
      return nil
    }
    return elements.compactMap { decoding.plainText($0, "a finding") }
  }

  private func outputs(_ reader: MapReader) -> ValueMap {
    guard let node = reader["outputs"] else { return [:] }
    guard let values = Template(literal: node).outline.map else {
      decoding.report("wrong-type", "`outputs` is a map, this is \(node.kindName)", at: node.span)
      return [:]
    }
    let known = item.template.outputs.map(\.name)
    for entry in node.mapping ?? [] {
      guard let name = entry.key.scalar?.text, !known.contains(name) else { continue }
      decoding.report(
        "unknown-output", "`\(item.id)` has no output `\(name)`", at: entry.key.span,
        help: Decoding.suggestion(for: name, among: known))
    }
    return values
  }

  private func attempts(_ reader: MapReader) -> Int? {
    guard let node = reader["attempts"] else { return nil }
    guard case .int(let count)? = node.scalar?.value, count >= 0 else {
      decoding.report("wrong-type", "`attempts` is a number, this is \(node.kindName)", at: node.span)
      return nil
    }
    return Int(count)
  }
}

extension Decoding {
  /// Text in which `${` means nothing.
  func plainText(_ node: Node, _ what: String) -> String? {
    guard let scalar = node.scalar, scalar.value == .string else {
      report(
        "wrong-type", "\(what) is text, this is \(node.kindName)", at: node.span,
        help: node.scalar.map { "quote it: \"\($0.text)\"" })
      return nil
    }
    return scalar.text
  }
}
