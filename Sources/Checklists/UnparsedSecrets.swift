internal import ProbeKit

extension LiteralSecrets {
  /// How many keys of a line are looked at: whatever follows the first name of a secret is masked with it anyway.
  private static let mostKeys = 64
  /// How much of the values of the later keys.
  private static let longestLater = 1000

  /// The secrets of a file that cannot be parsed, line by line.
  func note(lines text: String) {
    // How far the line is indented whose key has the secret below it.
    var outer: Int?
    for line in text.split(whereSeparator: \.isNewline) {
      let indent = line.prefix { $0 == " " }.count
      if let depth = outer, indent <= depth { outer = nil }
      if outer != nil { add(written: line) }
      noteEmbedded(in: String(line))
      noteSchemes(of: line)
      if noteValues(of: line), outer == nil { outer = indent }
    }
  }

  /// What follows the keys of a line that are names of secrets; whether there is such a key.
  private func noteValues(of line: Substring) -> Bool {
    var hasSecret = false
    var keys = 0
    var rest = line[...]
    while keys < Self.mostKeys, let colon = rest.firstIndex(of: ":") {
      keys += 1
      let key = Self.key(before: rest[..<colon])
      rest = rest[rest.index(after: colon)...]
      guard !key.isEmpty, maySecretFollow(key) else { continue }
      let value = rest.drop { $0 == " " || $0 == "\t" }
      // What tells the elements of `per` from each other.
      if key == "key", value.hasPrefix("element") { continue }
      note(hasSecret ? value.prefix(Self.longestLater) : value, isFirst: !hasSecret)
      hasSecret = true
    }
    return hasSecret
  }

  /// The word that a text ends with, quotes and blanks behind it aside.
  private static func key(before colon: Substring) -> String {
    let letters = colon.reversed().drop { "\"' ".contains($0) }.prefix {
      $0.isLetter || $0.isNumber || "_-.".contains($0)
    }
    return String(letters.reversed())
  }

  /// A value of which nobody knows where it ends: at the first quote or the last, at what may close it or not at all.
  private func note(_ value: Substring, isFirst: Bool) {
    let word = value.prefix { !",}# ".contains($0) }
    guard !["true", "false", "null", "~"].contains(word) else { return }
    if let quote = value.first, quote == "\"" || quote == "'" {
      let inner = value.dropFirst()
      add(String(inner.prefix { $0 != quote }))
      if isFirst { add(written: inner.prefix(upTo: inner.lastIndex(of: quote) ?? inner.endIndex)) }
    } else {
      add(written: value.prefix { !",}#".contains($0) })
      guard isFirst, let last = value.lastIndex(where: { !"}] ".contains($0) }) else { return }
      add(written: value.prefix(through: last))
    }
  }

  /// What follows the schemes of credentials, whatever the key.
  private func noteSchemes(of line: Substring) {
    for scheme in ["Bearer ", "Basic "] {
      var rest = line[...]
      while let found = rest.firstRange(of: scheme) {
        rest = rest[found.upperBound...]
        add(String(rest.prefix { !$0.isWhitespace && !"\"',}]".contains($0) }))
      }
    }
  }
}
