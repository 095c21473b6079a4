internal import Values

extension Value {
  /// The literal of the value; values that have none stand in no tree.
  var literal: String {
    switch self {
    case .null: "null"
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .uint(let value): "\(value)u"
    case .double(let value): String(value)
    case .string(let value): "\"" + value.unicodeScalars.map(\.inLiteral).joined() + "\""
    case .bytes(let value): "b\"" + value.map(\.inLiteral).joined() + "\""
    case .decimal, .duration, .timestamp, .list, .map, .opaque: "null"
    }
  }
}

extension String {
  /// The name as it stands behind a point: in back quotes where it is no identifier.
  var asField: String {
    let isName = utf8.first?.isNameStart == true && utf8.allSatisfy(\.isNamePart)
    return isName && !ReservedWord.keywords.contains(self) ? self : "`\(self)`"
  }
}

extension Unicode.Scalar {
  /// The character in a text in double quotes: by its number where it could not be seen.
  fileprivate var inLiteral: String {
    if let escape = escapes[value] { return escape }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      return value > 0xFFFF ? "\\U" + hexadecimal(value, digits: 8) : "\\u" + hexadecimal(value, digits: 4)
    default: return String(self)
    }
  }
}

extension UInt8 {
  /// The byte in double quotes: as a character where it is one of ASCII that can be seen.
  fileprivate var inLiteral: String {
    if let escape = escapes[UInt32(self)] { return escape }
    let isShown = (0x20..<0x7F).contains(self)
    return isShown ? String(Unicode.Scalar(self)) : "\\x" + hexadecimal(UInt32(self), digits: 2)
  }
}

private let escapes: [UInt32: String] = [
  0x22: "\\\"", 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t",
]

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
