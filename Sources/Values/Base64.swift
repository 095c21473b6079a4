/// The alphabet of RFC 4648, section 4.
private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Base64 by RFC 4648, section 4, with padding.
public func base64(_ bytes: [UInt8]) -> String {
  var result: [UInt8] = []
  result.reserveCapacity((bytes.count + 2) / 3 * 4)
  var index = 0
  while index < bytes.count {
    let group = bytes[index..<min(index + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      result.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
    index += 3
  }
  return String(decoding: result, as: UTF8.self)
}

/// The bytes that a text stands for in base64 (RFC 4648, section 4), line breaks ignored; nil where it is none. Where
/// padding is optional, all of it may be missing, not a part.
public func base64Decoded(_ text: String, isPaddingOptional: Bool = false) -> [UInt8]? {
  var bytes: [UInt8] = []
  var bits: UInt32 = 0
  var (digits, padding) = (0, 0)
  for byte in text.utf8 where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
    if byte == UInt8(ascii: "=") {
      padding += 1
      continue
    }
    guard padding == 0, let digit = value(ofDigit: byte) else { return nil }
    bits = bits << 6 | digit
    digits += 1
    if digits % 4 != 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32((4 - digits % 4) % 4 * 2))) }
  }
  if isPaddingOptional, padding == 0 { return digits % 4 == 1 ? nil : bytes }
  return (digits + padding) % 4 == 0 && padding < 3 ? bytes : nil
}

private func value(ofDigit byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
