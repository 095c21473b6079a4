/// The text with every byte of its UTF-8 percent-encoded (RFC 3986, section 2.1) but those of ASCII letters, digits and
/// the characters of `kept`.
public func percentEncoded(_ text: String, keeping kept: String, uppercase: Bool = true) -> String {
  text.utf8.map { byte in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      return String(Unicode.Scalar(byte))
    case _ where kept.utf8.contains(byte): return String(Unicode.Scalar(byte))
    default: return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: uppercase)
    }
  }.joined()
}
