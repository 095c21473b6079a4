internal import Values

/// How far the clocks of a place are ahead of UTC, and when that changes.
struct TimeZone: Sendable {
  /// Points in time from which an offset holds, in order.
  struct Change: Hashable, Sendable {
    /// In seconds since the epoch.
    let start: Int64
    /// In seconds.
    let offset: Int
  }

  /// The offset in seconds before the first change.
  let firstOffset: Int
  let changes: [Change]
  /// What holds from the last change on, where it goes on changing.
  let rule: TimeZoneRule?

  static let utc = TimeZone(offset: 0)

  /// A time zone that never changes.
  init(offset: Int) { self.init(firstOffset: offset, changes: [], rule: nil) }

  init(firstOffset: Int, changes: [Change], rule: TimeZoneRule?) {
    self.firstOffset = firstOffset
    self.changes = changes
    self.rule = rule
  }

  /// How many seconds the clocks are ahead of UTC at a number of seconds since the epoch.
  func offset(at seconds: Int64) -> Int {
    if let rule, seconds >= changes.last?.start ?? .min { return rule.offset(at: seconds) }
    let next = changes.indexOfFirst { $0.start > seconds }
    return next == 0 ? firstOffset : changes[next - 1].offset
  }
}

extension [TimeZone.Change] {
  /// Where the elements begin for which a condition holds, which must be the last ones.
  fileprivate func indexOfFirst(where isPast: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = isPast(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
