internal import Values

/// Checks that a value is an absolute http or https URL (RFC 3986, section 3) with a host. Faults do not show it,
/// since a URL may hold a password.
func checkedURL(_ value: Value) throws(FieldFault) -> Value {
  guard let text = value.string else { throw .kind(value, wanted: .url) }
  guard let colon = text.firstRange(of: "://"),
    ["http", "https"].contains(text[..<colon.lowerBound].lowercased())
  else {
    throw FieldFault(
      "should be an http or https URL", help: "write it with its scheme, as in https://example.com/health")
  }
  guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace })
  else {
    throw FieldFault(
      "should be a URL, and has a space or a control character in it", help: "write a space as %20")
  }
  let authority = text[colon.upperBound...].prefix { !"/?#\\".contains($0) }
  let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
  guard let port = portText(of: hostAndPort) else { throw FieldFault("should be a URL with a host") }
  guard port.isEmpty || UInt16(port).map({ $0 > 0 }) == true else {
    throw FieldFault("should be a URL whose port is from 1 to 65535")
  }
  return value
}

/// What follows the colon behind a host, empty where there is none; nil where there is no host.
private func portText(of text: Substring) -> Substring? {
  var rest = text
  if text.first == "[" {
    guard let end = text.firstIndex(of: "]"), text.index(after: text.startIndex) < end else { return nil }
    rest = text[text.index(after: end)...]
    guard rest.isEmpty || rest.first == ":" else { return nil }
  } else {
    rest = text.drop { $0 != ":" }
    guard rest.startIndex > text.startIndex else { return nil }
  }
  return rest.dropFirst()
}
