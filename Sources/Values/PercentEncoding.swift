/// The text with every byte of its UTF-8 percent-encoded (RFC 3986, section 2.1) but those of ASCII letters, digits and
/// the characters of `kept`.
public func percentEncoded(_ text: String, keeping kept: String, uppercase: Bool = true) -> String {
  let digits = Array((uppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
  var encoded: [UInt8] = []
  encoded.reserveCapacity(text.utf8.count)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      encoded.append(byte)
    case _ where kept.utf8.contains(byte): encoded.append(byte)
    default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}
