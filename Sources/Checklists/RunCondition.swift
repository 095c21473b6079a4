public import CheckModel
public import ProbeKit
public import Values

/// Whether an item that stands for others is wanted, as only the run can tell: it is decided once for all of them.
public struct RunCondition: Sendable {
  /// That item.
  public let owner: ItemID
  /// The condition as it is written.
  public let source: String
  let parts: LateParts

  /// Why it is not wanted; nil where it is.
  ///
  /// - Throws: Why that cannot be told.
  public func skipReason(
    at now: Timestamp, redacting redactor: Redactor, _ ended: (ItemID) -> PlannedItem.Ended?
  ) throws(ProbeError) -> String? {
    guard let when = parts.when else { return nil }
    let scope = parts.known.scope(Scope.Run(needs: parts.needs(ended), now: now), redactor)
    return try when.skipReason(in: scope, redacting: redactor)
  }
}
