/// What a `Content-Type` field says (RFC 9110, section 8.3).
struct MediaType {
  /// The type and subtype, in lower case; empty where there is none.
  let name: String
  /// The charset it names, in lower case.
  let charset: String?

  init(_ text: String?) {
    let parts = (text ?? "").lowercased().split(separator: ";").map(Self.trimmed)
    name = parts.first ?? ""
    charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
      .map { $0.dropFirst("charset=".count).filter { $0 != "\"" } }
  }

  /// Whether it is JSON or something written in JSON (RFC 6839, section 3.1).
  var isJSON: Bool { ["application/json", "text/json"].contains(name) || name.hasSuffix("+json") }

  /// Whether it is a web page.
  var isHTML: Bool { ["text/html", "application/xhtml+xml"].contains(name) }

  /// The bytes as text, or why they are none. JSON is UTF-8 whatever else is said (RFC 8259, section 8.1).
  func text(_ bytes: [UInt8]) -> Result<String, Undecodable> {
    let charset = isJSON ? "utf-8" : self.charset ?? "utf-8"
    let text: String?
    switch charset {
    case "utf-8", "utf8": text = String(validating: bytes, as: UTF8.self)
    case "us-ascii", "ascii": text = String(validating: bytes, as: Unicode.ASCII.self)
    case "iso-8859-1", "latin1":
      text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    default:
      return .failure(Undecodable(reason: "the body is in \(charset), which is not decoded"))
    }
    return text.map { .success($0) }
      ?? .failure(Undecodable(reason: "the body, of \(bytes.count) bytes, is not text in \(charset)"))
  }

  /// Why bytes are not text.
  struct Undecodable: Error {
    let reason: String
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(start[...end])
  }
}
