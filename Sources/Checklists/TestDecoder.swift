public import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Reads the cases of a file of tests.
struct TestDecoder {
  let decoding: Decoding
  let checklist: LoadedChecklist
  /// The folder that paths in the file are relative to.
  let directory: String
  let items: [ItemID: ComposedItem]
  let names: [String]

  static let fileKeys = ["checkctl", "test", "description", "now", "inputs", "given", "recording", "cases"]
  static let caseKeys = ["name", "description", "now", "inputs", "given", "recording", "isolated", "expect"]
  /// The time of day of cases that name none.
  static let defaultNow = Timestamp(seconds: 1_768_478_400)

  init(_ decoding: Decoding, _ checklist: LoadedChecklist, path: String) {
    self.decoding = decoding
    self.checklist = checklist
    directory = Path.directory(of: path)
    items = Dictionary(checklist.composition.items.map { ($0.id, $0) }) { first, _ in first }
    names = items.keys.map(\.rawValue).sorted()
  }

  /// What all cases of a file share.
  private struct Shared {
    var now: Timestamp
    var inputs: [String: Environment.Input]
    var given: [GivenItem]
    var recording: TestRecording?
  }

  /// The cases, each as far as it can be read.
  func cases(_ file: MapReader) -> [TestCase] {
    let shared = Shared(
      now: time(file) ?? Self.defaultNow, inputs: inputs(file), given: given(file, isOwn: false),
      recording: recording(file))
    guard let node = file.required("cases", in: "a file of tests") else { return [] }
    guard let nodes = node.sequence, !nodes.isEmpty else {
      decoding.report("wrong-type", "`cases` is a list of at least one case", at: node.span)
      return []
    }
    var seen: [String: Span] = [:]
    return nodes.compactMap { node in
      guard let found = testCase(node, shared) else { return nil }
      if let first = seen[found.name] {
        decoding.report(
          "duplicate-name", "two cases are named `\(found.name)`", at: found.span,
          related: [.init(first, "the first")])
      }
      seen[found.name] = seen[found.name] ?? found.span
      return found
    }
  }

  private func testCase(_ node: Node, _ shared: Shared) -> TestCase? {
    guard let reader = MapReader(node, "a case", decoding) else { return nil }
    reader.allowOnly(Self.caseKeys, in: "a case")
    _ = reader.text("description")
    let now = time(reader) ?? shared.now
    let inputs = shared.inputs.merging(inputs(reader)) { _, own in own }
    let given = given(reader, isOwn: true)
    let isIsolated = reader.bool("isolated") ?? false
    let expected = expected(reader, given)
    guard let nameNode = reader.required("name", in: "a case"),
      let name = decoding.text(nameNode, "`name`")
    else { return nil }
    let own = Set(given.map(\.pattern))
    return TestCase(
      name: name, place: decoding.sources.place(of: nameNode.span), now: now, isIsolated: isIsolated,
      expected: expected, span: nameNode.span, inputs: inputs,
      given: given + shared.given.filter { !own.contains($0.pattern) },
      recording: recording(reader) ?? shared.recording)
  }

  // MARK: - What is given

  private func recording(_ reader: MapReader) -> TestRecording? {
    guard let node = reader["recording"], let folder = decoding.text(node, "`recording`") else { return nil }
    return TestRecording(folder: Path.join(directory, folder), span: node.span)
  }

  private func time(_ reader: MapReader) -> Timestamp? {
    guard let node = reader["now"], let text = decoding.text(node, "`now`") else { return nil }
    if let time = Timestamp(rfc3339: text) { return time }
    decoding.report(
      "invalid-time", "`now` is a time such as 2026-01-15T12:00:00Z, not `\(text)`", at: node.span)
    return nil
  }

  private func inputs(_ reader: MapReader) -> [String: Environment.Input] {
    guard let entries = entries(reader, "inputs") else { return [:] }
    var inputs: [String: Environment.Input] = [:]
    for entry in entries {
      guard let name = decoding.name(entry.key, of: "an input") else { continue }
      inputs[name] = .init(value: Template(literal: entry.value), nameSpan: entry.key.span)
    }
    return inputs
  }

  private func entries(_ reader: MapReader, _ key: String) -> [Entry]? {
    guard let node = reader[key], node.scalar?.value != .null else { return nil }
    guard let entries = node.mapping else {
      decoding.report("wrong-type", "`\(key)` is a map, this is \(node.kindName)", at: node.span)
      return nil
    }
    return entries
  }

  private func given(_ reader: MapReader, isOwn: Bool) -> [GivenItem] {
    (entries(reader, "given") ?? []).compactMap { entry in
      guard let pattern = entry.key.scalar?.text else { return nil }
      let matched = matching(pattern)
      guard !matched.isEmpty else {
        reportUnknown(pattern, at: entry.key.span)
        return nil
      }
      let kinds = Set(matched.map(\.template.kind))
      guard kinds.count == 1, let kind = kinds.first else {
        decoding.report(
          "ambiguous-item",
          "`\(pattern)` matches items of several kinds: \(kinds.sorted().joined(separator: ", "))",
          at: entry.key.span, help: "name items of one kind together")
        return nil
      }
      let statements = StatementDecoder(decoding: decoding, item: matched[0], kind: kind, name: pattern)
      let nodes = entry.value.sequence ?? [entry.value]
      if nodes.isEmpty {
        decoding.report("wrong-type", "`\(pattern)` is given no answer", at: entry.value.span)
      }
      let answers = nodes.compactMap { statements.statement($0, isOnly: nodes.count == 1) }
      return answers.isEmpty
        ? nil : GivenItem(pattern: pattern, span: entry.key.span, answers: answers, isOwn: isOwn)
    }
  }

  /// The items that a pattern of ids, of their elements perhaps, may mean.
  private func matching(_ pattern: String) -> [ComposedItem] {
    let names = Set([pattern, ItemReference(pattern).item])
    return checklist.composition.items.filter { item in
      names.contains { $0 == item.id.rawValue || $0.isGlob && glob($0, matches: item.id.rawValue) }
    }
  }

  private func reportUnknown(_ id: String, at span: Span) {
    let wanted = ItemReference(id).item
    decoding.report(
      "unknown-item", "the checklist `\(checklist.name)` has no item `\(id)`", at: span,
      help: Decoding.suggestion(for: wanted, among: names.prefix(Decoding.mostCandidates))
        ?? "`checkctl list \(checklist.name)` shows them all")
  }

  // MARK: - What is expected

  private func expected(_ reader: MapReader, _ given: [GivenItem]) -> [ExpectedItem] {
    guard let node = reader.required("expect", in: "a case") else { return [] }
    if let word = node.scalar, let outcome = outcomeWords[word.text] {
      return all(given, outcome, at: node)
    }
    guard let entries = node.mapping, !entries.isEmpty else {
      decoding.report(
        "wrong-type",
        "`expect` is a map of items and what they come to, or one outcome for all that are given an answer",
        at: node.span, help: "write `ITEM: passed`, or `ITEM: {failed: MESSAGE}`")
      return []
    }
    return entries.compactMap { entry in
      guard let id = entry.key.scalar?.text else { return nil }
      let reference = ItemReference(id)
      let item = items[ItemID(rawValue: id)] ?? items[ItemID(rawValue: reference.item)]
      guard let item else {
        reportUnknown(id, at: entry.key.span)
        return nil
      }
      if reference.element != nil, item.template.per == nil, item.template.forEach == nil {
        decoding.report("unknown-item", "the item `\(item.id)` has no elements", at: entry.key.span)
        return nil
      }
      return ExpectationReader(decoding: decoding, item: item).expected(id, entry)
    }
  }

  /// One outcome for every item that the case gives an answer.
  private func all(_ given: [GivenItem], _ outcome: Outcome, at node: Node) -> [ExpectedItem] {
    let answered = given.filter { !$0.isOutcome }
    if answered.isEmpty {
      decoding.report(
        "wrong-type", "no item is given an answer that could come to `\(outcome.word)`", at: node.span,
        help: "name the items: `ITEM: \(outcome.word)`")
    }
    return answered.flatMap { given in
      let ids = given.pattern.isGlob ? matching(given.pattern).map(\.id.rawValue) : [given.pattern]
      return ids.map { id in
        ExpectedItem(
          id: id, outcome: outcome, message: [], findings: nil, outputs: [:], attempts: nil, span: given.span,
          valueSpan: node.span, isShared: true)
      }
    }
  }
}

extension String {
  fileprivate var isGlob: Bool { utf8.contains(UInt8(ascii: "*")) || utf8.contains(UInt8(ascii: "?")) }
}

/// The outcomes as files of tests name them.
let outcomeWords: [String: Outcome] = {
  var words = Dictionary(uniqueKeysWithValues: Outcome.allCases.map { ($0.rawValue, $0) })
  words["no_data"] = .noData
  return words
}()

extension Outcome {
  /// As a file of tests names it.
  public var word: String { self == .noData ? "no_data" : rawValue }
}
