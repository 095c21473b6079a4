public import Values

extension Value {
  /// The value as JSON on one line, of about `limit` characters at most. What is left out is counted: the end
  /// of a string in characters, of a list in elements, of a map in entries. Secrets must be masked before, since
  /// a part of one is not recognised any more.
  public func excerpt(limit: Int = 200) -> String {
    let whole = json
    guard whole.count > limit else { return whole }
    switch self {
    case .string(let text):
      let kept = text.prefix(max(limit - 20, 8))
      return jsonQuoted(String(kept)) + "… (\(text.count) characters)"
    case .list(let elements):
      return Self.excerpt(elements, open: "[", close: "]", limit: limit) { $0.excerpt(limit: $1) }
    case .map(let entries):
      return Self.excerpt(entries, open: "{", close: "}", limit: limit) { entry, limit in
        let key = Value.string(entry.key.description).excerpt(limit: limit)
        return "\(key):\(entry.value.excerpt(limit: max(limit - key.count, 8)))"
      }
    default: return String(whole.prefix(max(limit - 20, 8))) + "… (\(whole.count) characters)"
    }
  }

  private static func excerpt<C: RandomAccessCollection>(
    _ elements: C, open: String, close: String, limit: Int, element: (C.Element, Int) -> String
  ) -> String {
    var text = open
    var kept = 0
    for item in elements {
      let room = limit - text.count - 12
      guard kept == 0 || room > 8 else { break }
      let next = element(item, max(room, 8))
      guard kept == 0 || next.count <= room + 20 else { break }
      text += (kept == 0 ? "" : ",") + next
      kept += 1
    }
    return kept == elements.count ? text + close : "\(text),… \(elements.count - kept) more\(close)"
  }
}
