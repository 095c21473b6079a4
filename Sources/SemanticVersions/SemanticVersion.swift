/// A version by Semantic Versioning 2.0.0 (https://semver.org), without build metadata: two packs that differ in nothing
/// but that would have the same precedence, and one name.
public struct SemanticVersion: Hashable, Sendable, CustomStringConvertible {
  /// What changes when something breaks.
  public let major: UInt64
  /// What changes when something is added.
  public let minor: UInt64
  /// What changes when something is mended.
  public let patch: UInt64
  /// What stands behind the hyphen of a version before a release; empty of a release.
  public let prerelease: [Identifier]

  /// One part of what marks a version before a release.
  public enum Identifier: Hashable, Sendable, CustomStringConvertible {
    /// Digits, which count as a number.
    case number(UInt64)
    /// Anything else, which counts by its bytes.
    case word(String)

    /// As it is written.
    public var description: String {
      switch self {
      case .number(let number): String(number)
      case .word(let word): word
      }
    }
  }

  /// Makes a release.
  public init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) {
    self.init(major: major, minor: minor, patch: patch, prerelease: [])
  }

  init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: [Identifier]) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
  }

  /// Reads `1.2.3` or `1.2.3-rc.1`; nil where it is anything else, a leading zero or a `v` included.
  public init?(_ text: String) {
    let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else {
      return nil
    }
    var prerelease: [Identifier] = []
    if halves.count == 2 {
      for part in halves[1].split(separator: ".", omittingEmptySubsequences: false) {
        guard let identifier = Self.identifier(part) else { return nil }
        prerelease.append(identifier)
      }
    }
    self.init(major: major, minor: minor, patch: patch, prerelease: prerelease)
  }

  /// As it is written.
  public var description: String {
    let suffix = prerelease.isEmpty ? "" : "-" + prerelease.map(\.description).joined(separator: ".")
    return "\(major).\(minor).\(patch)\(suffix)"
  }

  /// A number without a leading zero that is no larger than people count.
  static func number(_ text: Substring) -> UInt64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"), text.utf8.count <= 18
    else { return nil }
    return UInt64(text)
  }

  private static func identifier(_ text: Substring) -> Identifier? {
    if let number = number(text) { return .number(number) }
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    let isNumeric = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isWord && !isNumeric ? .word(String(text)) : nil
  }
}

extension SemanticVersion: Comparable {
  /// By precedence (section 11 of the specification).
  public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    let (one, other) = ([left.major, left.minor, left.patch], [right.major, right.minor, right.patch])
    if one != other { return one.lexicographicallyPrecedes(other) }
    if left.prerelease.isEmpty || right.prerelease.isEmpty {
      return !left.prerelease.isEmpty && right.prerelease.isEmpty
    }
    return left.prerelease.lexicographicallyPrecedes(right.prerelease)
  }
}

extension SemanticVersion.Identifier: Comparable {
  /// Numbers come before words.
  public static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.number(let one), .number(let other)): one < other
    case (.number, .word): true
    case (.word, .number): false
    case (.word(let one), .word(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
    }
  }
}
