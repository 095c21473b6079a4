internal import Values

/// Checks that a value is an absolute http or https URL (RFC 3986, section 3) with a host. Faults do not show it,
/// since a URL may hold a password.
func checkedURL(_ value: Value) throws(FieldFault) -> Value {
  guard let text = value.string else { throw .kind(value, wanted: .url) }
  guard let colon = text.firstRange(ofASCII: "://"),
    ["http", "https"].contains(text[..<colon.lowerBound].lowercased())
  else {
    throw FieldFault(
      "should be an http or https URL", help: "write it with its scheme, as in https://example.com/health")
  }
  guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), hasNoOtherSpace(text) else {
    throw FieldFault(
      "should be a URL, and has a space or a control character in it", help: "write a space as %20")
  }
  let authority = text.utf8[colon.upperBound...].prefix { !"/?#\\".utf8.contains($0) }
  let hostAndPort = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last
  guard let port = hostAndPort.flatMap(portText(of:)) else { throw FieldFault("should be a URL with a host") }
  guard port.isEmpty || UInt16(Substring(port)).map({ $0 > 0 }) == true else {
    throw FieldFault("should be a URL whose port is from 1 to 65535")
  }
  return value
}

private func hasNoOtherSpace(_ text: String) -> Bool {
  text.utf8.allSatisfy { $0 < 0x80 } || text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace }
}

/// What follows the colon behind a host, empty where there is none; nil where there is no host.
private func portText(of text: Substring.UTF8View) -> Substring.UTF8View? {
  let colon = UInt8(ascii: ":")
  guard text.first == UInt8(ascii: "[") else {
    let rest = text.drop { $0 != colon }
    return rest.startIndex > text.startIndex ? rest.dropFirst() : nil
  }
  guard let end = text.firstIndex(of: UInt8(ascii: "]")), text.index(after: text.startIndex) < end else {
    return nil
  }
  let rest = text[text.index(after: end)...]
  return rest.isEmpty || rest.first == colon ? rest.dropFirst() : nil
}
