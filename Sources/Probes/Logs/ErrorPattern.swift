internal import Digests
internal import RegularExpressions
internal import Values

/// What messages have in common: their text without what differs from one time to the next.
struct ErrorPattern: Sendable {
  private let varying: RegularExpression

  private static let placeholders = ["<str>", "<id>", "<hex>", "<num>", "<id>"]

  init() throws(RegularExpression.SyntaxError) {
    varying = try RegularExpression(
      [
        #"("(?:[^"\\]|\\.)*"|\B'[^']*'\B)"#,
        #"\b([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\b"#,
        #"\b(0[xX][0-9a-fA-F]+|[0-9a-fA-F]*[0-9][0-9a-fA-F]{7,}|[0-9a-fA-F]{7,}[0-9][0-9a-fA-F]*)\b"#,
        #"\b([0-9]+(?:[.,][0-9]+)*(?:ns|us|µs|ms|s|m|h|d|[KMGT]i?B?|B)?)\b"#,
        #"\b([A-Za-z_]+[0-9][A-Za-z_]*[0-9][A-Za-z0-9_]*|[0-9]+[A-Za-z_]+[A-Za-z0-9_]*)\b"#,
      ].joined(separator: "|"))
  }

  /// The pattern of a message, on one line. One of more than 300 characters ends with a digest of all, since others may
  /// begin as it does.
  func pattern(of message: String) -> String {
    let bytes = Array(message.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count, let groups = varying.firstMatch(in: bytes, from: position, groups: 5),
      let whole = groups[0], !whole.isEmpty
    {
      result += bytes[position..<whole.lowerBound]
      let group = groups.dropFirst().firstIndex { $0 != nil } ?? 1
      // A number of digits alone is one, however long.
      let isNumber = bytes[whole].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      result += Array((isNumber ? "<num>" : Self.placeholders[group - 1]).utf8)
      position = whole.upperBound
    }
    result += bytes[position...]
    let words = String(decoding: result, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    let pattern = words.joined(separator: " ")
    let short = pattern.shortened(to: 300)
    let whole = short == pattern ? short : "\(short) \(SHA256Digest(of: pattern).hex.prefix(12))"
    // Lines of a baseline that begin with # are comments.
    return whole.hasPrefix("#") ? "\\" + whole : whole
  }
}
