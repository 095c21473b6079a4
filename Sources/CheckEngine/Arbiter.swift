public import CheckModel
public import Checklists
public import ProbeKit
public import Values

/// Looks on while a run is judged, and has the last word on what an answer means: whoever records a run keeps it, and
/// whoever replays one may know better what was decided.
public protocol Arbiter: Sendable {
  /// What an ask of an item comes to.
  ///
  /// - Parameters:
  ///   - id: The item, by the name that the plan has for it.
  ///   - item: The item with all that is known of it now.
  ///   - attempt: How many times the item was asked, this time counted; 0 where it could not be.
  ///   - answer: What was answered; nil where the ask was ended before its answer.
  ///   - judged: What that means by what the item expects.
  func decide(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, answer: Result<Observation, ProbeError>?,
    _ judged: Judged
  ) -> Judged

  /// An item has its outcome.
  ///
  /// - Parameters:
  ///   - attempts: How many times it was asked.
  ///   - firstAsked: When, since the run began; nil where it never was.
  func ended(
    _ id: ItemID, _ item: PlannedItem, _ judged: Judged, attempts: Int, firstAsked: Duration?)
}
