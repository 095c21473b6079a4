internal import ProbeKit
internal import Values

/// Which parts of a request are secrets.
enum HTTPCredentials {
  /// The secrets among header fields: whole values, and what is secret within them.
  static func secrets(inHeaders headers: [(name: String, value: String)]) -> [String] {
    headers.filter { isNameOfCredential($0.name) }.flatMap { secrets(inHeader: $0.name, $0.value) }
  }

  /// The secrets in a URL: its password, and the values of parameters that are named like credentials, as written
  /// and decoded. Without a password the user is one, since tokens are written so.
  static func secrets(inURL url: String) -> [String] {
    // Most have neither.
    guard url.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "?") }) else { return [] }
    return secretUserInfo(of: url)
      + URLText.parameters(of: url).filter { isNameOfCredential($0.name) && !$0.value.isEmpty }
      .flatMap { [$0.value, URLText.decoded($0.value)] }
  }

  private static func secretUserInfo(of url: String) -> [String] {
    guard let userInfo = URLText.separated(url).userInfo else { return [] }
    let secret = userInfo.password.isEmpty ? userInfo.user : userInfo.password
    return [secret, URLText.encoded(secret)]
  }

  /// The secrets among the fields that targets and items have in common.
  static func secrets(in fields: Fields) -> [String] {
    secrets(inHeaders: fields.stringMap("headers"))
      + ["url", "proxy", "path"].compactMap { fields.string($0) }.flatMap(secrets(inURL:))
      + ["query", "form"].compactMap { fields[$0]?.map }.flatMap(secrets(inParameters:))
  }

  /// The values of parameters that are named like credentials, as they are and encoded; a truth is none.
  private static func secrets(inParameters parameters: ValueMap) -> [String] {
    var secrets: [String] = []
    for (name, value) in parameters where isNameOfCredential(name.description) {
      for value in value.list ?? [value] where value.bool == nil {
        let text = value.string ?? value.json
        secrets += [text, URLText.encoded(text)]
      }
    }
    return secrets
  }

  private static func secrets(inHeader name: String, _ value: String) -> [String] {
    let name = name.lowercased()
    if name == "cookie" {
      return [value]
        + value.split(separator: ";").compactMap { cookie in
          cookie.firstIndex(of: "=").map { String(cookie[cookie.index(after: $0)...]) }
        }
    }
    guard name.hasSuffix("authorization"), let space = value.firstIndex(of: " ") else { return [value] }
    let credentials = String(value[space...].drop { $0 == " " })
    guard value[..<space].lowercased() == "basic", let pair = decodedBase64(credentials) else {
      return [credentials]
    }
    let password = pair.firstIndex(of: ":").map { String(pair[pair.index(after: $0)...]) }
    return [credentials, pair] + [password].compactMap(\.self)
  }

  /// The text that Base64 stands for (RFC 4648, section 4); nil where it stands for none.
  private static func decodedBase64(_ text: String) -> String? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 where byte != UInt8(ascii: "=") {
      guard let digit = alphabet.firstIndex(of: byte) else { return nil }
      bits = bits << 6 | UInt32(digit)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
