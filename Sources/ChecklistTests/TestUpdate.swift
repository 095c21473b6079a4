internal import CheckModel
internal import Checklists
public import Diagnostics
internal import Values

/// A file of tests in which what was seen stands where cases expect something else. All that came as expected stays as it
/// is written, and so does everything around it.
public struct TestUpdate: Sendable {
  /// The new text; nil where nothing changes.
  public private(set) var text: String?
  /// What changes, in the order of the file.
  public private(set) var changes: [Change] = []
  /// What cannot be changed, and why, in one line each.
  public private(set) var refusals: [String] = []

  /// Something that changes.
  public struct Change: Sendable {
    /// Where it stands, as `path:line:column`.
    public let place: String
    /// The case and the item.
    public let subject: String
    /// What stood there.
    public let old: String
    /// What stands there now.
    public let new: String
  }

  private struct Edit {
    let bytes: Range<Int>
    let text: String
  }

  /// Finds what changes by what came of the cases of a file.
  public init(_ result: FileResult, sources: SourceMap) {
    guard let file = result.cases.lazy.compactMap(\.expected.first?.span.file).first else { return }
    let source = sources[file]
    var edits: [Edit] = []
    for one in result.cases where !one.isPassed {
      edits += self.edits(of: one, source, sources)
    }
    guard !edits.isEmpty else { return }
    var bytes = source.bytes
    for edit in edits.sorted(by: { $0.bytes.lowerBound > $1.bytes.lowerBound }) {
      bytes.replaceSubrange(edit.bytes, with: Array(edit.text.utf8))
    }
    text = String(decoding: bytes, as: UTF8.self)
  }

  private mutating func edits(of one: CaseResult, _ source: SourceFile, _ sources: SourceMap) -> [Edit] {
    if let shared = one.expected.first(where: \.isShared) {
      let seen = one.differences.compactMap { difference in
        difference.seen.map { (difference.expected.id, $0) }
      }
      guard !seen.isEmpty else { return refuse(one.differences, of: one) }
      return [edit(of: one, at: shared.valueSpan, Dictionary(seen) { first, _ in first }, source, sources)]
    }
    return one.differences.flatMap { difference -> [Edit] in
      let expected = difference.expected
      guard let seen = difference.seen else { return refuse([difference], of: one) }
      guard isOwn(expected, in: one) else {
        refusals.append(
          "\(one.place) \(expected.id): what is expected stands elsewhere, as an alias; edit it by hand")
        return []
      }
      let new = Self.text(of: seen, instead: expected)
      return [note(one, expected.id, at: expected.valueSpan, new, source, sources)]
    }
  }

  private mutating func refuse(_ differences: [Difference], of one: CaseResult) -> [Edit] {
    for difference in differences where difference.seen == nil {
      let what = difference.parts.first.map { "\($0.part): \($0.got)" } ?? ""
      refusals.append("\(one.place) \(difference.expected.id): \(what)")
    }
    return []
  }

  /// Whether what is expected stands behind its item, and for nothing else.
  private func isOwn(_ expected: ExpectedItem, in one: CaseResult) -> Bool {
    expected.valueSpan.bytes.lowerBound >= expected.span.bytes.upperBound
      && one.expected.count { $0.valueSpan == expected.valueSpan } == 1
  }

  private mutating func note(
    _ one: CaseResult, _ item: String, at span: Span, _ new: String, _ source: SourceFile,
    _ sources: SourceMap
  ) -> Edit {
    let old = String(decoding: source.bytes[span.bytes], as: UTF8.self)
    changes.append(
      Change(place: sources.place(of: span), subject: "\(one.name): \(item)", old: old, new: new))
    return Edit(bytes: span.bytes, text: new)
  }

  /// One outcome for all items becomes one for each.
  private mutating func edit(
    of one: CaseResult, at span: Span, _ seen: [String: Difference.Seen], _ source: SourceFile,
    _ sources: SourceMap
  ) -> Edit {
    let outcomes = Set(one.expected.map { seen[$0.id]?.outcome ?? $0.outcome })
    if outcomes.count == 1, let outcome = outcomes.first {
      return note(one, "expect", at: span, outcome.word, source, sources)
    }
    let entries = one.expected.map { expected in
      "\(Self.key(expected.id)): \(seen[expected.id].map { Self.text(of: $0, instead: expected) } ?? expected.outcome.word)"
    }
    let line = source.bytes[source.range(ofLine: source.line(at: span.bytes.lowerBound))]
    let text = String(decoding: line, as: UTF8.self)
    let indent = text.prefix { $0 == " " || $0 == "-" }.count
    let isBlock = text.dropFirst(indent).hasPrefix("expect:")
    let margin = "\n" + String(repeating: " ", count: indent + 2)
    let new = isBlock ? entries.map { margin + $0 }.joined() : "{\(entries.joined(separator: ", "))}"
    var edit = note(one, "expect", at: span, new, source, sources)
    // The space before it would stand at the end of a line.
    if isBlock, span.bytes.lowerBound > 0, source.bytes[span.bytes.lowerBound - 1] == UInt8(ascii: " ") {
      edit = Edit(bytes: (span.bytes.lowerBound - 1)..<span.bytes.upperBound, text: new)
    }
    return edit
  }

  /// What a case says of an item that came to this, in no more words than it had.
  private static func text(of seen: Difference.Seen, instead expected: ExpectedItem) -> String {
    let word = seen.outcome.word
    let isTold =
      !seen.message.isEmpty
      && (!expected.message.isEmpty || expected.outcome != seen.outcome && seen.outcome != .passed)
    guard expected.findings != nil || !expected.outputs.isEmpty || expected.attempts != nil else {
      return isTold ? "{\(word): \(quoted(seen.message))}" : word
    }
    var parts = ["outcome: \(word)"]
    if isTold { parts.append("message: \(quoted(seen.message))") }
    if expected.findings != nil {
      parts.append("findings: [\(seen.findings.map(quoted).joined(separator: ", "))]")
    }
    let outputs = expected.outputs.keys.compactMap { key in
      seen.outputs[key].map { "\(Self.key(key.description)): \($0.json)" }
    }
    if !outputs.isEmpty { parts.append("outputs: {\(outputs.joined(separator: ", "))}") }
    if expected.attempts != nil { parts.append("attempts: \(seen.attempts)") }
    return "{\(parts.joined(separator: ", "))}"
  }

  /// A key of a map of YAML, quoted where it has to be.
  private static func key(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
    }
    return isPlain ? text : quoted(text)
  }

  /// A text as YAML has it, in quotes.
  private static func quoted(_ text: String) -> String {
    // Double quotes of YAML know all that those of JSON do.
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      return jsonQuoted(text)
    }
    return "'\(text.replacing("'", with: "''"))'"
  }
}
