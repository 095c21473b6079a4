/// Whether a text that was found without quotes holds an operator of the expression language.
func looksLikeExpression(_ text: String) -> Bool {
  let bytes = text.utf8
  guard bytes.withContiguousStorageIfAvailable({ $0.contains(UInt8(ascii: " ")) }) ?? true else {
    return false
  }
  let operators: [StaticString] = ["?", "==", "!=", "<=", ">=", "&&", "||", "<", ">"]
  return bytes.split(separator: UInt8(ascii: " ")).dropFirst().contains { word in
    operators.contains { sign in
      word.elementsEqual(UnsafeBufferPointer(start: sign.utf8Start, count: sign.utf8CodeUnitCount))
    }
  }
}

/// The text between quotes, for a help line; three dots where it is too long or has several lines.
func suggestion(_ text: some Collection<UInt8>) -> String {
  guard text.count <= 120, !text.contains(0x0A), !text.contains(0x0D) else { return "'...'" }
  return "'"
    + String(decoding: text, as: UTF8.self).split(separator: "'", omittingEmptySubsequences: false)
    .joined(separator: "''") + "'"
}

/// A text that was put between single quotes and has some within, between the others; for a help line.
func requoted(_ text: some Collection<UInt8>) -> String {
  let inner = text.dropFirst().dropLast()
  guard text.first == UInt8(ascii: "'"), text.reversed().first == UInt8(ascii: "'"), text.count <= 120,
    !inner.contains(where: { [UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A, 0x0D].contains($0) })
  else { return suggestion(text) }
  return "\"" + String(decoding: inner, as: UTF8.self) + "\""
}

/// The beginning of a text, in one line, for a message.
func excerpt(_ text: String) -> String {
  let isLong = text.utf8.count > 60 && text.unicodeScalars.count > 60
  let line = isLong ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(60))) + "…" : text
  // By scalars: `\r\n` is one character, and no line feed to a search by characters.
  return line.unicodeScalars.map { $0 == "\n" ? "\\n" : $0 == "\r" ? "\\r" : String($0) }.joined()
}
