internal import Values

/// Texts of the same length and kind as others: every digit becomes another digit, every letter another one of its case,
/// hexadecimal digits stay such, what is text in base64 stays text in base64, and all else stays where it is, such as
/// the dots of a JSON Web Token, `https://` and the lines around a private key.
struct Scrambling {
  private var stream: KeyStream

  init(key: String, secret: String, attempt: Int) {
    stream = KeyStream(key: key, label: "\(attempt):\(secret)")
  }

  /// The text that stands for another one.
  mutating func text(for secret: String) -> String {
    let result = scrambled(secret, depth: 0)
    return result.hasSameBytes(as: secret) ? letters(for: secret) : result
  }

  private mutating func scrambled(_ text: String, depth: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    let kept = Self.kept(scalars)
    let isHex = Self.isHexadecimal(scalars)
    var result = String.UnicodeScalarView()
    var place = 0
    while place < scalars.count {
      if Self.isEscape(scalars, at: place) {
        // Another escape, of a letter: what one stands for may be all that a password is.
        let (first, second) = (scalars[place + 1], scalars[place + 2])
        result.append(contentsOf: ["%", ("0"..."9").contains(first) ? "6" : first])
        result.append(other(second, isHex: true, mayBeZero: true))
        place += 3
        continue
      }
      if kept[place] || !scalars[place].isBase64 {
        result.append(kept[place] ? scalars[place] : other(scalars[place], isHex: false, mayBeZero: true))
        place += 1
        continue
      }
      var end = place
      while end < scalars.count, !kept[end], scalars[end].isBase64 { end += 1 }
      result.append(contentsOf: word(Array(scalars[place..<end]), isHex: isHex, depth: depth))
      place = end
    }
    return String(result)
  }

  /// A run of letters, digits and what else base64 has.
  private mutating func word(
    _ scalars: [Unicode.Scalar], isHex: Bool, depth: Int
  ) -> [Unicode.Scalar] {
    if !isHex, depth < 2, scalars.count >= 16, let encoded = encodedText(scalars, depth: depth) {
      return encoded
    }
    let isHex = isHex || scalars.count >= 8 && Self.isHexadecimal(scalars)
    return scalars.enumerated().map { place, scalar in
      other(scalar, isHex: isHex, mayBeZero: place > 0 || scalar == "0")
    }
  }

  /// The base64 of a text that stands for the one of which this is the base64; nil where this is none.
  private mutating func encodedText(_ scalars: [Unicode.Scalar], depth: Int) -> [Unicode.Scalar]? {
    let text = String(String.UnicodeScalarView(scalars))
    let isForURLs = text.contains("-") || text.contains("_")
    let usual = text.replacing(exactly: "-", with: "+").replacing(exactly: "_", with: "/")
    guard let bytes = base64Decoded(usual, isPaddingOptional: true),
      let inner = String(validating: bytes, as: UTF8.self), inner.unicodeScalars.allSatisfy(\.isPrintable)
    else { return nil }
    var encoded = base64(Array(scrambled(inner, depth: depth + 1).utf8))
    if isForURLs { encoded = encoded.replacing(exactly: "+", with: "-").replacing(exactly: "/", with: "_") }
    // Padding stays away where there was none.
    let result = Array(encoded.unicodeScalars.prefix(scalars.count))
    return result.count == scalars.count && result != scalars ? result : nil
  }

  private mutating func other(_ scalar: Unicode.Scalar, isHex: Bool, mayBeZero: Bool) -> Unicode.Scalar {
    switch scalar {
    case "0"..."9":
      return mayBeZero ? shifted(scalar, from: "0", of: 10) : shifted(scalar, from: "1", of: 9)
    case "a"..."z": return shifted(scalar, from: "a", of: isHex ? 6 : 26)
    case "A"..."Z": return shifted(scalar, from: "A", of: isHex ? 6 : 26)
    case _ where scalar.isASCII: return scalar
    default:
      let start = stream.next(upTo: 15)
      for step in 0..<15 {
        let candidate = Unicode.Scalar(scalar.value ^ UInt32(1 + (start + step) % 15))
        if let candidate, candidate.utf8.count == scalar.utf8.count,
          candidate.properties.generalCategory == scalar.properties.generalCategory
        {
          return candidate
        }
      }
      return scalar
    }
  }

  private mutating func shifted(_ scalar: Unicode.Scalar, from first: Unicode.Scalar, of count: Int)
    -> Unicode.Scalar
  {
    let place = (Int(scalar.value - first.value) + stream.next(upTo: count - 1)) % count
    return Unicode.Scalar(first.value + UInt32(place)) ?? scalar
  }

  /// For a text in which nothing would change: letters, as many bytes as it has.
  private mutating func letters(for text: String) -> String {
    String(
      decoding: text.utf8.map { _ in UInt8(ascii: "a") + UInt8(stream.next() % 26) }, as: UTF8.self)
  }

  private static func isHexadecimal(_ scalars: [Unicode.Scalar]) -> Bool {
    let digits = scalars.filter { $0 != "-" && $0 != ":" }
    return digits.count >= 8 && digits.contains { ("0"..."9").contains($0) }
      && (digits.allSatisfy { ("0"..."9").contains($0) || ("a"..."f").contains($0) }
        || digits.allSatisfy { ("0"..."9").contains($0) || ("A"..."F").contains($0) })
  }

  /// What says what kind of text it is: the scheme and the port of a URL, and the lines around a key.
  private static func kept(_ scalars: [Unicode.Scalar]) -> [Bool] {
    var kept = Array(repeating: false, count: scalars.count)
    keepArmor(scalars, &kept)
    let colon = scalars.firstIndex(of: ":")
    guard let colon, colon > 0, colon + 2 < scalars.count, scalars[colon + 1] == "/",
      scalars[colon + 2] == "/",
      scalars[..<colon].allSatisfy({ $0.isASCII && $0.properties.isAlphabetic || $0 == "+" })
    else { return kept }
    for place in 0..<colon { kept[place] = true }
    let host = colon + 3
    let end = scalars[host...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? scalars.count
    if let port = scalars[host..<end].lastIndex(of: ":"),
      scalars[host..<end].lastIndex(of: "@").map({ $0 < port }) ?? true
    {
      for place in port..<end { kept[place] = true }
    }
    return kept
  }

  /// Whether `%` and two hexadecimal digits stand there (RFC 3986, section 2.1).
  private static func isEscape(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
    scalars[place] == "%" && place + 2 < scalars.count
      && scalars[(place + 1)...(place + 2)].allSatisfy { $0.isASCII && $0.properties.isASCIIHexDigit }
  }

  private static func keepArmor(_ scalars: [Unicode.Scalar], _ kept: inout [Bool]) {
    var start = 0
    while start < scalars.count {
      let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
      let line = scalars[start..<end]
      if line.count > 10, line.prefix(5).allSatisfy({ $0 == "-" }), line.suffix(5).allSatisfy({ $0 == "-" }) {
        for place in start..<end { kept[place] = true }
      }
      start = end + 1
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isBase64: Bool {
    isASCII && properties.isAlphabetic || ("0"..."9").contains(self) || "+/=-_".unicodeScalars.contains(self)
  }

  fileprivate var isPrintable: Bool { value >= 0x20 && value != 0x7F || self == "\n" || self == "\t" }
}
