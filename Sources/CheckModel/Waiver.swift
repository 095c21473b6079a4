public import Values

/// Leave for an item to fail for a while.
public struct Waiver: Hashable, Sendable {
  /// The item, an element of one as `id[key]`, or all elements of one by its id.
  public let item: ItemID
  /// Why.
  public let reason: String
  /// Who gives it.
  public let by: String
  /// The last day it goes, in UTC, such as 2026-12-31.
  public let until: String
  /// When it ends: at the end of that day.
  public let end: Timestamp
  /// Whether the item was edited since it was given.
  public var isVoid = false

  /// Makes a waiver; nil where `until` is not a day.
  public init?(item: ItemID, reason: String, by: String, until: String) {
    guard let start = Timestamp(rfc3339: until + "T00:00:00Z") else { return nil }
    self.item = item
    self.reason = reason
    self.by = by
    self.until = until
    end = start.advanced(by: .seconds(86_400))
  }

  /// Whether it goes at a time.
  public func holds(at now: Timestamp) -> Bool { !isVoid && now < end }
}
