internal import Diagnostics

/// The keys of a map: compared one by one while they are few, by hash when they are many.
struct KeySet {
  private struct Identity: Hashable {
    let value: Scalar.Value
    let text: String

    init(_ scalar: Scalar) {
      value = scalar.value
      text = scalar.kind == .string ? scalar.text : ""
    }
  }

  private static let few = 8
  private var places: [Identity: Span] = [:]

  /// Adds a key to those of the entries so far; if it is one of them, says where that stands.
  mutating func insert(_ scalar: Scalar, at place: Span, after entries: [Entry]) -> Span? {
    if entries.count < Self.few {
      return entries.first { entry in entry.key.scalar.map { isSame($0, scalar) } ?? false }?.key.span
    }
    if places.isEmpty {
      for entry in entries { if let key = entry.key.scalar { places[Identity(key)] = entry.key.span } }
    }
    let identity = Identity(scalar)
    if let first = places[identity] { return first }
    places[identity] = place
    return nil
  }

  private func isSame(_ one: Scalar, _ other: Scalar) -> Bool {
    guard one.kind == other.kind else { return false }
    if one.text == other.text { return true }
    return one.kind != .string && one.value == other.value
  }
}
