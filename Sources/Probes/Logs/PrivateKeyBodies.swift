internal import Values

/// Masks what private keys hold that are written over several lines of a log (RFC 7468), whatever stands before it on
/// each line. Only words of base64 are masked, so that a line that merely speaks of a key takes nothing from others.
enum PrivateKeyBodies {
  /// How far behind the first line of a key its last one is looked for.
  private static let mostLines = 400
  /// The shortest word of base64 that is taken for a part of a key, in characters; full lines have 64.
  private static let shortestWord = 24

  /// Returns the last lines of keys that begin in the same log.
  static func mask(in texts: inout [String]) -> Set<Int> {
    var ends: Set<Int> = []
    var bodyEnd = 0
    for index in texts.indices where index >= bodyEnd && texts[index].contains(ascii: "PRIVATE KEY") {
      let (begins, isEnd) = (isBeginning(texts[index]), texts[index].contains(ascii: "-----END "))
      if begins, !isEnd {
        let rest = texts[(index + 1)...].prefix(mostLines)
        let end = rest.firstIndex { $0.contains(ascii: "PRIVATE KEY") }
        if let end, texts[end].contains(ascii: "-----END "), !isBeginning(texts[end]) {
          for line in index + 1..<end { mask(&texts[line], isLast: line == end - 1) }
          ends.insert(end)
          bodyEnd = end
        } else {
          // The log ends within the key, or it is none.
          for line in rest.indices { guard mask(&texts[line], isLast: false) else { break } }
        }
      } else if isEnd, !begins, !ends.contains(index) {
        // The log begins within the key.
        for line in (0..<index).reversed() {
          guard mask(&texts[line], isLast: line == index - 1) else { break }
        }
      }
    }
    return ends
  }

  private static func isBeginning(_ text: String) -> Bool { text.contains(ascii: "-----BEGIN ") }

  /// Masks the words of base64 in a line; in the last of a key they may be short. Returns whether there were any.
  @discardableResult
  private static func mask(_ text: inout String, isLast: Bool) -> Bool {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var (isFound, position) = (false, 0)
    while position < bytes.count {
      let end = bytes[position...].firstIndex { !isBase64($0) } ?? bytes.count
      if end - position >= shortestPart(bytes, position..<end, isLast: isLast) {
        result += Array(Redactor.mask.utf8)
        isFound = true
      } else {
        result += bytes[position..<end]
      }
      if end < bytes.count { result.append(bytes[end]) }
      position = end + 1
    }
    if isFound { text = String(decoding: result, as: UTF8.self) }
    return isFound
  }

  /// How long a word of base64 has to be at its place to be taken for a part of a key.
  private static func shortestPart(_ bytes: [UInt8], _ word: Range<Int>, isLast: Bool) -> Int {
    let (isFirst, isEnd) = (word.lowerBound == 0, word.upperBound == bytes.count)
    guard isLast else { return isFirst && isEnd ? 8 : shortestWord }
    // The last line may have four characters, behind a prefix or in a record as Docker writes it.
    let before = isFirst ? 0x20 : bytes[word.lowerBound - 1]
    let isWholeText = before == UInt8(ascii: "\"") && !isEnd && bytes[word.upperBound] == UInt8(ascii: "\\")
    return isEnd && before == 0x20 || isWholeText ? 1 : 8
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
