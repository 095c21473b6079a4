internal import Values

/// Appends a value as kubectl prints it: maps and lists as JSON, all else as Go's `fmt.Print` does.
func appendGoText(of value: Value, to text: inout String) {
  switch value {
  case .string(let string): text += string
  case .double(let double): text += goText(double)
  case .decimal(let decimal): text += goText(decimal.double)
  case .uint(let uint) where uint > UInt64(Int64.max): text += goText(Double(uint))
  default: appendGoJSON(of: value, to: &text)
  }
}

/// Appends a value as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped.
private func appendGoJSON(of value: Value, to text: inout String) {
  switch value {
  case .string(let string): appendQuoted(string, to: &text)
  case .double(let double): text += goJSON(double)
  case .decimal(let decimal): text += goJSON(decimal.double)
  case .uint(let uint): text += uint <= UInt64(Int64.max) ? String(uint) : goJSON(Double(uint))
  case .list(let list):
    text += "["
    for (index, element) in list.enumerated() {
      if index > 0 { text += "," }
      appendGoJSON(of: element, to: &text)
    }
    text += "]"
  case .map(let map):
    text += "{"
    for (index, entry) in map.sortedByKey.enumerated() {
      if index > 0 { text += "," }
      appendQuoted(entry.key.description, to: &text)
      text += ":"
      appendGoJSON(of: entry.value, to: &text)
    }
    text += "}"
  default: text += value.json
  }
}

extension ValueMap {
  /// The entries by the bytes of their keys.
  var sortedByKey: [Element] {
    sorted { $0.key.description.utf8.lexicographicallyPrecedes($1.key.description.utf8) }
  }
}

private func appendQuoted(_ string: String, to text: inout String) {
  text += "\""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\u{8}": text += "\\b"
    case "\u{C}": text += "\\f"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "<", ">", "&", "\u{2028}", "\u{2029}", "\0"..<" ":
      let hex = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: text.unicodeScalars.append(scalar)
    }
  }
  text += "\""
}

/// A double with the fewest digits that name it, by the rule of Go's `%v`: as a power of ten below 1e-4 and from
/// 1e6 on.
private func goText(_ double: Double) -> String {
  if double.isNaN { return "NaN" }
  if double.isInfinite { return double < 0 ? "-Inf" : "+Inf" }
  let digits = ShortestDigits(double)
  let exponent = digits.exponent - 1
  return exponent < -4 || exponent >= 6 ? digits.scientific(exponentWidth: 2) : digits.positional
}

/// A double by the rule of Go's encoding/json: an exponent below 1e-6 and from 1e21 on.
private func goJSON(_ double: Double) -> String {
  let digits = ShortestDigits(double)
  let magnitude = abs(double)
  let isScientific = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21)
  return isScientific ? digits.scientific(exponentWidth: 1) : digits.positional
}

/// The fewest decimal digits that name a finite double: 0.DIGITS times ten to the exponent.
private struct ShortestDigits {
  let sign: String
  let digits: String
  let exponent: Int

  init(_ double: Double) {
    sign = double.sign == .minus ? "-" : ""
    let parts = double.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
    let leading = all.prefix { $0 == "0" }.count
    let significant = all.dropFirst(leading)
    let trailing = significant.reversed().prefix { $0 == "0" }.count
    digits = significant.isEmpty ? "0" : String(significant.dropLast(trailing))
    exponent =
      significant.isEmpty ? 1 : whole.count - leading + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  }

  var positional: String {
    if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
    if exponent >= digits.count {
      return sign + digits + String(repeating: "0", count: exponent - digits.count)
    }
    return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
  }

  func scientific(exponentWidth: Int) -> String {
    let power = exponent - 1
    let written = String(abs(power))
    let padding = String(repeating: "0", count: max(0, exponentWidth - written.count))
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    return sign + digits.prefix(1) + fraction + "e" + (power < 0 ? "-" : "+") + padding + written
  }
}
