internal import Diagnostics

/// The keys of a map: compared one by one while they are few, by hash when they are many. Two are the same if they
/// stand for the same value, and also if they are only written alike: readers know keys by their text.
struct KeySet {
  private static let few = 8
  private var byText: [[UInt8]: Span] = [:]
  /// Those that are no text.
  private var byValue: [Scalar.Value: Span] = [:]

  /// Adds a key to those of the entries so far; if it is one of them, says where that stands.
  mutating func insert(_ scalar: Scalar, at place: Span, after entries: [Entry]) -> Span? {
    if entries.count < Self.few {
      return entries.firstIndex { isSame($0.key, scalar) }.map { entries[$0].key.span }
    }
    if byText.isEmpty {
      for entry in entries { if let key = entry.key.scalar { add(key, at: entry.key.span) } }
    }
    if let first = byText[Array(scalar.text.utf8)] ?? byValue[scalar.value] { return first }
    add(scalar, at: place)
    return nil
  }

  private mutating func add(_ scalar: Scalar, at place: Span) {
    byText[Array(scalar.text.utf8)] = place
    if scalar.kind != .string { byValue[scalar.value] = place }
  }

  private func isSame(_ node: Node, _ other: Scalar) -> Bool {
    guard case .scalar(let one) = node.content else { return false }
    if one.text.utf8.count == other.text.utf8.count, one.text.utf8.elementsEqual(other.text.utf8) {
      return true
    }
    return one.kind != .string && one.value == other.value
  }
}
