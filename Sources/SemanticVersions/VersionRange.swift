/// Which versions will do: conditions that hold together, separated by spaces or commas.
///
/// `^1.2` is at least that and breaks nothing (below 2.0.0; of `^0.3` below 0.4.0); `~1.2.3` is that with mendings
/// (below 1.3.0); `>=`, `>`, `<`, `<=` and `=` compare; `1.2.3` is that version; `1.2`, `1.2.*` and `1.2.x` are all that
/// begin so; `*` is any. A version before a release counts only where a condition names one of the same release.
public struct VersionRange: Hashable, Sendable, CustomStringConvertible {
  /// As it was written.
  public let description: String
  private let bounds: [Bound]
  /// The releases of which a condition names a version before.
  private let previewed: Set<SemanticVersion>

  private enum Bound: Hashable, Sendable {
    case atLeast(SemanticVersion)
    case above(SemanticVersion)
    case below(SemanticVersion)
    case atMost(SemanticVersion)

    func holds(of version: SemanticVersion) -> Bool {
      switch self {
      case .atLeast(let bound): version >= bound
      case .above(let bound): version > bound
      case .below(let bound): version < bound
      case .atMost(let bound): version <= bound
      }
    }
  }

  /// Any version.
  public static let any = VersionRange(description: "*", bounds: [], previewed: [])

  /// This version and no other.
  public static func exactly(_ version: SemanticVersion) -> VersionRange {
    VersionRange(
      description: version.description, bounds: [.atLeast(version), .atMost(version)],
      previewed: version.prerelease.isEmpty ? [] : [version.release])
  }

  private init(description: String, bounds: [Bound], previewed: Set<SemanticVersion>) {
    self.description = description
    self.bounds = bounds
    self.previewed = previewed
  }

  /// Reads conditions; nil where one of them cannot be read, or there are none.
  public init?(_ text: String) {
    let conditions = text.split { $0 == " " || $0 == "," }
    guard !conditions.isEmpty else { return nil }
    var bounds: [Bound] = []
    var previewed: Set<SemanticVersion> = []
    for condition in conditions {
      guard let (found, named) = Self.bounds(of: condition) else { return nil }
      bounds += found
      if let named, !named.prerelease.isEmpty { previewed.insert(named.release) }
    }
    self.init(description: text, bounds: bounds, previewed: previewed)
  }

  /// Whether a version will do.
  public func contains(_ version: SemanticVersion) -> Bool {
    bounds.allSatisfy { $0.holds(of: version) }
      && (version.prerelease.isEmpty || previewed.contains(version.release))
  }

  private static func bounds(of condition: Substring) -> (bounds: [Bound], named: SemanticVersion?)? {
    let operators = ["^", "~", ">=", "<=", ">", "<", "="]
    let sign = operators.first { condition.hasPrefix($0) } ?? ""
    guard let partial = PartialVersion(condition.dropFirst(sign.count)) else { return nil }
    let (first, next) = (partial.first, partial.next)
    let bounds: [Bound]? =
      switch sign {
      case "": partial.isWhole ? [.atLeast(first), .atMost(first)] : partial.span
      case "=": partial.isWhole ? [.atLeast(first), .atMost(first)] : partial.span
      case "^": partial.parts.isEmpty ? nil : [.atLeast(first), .below(partial.nextBreaking)]
      case "~": partial.parts.isEmpty ? nil : [.atLeast(first), .below(partial.nextMinor)]
      case ">=": partial.parts.isEmpty ? nil : [.atLeast(first)]
      case "<": partial.parts.isEmpty ? nil : [.below(first)]
      case ">": partial.isWhole ? [.above(first)] : next.map { [.atLeast($0)] }
      default: partial.isWhole ? [.atMost(first)] : next.map { [.below($0)] }
      }
    return bounds.map { ($0, partial.isWhole ? first : nil) }
  }

  /// A version of which the last parts may be missing.
  private struct PartialVersion {
    var parts: [UInt64] = []
    var whole: SemanticVersion?

    init?(_ text: Substring) {
      whole = SemanticVersion(String(text))
      if let whole {
        parts = [whole.major, whole.minor, whole.patch]
        return
      }
      let words = text.split(separator: ".", omittingEmptySubsequences: false)
      guard (1...3).contains(words.count) else { return nil }
      let known = words.prefix { !["*", "x"].contains($0) }
      guard words[known.endIndex...].allSatisfy({ ["*", "x"].contains($0) }) else { return nil }
      for word in known {
        guard let number = SemanticVersion.number(word) else { return nil }
        parts.append(number)
      }
    }

    var isWhole: Bool { whole != nil }
    private func part(_ place: Int) -> UInt64 { place < parts.count ? parts[place] : 0 }
    var first: SemanticVersion { whole ?? SemanticVersion(part(0), part(1), part(2)) }

    /// The first version that does not begin like this; nil where all do.
    var next: SemanticVersion? {
      switch parts.count {
      case 0: nil
      case 1: SemanticVersion(part(0) + 1, 0, 0)
      default: SemanticVersion(part(0), part(1) + 1, 0)
      }
    }

    var span: [Bound] { parts.isEmpty ? [] : [.atLeast(first)] + (next.map { [.below($0)] } ?? []) }

    var nextMinor: SemanticVersion {
      parts.count == 1 ? SemanticVersion(part(0) + 1, 0, 0) : SemanticVersion(part(0), part(1) + 1, 0)
    }

    var nextBreaking: SemanticVersion {
      if part(0) > 0 || parts.count == 1 { return SemanticVersion(part(0) + 1, 0, 0) }
      if part(1) > 0 || parts.count == 2 { return SemanticVersion(0, part(1) + 1, 0) }
      return SemanticVersion(0, 0, part(2) + 1)
    }
  }
}

extension SemanticVersion {
  /// The release that a version before it leads to.
  var release: SemanticVersion { SemanticVersion(major, minor, patch) }
}
