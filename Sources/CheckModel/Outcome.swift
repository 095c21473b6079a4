/// What came of an item.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// Asked, answered, and everything expected holds.
  case passed
  /// Answered, and something does not hold.
  case failed
  /// Could not ask, could not be understood, or could not decide.
  case error
  /// Asked, and there was nothing to judge.
  case noData = "no data"
  /// An item that it needs did not pass.
  case blocked
  /// Its condition does not hold, or an item that it needs was skipped.
  case skipped
  /// Failed, and a valid waiver covers it.
  case waived
  /// A sign-off is missing, void or expired.
  case pending

  /// What several come to together: the worst of them; nil for none.
  public static func worst(of outcomes: some Sequence<Outcome>) -> Outcome? {
    let all = Set(outcomes)
    return [.failed, .error, .noData, .pending, .blocked, .waived, .passed, .skipped].first(
      where: all.contains)
  }

  /// Whether items that need this one may run.
  public var satisfiesNeeds: Bool { self == .passed || self == .waived }
}

/// How much an item matters.
public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
  /// For information; does not gate unless the item says so.
  case info
  /// Low.
  case low
  /// Medium, the default.
  case medium
  /// High.
  case high
  /// Critical.
  case critical

  /// Whether the left one matters less.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }
}

/// The name of an item within a run, such as `ssl-enforced`, `billing/ssl-enforced` in an instance of a
/// checklist, or `core-metrics[eventcore_active_streams]` for one element of a `for_each`.
public struct ItemID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The name.
  public let rawValue: String
  /// Makes an id.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes an id.
  public init(stringLiteral value: String) { rawValue = value }
  /// The name.
  public var description: String { rawValue }
  /// Alphabetical order.
  public static func < (left: ItemID, right: ItemID) -> Bool { left.rawValue < right.rawValue }
}
