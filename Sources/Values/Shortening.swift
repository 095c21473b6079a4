extension StringProtocol {
  /// The text, cut after `limit` Unicode scalars: one character may be megabytes of combining marks. Secrets must be
  /// masked before.
  public func shortened(to limit: Int) -> String {
    let end = unicodeScalars.index(
      unicodeScalars.startIndex, offsetBy: limit, limitedBy: unicodeScalars.endIndex)
    guard let end, end < unicodeScalars.endIndex else { return String(self) }
    return String(self[..<end]) + "…"
  }
}

/// `1 item`, `2 items`.
public func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

extension String {
  /// The text without spaces at its ends.
  public var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
