import Testing

/// A secret that occurs nowhere else, with characters that every way of quoting changes.
struct PlantedSecret: Sendable {
  let name: String
  let text: String
  /// Parts that no way of quoting changes.
  private let plainParts: [String]

  /// Makes a secret with `awkward` in its middle.
  init(_ name: String, awkward: String = #"/+"&<é"#) {
    self.name = name
    plainParts = [Self.random(), Self.random()]
    text = plainParts.joined(separator: awkward)
  }

  /// Takes a secret that was made elsewhere.
  init(_ name: String, text: String) {
    self.name = name
    self.text = text
    plainParts = [String(text.prefix(12)), String(text.suffix(12))]
  }

  private static func random() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return String((0..<12).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }

  /// The forms in which a careless system repeats it, by their names.
  var disguises: [(name: String, text: String)] {
    [
      ("raw", text), ("json", jsonEscaped(slash: "/", nonASCII: false)),
      ("ascii-json", jsonEscaped(slash: "\\/", nonASCII: true)), ("url", percentEncoded(uppercase: true)),
      ("lower-url", percentEncoded(uppercase: false)), ("base64", base64(text)),
      ("base64-of-x", base64("x" + text)),
      ("base64-of-xy", base64("xy" + text)), ("base64-between", base64("user:\(text):more")),
    ]
  }

  /// Says where `output` holds the secret or a telling part of it, in any form.
  func expectAbsent(in output: String, of source: String) {
    for part in plainParts + base64Cores {
      guard let place = output.firstRange(of: part) else { continue }
      Issue.record("\(source) shows the secret \(name): …\(output[..<place.upperBound].suffix(200))…")
    }
  }

  /// In base64 at each of the three alignments, the characters that depend on the secret alone, less the first and
  /// last few, so that a part is found too.
  private var base64Cores: [String] {
    ["", "x", "xy"].map { String(base64($0 + text).dropFirst(4).prefix(12)) }
  }

  private func jsonEscaped(slash: String, nonASCII: Bool) -> String {
    let plain = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("/", with: slash)
    guard nonASCII else { return plain }
    return plain.replacing("é", with: "\\u00e9").replacing("<", with: "\\u003c").replacing(
      "&", with: "\\u0026")
  }

  /// The text with all that is not unreserved (RFC 3986, section 2.3) percent-encoded.
  func percentEncoded(uppercase: Bool) -> String {
    text.utf8.map { byte in
      let letter = Character(Unicode.Scalar(byte))
      if byte < 0x80, letter.isLetter || letter.isNumber || "-._~".contains(letter) { return String(letter) }
      let digits = String(byte, radix: 16, uppercase: uppercase)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}

/// The base64 of `text` (RFC 4648, section 4).
func base64(_ text: String) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  let bytes = Array(text.utf8)
  var result = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
    for digit in 0..<4 {
      result.append(digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : "=")
    }
  }
  return result
}
