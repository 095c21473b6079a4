/// The forms in which a secret turns up: raw, URL-encoded, JSON-escaped, XML-escaped, line by line, and in base64 at any
/// alignment.
public enum SecretForms {
  /// Whether the secret is so short that it is one only where it stands as a word of its own, or no output could be read.
  public static func isWord(_ secret: String) -> Bool { secret.utf8.count < 4 }

  /// All forms, some of them more than once. What stands at a place depends on nothing but the kinds of characters that
  /// the secret has where: two secrets that differ only in letters and digits have forms of the same lengths.
  public static func all(of secret: String) -> [String] {
    var forms = [secret]
    forms += jsonEscaped(secret)
    forms += xmlEscaped(secret)
    for reserved in ["", "/", ":/@!$'()*,;~"] {
      forms.append(percentEncoded(secret, keeping: "-._~" + reserved))
      forms.append(percentEncoded(secret, keeping: "-._~" + reserved, uppercase: false))
    }
    forms += forms.map { $0.replacing(exactly: "%20", with: "+") }
    // A private key is often shown line by line.
    forms += secret.split(whereSeparator: \.isNewline).filter { $0.utf8.count >= 8 }.map(String.init)
    return isWord(secret) ? forms : forms + base64Forms(secret)
  }

  /// The characters of base64 that depend on the secret alone, for each of the three places in a group at which
  /// it may start, in both alphabets of RFC 4648.
  private static func base64Forms(_ secret: String) -> [String] {
    var forms: [String] = []
    for lead in 0..<3 {
      let encoded = Array(base64([UInt8](repeating: 0, count: lead) + Array(secret.utf8)).utf8)
      let whole = (lead + secret.utf8.count) * 8 / 6
      let stable = String(decoding: encoded[((lead * 8 + 5) / 6)..<whole], as: UTF8.self)
      guard stable.utf8.count >= 4 else { continue }
      forms.append(stable)
      forms.append(stable.replacing(exactly: "+", with: "-").replacing(exactly: "/", with: "_"))
    }
    return forms
  }

  /// As JSON writers put it: with as few escapes as may be, with `\/`, safe for HTML as Go has it, in ASCII, any of
  /// these together as PHP has it, and with all that .NET escapes.
  private static func jsonEscaped(_ text: String) -> [String] {
    let plain = String(jsonQuoted(text).dropFirst().dropLast())
    let cautious = plain.replacing(exactly: "\\\"", with: "\\u0022")
    var forms: [String] = []
    for base in [plain, plain.replacing(exactly: "/", with: "\\/")] {
      for uppercase in [false, true] {
        forms.append(base)
        forms.append(unicodeEscaped(base, uppercase) { isMarkup($0) })
        forms.append(unicodeEscaped(base, uppercase) { !$0.isASCII })
        forms.append(unicodeEscaped(base, uppercase) { isMarkup($0) || !$0.isASCII })
      }
    }
    forms.append(
      unicodeEscaped(cautious, true) { isMarkup($0) || !$0.isASCII || "'+`".unicodeScalars.contains($0) })
    return forms
  }

  private static func isMarkup(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "&" || scalar == "<" || scalar == ">"
  }

  private static func unicodeEscaped(
    _ text: String, _ uppercase: Bool, where isEscaped: (Unicode.Scalar) -> Bool
  ) -> String {
    guard text.unicodeScalars.contains(where: isEscaped) else { return text }
    return text.unicodeScalars.map { scalar in
      guard isEscaped(scalar) else { return String(scalar) }
      return String(scalar).utf16.map { unit in
        let hex = String(unit, radix: 16, uppercase: uppercase)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }.joined()
    }.joined()
  }

  private static func xmlEscaped(_ text: String) -> [String] {
    let basic = text.replacing(exactly: "&", with: "&amp;").replacing(exactly: "<", with: "&lt;").replacing(
      exactly: ">", with: "&gt;")
    let quoted = basic.replacing(exactly: "\"", with: "&quot;")
    return [
      basic, quoted, quoted.replacing(exactly: "'", with: "&apos;"),
      quoted.replacing(exactly: "'", with: "&#39;"),
    ]
  }
}
