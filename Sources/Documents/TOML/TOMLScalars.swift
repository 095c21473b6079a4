internal import Values

/// The value of a text without quotes (TOML 1.0, "Integer", "Float", "Boolean", "Offset Date-Time" and following); nil
/// where it is none.
func tomlValue(of text: String) -> Value? {
  switch text {
  case "true": return true
  case "false": return false
  case "inf", "+inf": return .double(.infinity)
  case "-inf": return .double(-.infinity)
  case "nan", "+nan", "-nan": return .double(.nan)
  default: break
  }
  let bytes = Array(text.utf8)
  if bytes.count > 2, bytes[2] == UInt8(ascii: ":") { return isTime(text) ? .string(text) : nil }
  if bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") { return date(text) }
  for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
    let digits = text.dropFirst(2)
    guard let digits = withoutUnderscores(digits), digits.first != "+", digits.first != "-" else {
      return nil
    }
    return Int64(digits, radix: radix).map { .int($0) }
  }
  return number(text)
}

private func number(_ text: String) -> Value? {
  let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
  let unsigned = isSigned ? text.dropFirst() : text[...]
  let whole = unsigned.prefix { $0 != "." && $0 != "e" && $0 != "E" }
  guard let digits = decimal(whole), digits == "0" || !digits.hasPrefix("0") else { return nil }
  var written = (text.hasPrefix("-") ? "-" : "") + digits
  var rest = unsigned[whole.endIndex...]
  if rest.isEmpty { return Int64(written).map { .int($0) } }
  if rest.first == "." {
    let fraction = rest.dropFirst().prefix { $0 != "e" && $0 != "E" }
    guard let digits = decimal(fraction) else { return nil }
    written += ".\(digits)"
    rest = rest[fraction.endIndex...]
  }
  if !rest.isEmpty {
    var exponent = rest.dropFirst()
    let sign = exponent.first == "-" ? "-" : ""
    if let first = exponent.first, first == "+" || first == "-" { exponent = exponent.dropFirst() }
    guard let digits = decimal(exponent) else { return nil }
    written += "e\(sign)\(digits)"
  }
  return Value(number: written, isInteger: false) ?? Double(written).map { .double($0) }
}

/// Decimal digits without the underscores between them.
private func decimal(_ text: Substring) -> String? {
  guard let digits = withoutUnderscores(text), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
    return nil
  }
  return digits
}

/// Digits of which each underscore stands between two.
private func withoutUnderscores(_ text: Substring) -> String? {
  guard let first = text.first, let last = text.last, first != "_", last != "_", !text.contains("__") else {
    return nil
  }
  return String(text.filter { $0 != "_" })
}

private func isTime(_ text: String) -> Bool { Timestamp(rfc3339: "1970-01-01T\(text)Z") != nil }

/// A date, a date and a time, or, with an offset, a moment.
private func date(_ text: String) -> Value? {
  if text.utf8.count == 10 { return Timestamp(rfc3339: "\(text)T00:00:00Z").map { _ in .string(text) } }
  if let moment = Timestamp(rfc3339: text) { return .timestamp(moment) }
  guard Timestamp(rfc3339: "\(text)Z") != nil else { return nil }
  return .string(String(text.prefix(10)) + "T" + text.dropFirst(11))
}
