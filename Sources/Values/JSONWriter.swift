extension Value {
  /// The value as JSON (RFC 8259) on one line. What JSON has no form for becomes a string: NaN and the
  /// infinities, bytes (base64), durations (`1m30s`) and timestamps (RFC 3339).
  public var json: String {
    var text = ""
    writeJSON(to: &text, indent: nil)
    return text
  }

  /// The value as JSON over several lines, two spaces a level.
  public var prettyJSON: String {
    var text = ""
    writeJSON(to: &text, indent: 0)
    return text
  }

  private func writeJSON(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += String(value)
    case .int(let value): text += String(value)
    case .uint(let value): text += String(value)
    case .double(let value): text += Self.json(value)
    case .decimal(let value): text += Self.json(value)
    case .string(let value): text += jsonQuoted(value)
    case .bytes(let value): text += "\"\(base64(value))\""
    case .duration(let value): text += "\"\(value.unitText)\""
    case .timestamp(let value): text += "\"\(value)\""
    case .list(let elements):
      Self.write(elements, open: "[", close: "]", to: &text, indent: indent) { element, text, indent in
        element.writeJSON(to: &text, indent: indent)
      }
    case .map(let entries):
      Self.write(entries, open: "{", close: "}", to: &text, indent: indent) { entry, text, indent in
        text += jsonQuoted(entry.key.description) + (indent == nil ? ":" : ": ")
        entry.value.writeJSON(to: &text, indent: indent)
      }
    case .opaque(let value): text += jsonQuoted(value.base.description)
    }
  }

  private static func write<C: Collection>(
    _ elements: C, open: String, close: String, to text: inout String, indent: Int?,
    element: (C.Element, inout String, Int?) -> Void
  ) {
    text += open
    let inner = indent.map { $0 + 1 }
    for (index, item) in elements.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: "  ", count: inner) }
      element(item, &text, inner)
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  private static func json(_ value: Double) -> String {
    if value.isNaN { return "\"NaN\"" }
    if value.isInfinite { return value > 0 ? "\"+Inf\"" : "\"-Inf\"" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func json(_ value: Decimal) -> String {
    let (sign, unsigned) = split(Substring(value.description)) { $0 == "-" || $0 == "+" }
    let (whole, rest) = split(unsigned) { ("0"..."9").contains($0) }
    let digits = whole.drop { $0 == "0" }
    // A point needs digits behind it.
    let (point, tail) = split(rest) { $0 == "." }
    let fraction = tail.first.map { ("0"..."9").contains($0) } == true ? point + tail : tail
    return (sign == "-" ? "-" : "") + (digits.isEmpty ? "0" : digits) + fraction
  }
}

/// The longest beginning of which all characters are such, and the rest.
private func split(
  _ text: Substring, where isSuch: (Character) -> Bool
) -> (Substring, Substring) {
  let start = text.prefix(while: isSuch)
  return (start, text[start.endIndex...])
}

/// The text as a JSON string, in quotes.
public func jsonQuoted(_ text: String) -> String {
  let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }
  if isPlain == true { return "\"" + text + "\"" }
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let hex = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
