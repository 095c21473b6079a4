internal import Values

/// Checks that a value is an absolute http or https URL (RFC 3986, section 3) with a host. Faults do not show it,
/// since a URL may hold a password.
func checkedURL(_ value: Value) throws(FieldFault) -> Value {
  guard case .string(var text) = value else { throw .kind(value, wanted: .url) }
  if let fault = text.withUTF8(fault) { throw fault }
  return value
}

/// What is wrong with the text of a URL. It looks at bytes, for every item may have one.
private func fault(_ text: UnsafeBufferPointer<UInt8>) -> FieldFault? {
  guard let length = ["http://", "https://"].first(where: { begins(text, with: $0) })?.utf8.count else {
    return FieldFault(
      "should be an http or https URL", help: "write it with its scheme, as in https://example.com/health")
  }
  guard !text.contains(where: { $0 <= 0x20 || $0 == 0x7F }), hasNoOtherSpace(text) else {
    return FieldFault(
      "should be a URL, and has a space or a control character in it", help: "write a space as %20")
  }
  let authority = text[length...].prefix { !isEndOfAuthority($0) }
  let host = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
  guard let port = portText(of: authority[host...]) else { return FieldFault("should be a URL with a host") }
  guard port.isEmpty || UInt16(String(decoding: port, as: UTF8.self)).map({ $0 > 0 }) == true else {
    return FieldFault("should be a URL whose port is from 1 to 65535")
  }
  return nil
}

/// Whether a text begins with a scheme, in letters of any case.
private func begins(_ text: UnsafeBufferPointer<UInt8>, with scheme: String) -> Bool {
  text.count >= scheme.utf8.count && zip(text, scheme.utf8).allSatisfy { $0 > 0x20 && $0 | 0x20 == $1 }
}

private func isEndOfAuthority(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"): true
  default: false
  }
}

private func hasNoOtherSpace(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  text.allSatisfy { $0 < 0x80 }
    || String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy { !$0.properties.isWhitespace }
}

/// What follows the colon behind a host, empty where there is none; nil where there is no host.
private func portText(
  of text: Slice<UnsafeBufferPointer<UInt8>>
) -> Slice<UnsafeBufferPointer<UInt8>>? {
  let colon = UInt8(ascii: ":")
  guard text.first == UInt8(ascii: "[") else {
    let rest = text.drop { $0 != colon }
    return rest.startIndex > text.startIndex ? rest.dropFirst() : nil
  }
  guard let end = text.firstIndex(of: UInt8(ascii: "]")), text.startIndex + 1 < end else { return nil }
  let rest = text[(end + 1)...]
  return rest.isEmpty || rest.first == colon ? rest.dropFirst() : nil
}
