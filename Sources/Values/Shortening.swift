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
  /// Whether every line of it is blank or begins with `#`.
  public var hasOnlyComments: Bool {
    split(whereSeparator: \.isNewline).allSatisfy { line in
      let rest = line.drop { $0 == " " || $0 == "\t" }
      return rest.isEmpty || rest.first == "#"
    }
  }

  /// The text without spaces at its ends.
  public var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// A word as a POSIX shell reads it back: in quotes where it has anything but letters, digits and what means nothing there.
public func shellQuoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.utf8.allSatisfy {
      ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
        || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || "-_./:@%+=,".utf8.contains($0)
    }
  return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
}
