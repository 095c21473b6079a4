public import CheckModel
internal import Values

/// The file of waivers, as far as waivers are added to it.
public struct WaiverBook: Sendable {
  /// The file.
  public let path: String

  /// Names the file.
  public init(path: String) { self.path = path }

  /// Adds a waiver at the end of the file, which stays as it is before that; makes the file where there is none. May
  /// block.
  ///
  /// - Parameter isSound: Whether a text of the whole file can be read, and has one waiver more than one before it.
  /// - Throws: Where it cannot be written, or where the file does not end with the list of waivers; what to add by hand
  ///   is said then.
  public func add(
    _ waiver: Waiver, environments: [String], digest: String,
    isSound: (_ before: String, _ after: String) -> Bool
  ) throws(RecordFault) {
    try RecordFile(path: path).append { (existing) throws(RecordFault) in
      let text = String(decoding: existing, as: UTF8.self)
      let head = text.hasOnlyComments ? "checkctl: 1\nwaivers:\n" : ""
      let entry = Self.entry(waiver, environments, digest, indent: Self.indent(of: text))
      let closed = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
      guard isSound(text, closed + head + entry) else {
        throw RecordFault(
          message:
            "\(path) does not end with the list of waivers, so that one cannot be added; add this to it:\n\(entry)"
        )
      }
      return head + entry
    }
  }

  /// How far the waivers that are there stand to the right.
  private static func indent(of text: String) -> String {
    let first = text.split(separator: "\n").first { $0.drop { $0 == " " }.hasPrefix("- ") }
    return first.map { String($0.prefix { $0 == " " }) } ?? "  "
  }

  private static func entry(
    _ waiver: Waiver, _ environments: [String], _ digest: String, indent: String
  ) -> String {
    func quoted(_ text: String) -> String { Value.string(text).json }
    var lines = ["item: " + quoted(waiver.item.rawValue)]
    if !environments.isEmpty {
      lines.append("environments: [" + environments.map(quoted).joined(separator: ", ") + "]")
    }
    lines += [
      "reason: " + quoted(waiver.reason), "by: " + quoted(waiver.by), "until: " + waiver.until,
      "digest: " + digest,
    ]
    return lines.enumerated().map { "\(indent)\($0 == 0 ? "- " : "  ")\($1)\n" }.joined()
  }
}
