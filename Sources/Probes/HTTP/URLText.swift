internal import Values

/// URLs as text (RFC 3986): joined, extended and relieved of their credentials before they are used.
enum URLText {
  /// A user and password, percent-decoded.
  struct UserInfo: Hashable, Sendable {
    let user: String
    let password: String
  }

  /// The URL without its user information, and what that was.
  static func separated(_ url: String) -> (url: String, userInfo: UserInfo?) {
    guard url.utf8.contains(UInt8(ascii: "@")), let scheme = url.firstRange(ofASCII: "://") else {
      return (url, nil)
    }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { !"/?#\\".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return (url, nil) }
    let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let userInfo = UserInfo(
      user: decoded(parts[0]), password: parts.count > 1 ? decoded(parts[1]) : "")
    return (String(url[..<scheme.upperBound]) + rest[rest.index(after: at)...], userInfo)
  }

  /// A path, with a query perhaps, behind the path of a base URL. A query of the base is kept, before that of the
  /// path; fragments are dropped, since they are never sent.
  static func joined(base: String, path: String) -> String {
    let (base, path) = (Parts(base), Parts(path))
    var stem = base.path
    while stem.hasSuffix("/") { stem.removeLast() }
    let query = [base.query, path.query].compactMap(\.self).joined(separator: "&")
    return stem + path.path + (query.isEmpty ? "" : "?\(query)")
  }

  /// The URL with these at the end of its query, encoded, and without a fragment.
  static func adding(_ query: [(name: String, value: String)], to url: String) -> String {
    let parts = Parts(url)
    let all = [parts.query].compactMap(\.self).filter { !$0.isEmpty } + (query.isEmpty ? [] : [form(query)])
    return parts.path + (all.isEmpty ? "" : "?" + all.joined(separator: "&"))
  }

  /// The parameters in a URL's query, as they are written.
  static func parameters(of url: String) -> [(name: String, value: String)] {
    (Parts(url).query ?? "").split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// Names and values as a form writes them (`application/x-www-form-urlencoded`), spaces as `%20`.
  static func form(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
  }

  /// All but unreserved characters percent-encoded (RFC 3986, section 2.3).
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text with its percent-encoded bytes decoded; what is not such an encoding stays.
  static func decoded(_ text: some StringProtocol) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
        let low = hexDigit(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }

  /// A URL cut at its query.
  private struct Parts {
    let path: String
    let query: String?

    init(_ url: String) {
      guard url.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
        (path, query) = (url, nil)
        return
      }
      let text = url.prefix { $0 != "#" }
      let mark = text.firstIndex(of: "?")
      path = String(text[..<(mark ?? text.endIndex)])
      query = mark.map { String(text[text.index(after: $0)...]) }
    }
  }
}
