/// The name of a pack: `org/name`, in lower case, so that no two differ in case alone.
public struct PackName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Who gives it.
  public let organisation: String
  /// Its name among theirs.
  public let name: String

  /// The most characters of either part.
  static let longestPart = 64

  /// Reads a name; nil where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts.allSatisfy(Self.isPart) else { return nil }
    (organisation, name) = (parts[0], parts[1])
  }

  /// As files have it.
  public var description: String { "\(organisation)/\(name)" }

  /// What a name looks like, for messages.
  static let form =
    "two words of lower-case letters, digits, `-`, `_` and `.` with a slash between: `org/name`"

  static func isPart(_ text: String) -> Bool {
    guard (1...longestPart).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last,
      isAlphanumeric(first), isAlphanumeric(last)
    else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// By organisation, then by name.
  public static func < (left: PackName, right: PackName) -> Bool { left.description < right.description }
}

/// A checklist of a pack, as `use` names it: `org/name/checklist`.
struct PackReference: Hashable, Sendable {
  let pack: PackName
  /// The checklist's name.
  let checklist: String

  /// Reads a reference; nil where the text is none, as a path to a file.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, !text.hasSuffix(".yaml"), !text.hasSuffix(".yml"), !parts[2].isEmpty,
      let pack = PackName("\(parts[0])/\(parts[1])")
    else { return nil }
    self.pack = pack
    checklist = parts[2]
  }
}
