public import Values

extension Value {
  /// The value as JSON on one line, of about `limit` characters at most. What is left out is counted: the end
  /// of a string in characters, of a list in elements, of a map in entries. Secrets must be masked before, or by
  /// `redactor`, since a part of one is not recognised any more. It costs no more than what it shows, however large the
  /// value.
  public func excerpt(limit: Int = 200, masking redactor: Redactor? = nil) -> String {
    if let whole = json(within: limit, masking: redactor) { return whole }
    switch self {
    case .string(let text):
      let text = redactor?.redact(text) ?? text
      let kept = text.unicodeScalars.prefix(max(limit - 20, 8))
      return jsonQuoted(String(kept)) + "… (\(text.unicodeScalars.count) characters)"
    case .list(let elements):
      return Self.excerpt(elements, open: "[", close: "]", limit: limit) {
        $0.excerpt(limit: $1, masking: redactor)
      }
    case .map(let entries):
      return Self.excerpt(entries, open: "{", close: "}", limit: limit) { entry, limit in
        let key = Value.string(entry.key.description).excerpt(limit: limit, masking: redactor)
        let room = max(limit - key.unicodeScalars.count, 8)
        return "\(key):\(entry.value.excerpt(limit: room, masking: redactor))"
      }
    default:
      let whole = (redactor?.redact(self) ?? self).json.unicodeScalars
      return String(whole.prefix(max(limit - 20, 8))) + "… (\(whole.count) characters)"
    }
  }

  /// The value as JSON where that is short, else only its kind and length. It is for messages about a value whose
  /// secrets nobody has masked yet: a part of one would not be recognised later.
  public var wholeOrLength: String {
    if let whole = json(within: 60) { return whole }
    return "\(kindName) of \((string ?? json).unicodeScalars.count) characters"
  }

  private static func excerpt<C: RandomAccessCollection>(
    _ elements: C, open: String, close: String, limit: Int, element: (C.Element, Int) -> String
  ) -> String {
    // With no room for an element there is none to go deeper either.
    guard limit > 8 else { return "\(open)… \(elements.count) more\(close)" }
    var text = open
    var kept = 0
    for item in elements {
      let room = limit - text.unicodeScalars.count - 12
      guard kept == 0 || room > 8 else { break }
      let next = element(item, max(room, 8))
      guard kept == 0 || next.unicodeScalars.count <= room + 20 else { break }
      text += (kept == 0 ? "" : ",") + next
      kept += 1
    }
    return kept == elements.count ? text + close : "\(text),… \(elements.count - kept) more\(close)"
  }

  /// The value as JSON, if that has no more than `limit` characters.
  private func json(within limit: Int, masking redactor: Redactor? = nil) -> String? {
    var room = limit
    guard fits(in: &room) else { return nil }
    let whole = (redactor?.redact(self) ?? self).json
    return whole.unicodeScalars.count <= limit ? whole : nil
  }

  /// Whether the value may be written in `room` characters, from which it takes what it needs at least.
  private func fits(in room: inout Int) -> Bool {
    room -= 1
    switch self {
    case .string(let text): return Self.take(text, from: &room)
    case .bytes(let bytes): room -= bytes.count
    case .list(let elements):
      for element in elements { guard element.fits(in: &room) else { return false } }
    case .map(let entries):
      for entry in entries {
        guard Self.take(entry.key.description, from: &room), entry.value.fits(in: &room) else { return false }
      }
    default: break
    }
    return room >= 0
  }

  private static func take(_ text: String, from room: inout Int) -> Bool {
    // A character has four bytes at most.
    guard text.utf8.count <= 4 * max(room, 0) else { return false }
    room -= text.unicodeScalars.count + 2
    return room >= 0
  }
}
