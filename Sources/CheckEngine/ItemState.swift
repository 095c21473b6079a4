internal import CheckModel
internal import Values

/// Where an item of a run stands.
struct ItemState: Sendable {
  enum Phase: Sendable, Equatable {
    /// For the items it needs or comes after.
    case waiting
    /// Until its `delay` is over.
    case delayed
    /// For its locks, its targets and a slot.
    case queued
    /// For the answer of this ask.
    case asking(Int)
    /// Until it is asked again.
    case pausing
    /// No more: it has its outcome.
    case ended
  }

  var phase: Phase = .waiting
  /// For how many items it still waits.
  var missing: Int
  /// The latest end of an action, `retry` or `stable` item before it: an answer must have been asked later.
  var barrier = 0
  /// How many places of its claim it holds.
  var held = 0
  var asks = 0
  var firstAsked: Duration?
  var repetition = Repetition()
  /// What came of its latest ask.
  var last: Judged?
  /// Why its ask is being ended.
  var stop: Stop?
  /// Its outcome.
  var outcome: Outcome?
  /// Its outcome as reports count it: one for each element where it has some.
  var counted: [Outcome] = []
  /// What it passes on to the items that wait for it.
  var outputs = ValueMap()
  /// Of a blocked item.
  var root: Int?
  /// Whether it was ended because the run was cut short.
  var endedByCut = false
}

/// Why an ask is ended before its answer.
enum Stop: Sendable {
  /// It took this long.
  case timeout(Duration)
  /// The run is cut short.
  case cut(Cut)
}

/// Why a run is cut short.
enum Cut: Sendable {
  case deadline(Duration)
  case interrupt

  var description: String {
    switch self {
    case .deadline(let duration): "the deadline of \(duration.unitText) passed"
    case .interrupt: "interrupted"
    }
  }
}

/// A question on its way.
struct Ask: Sendable {
  /// The item that asks.
  let owner: Int
  /// The places that are taken until it ends: of its targets and of the run.
  let slots: ArraySlice<Int>
  /// The items that wait for the answer.
  var waiting: Set<Int>
  /// Whether it was told to stop, because nobody waits for the answer any more.
  var isCancelled = false
}

/// Something to do at a time.
struct Alarm: Sendable, Comparable {
  enum Purpose: Sendable {
    case deadline
    /// The item's delay, or its pause after so many asks, is over.
    case resume(item: Int, asks: Int)
    /// The item's ask of this number has taken long enough.
    case timeout(item: Int, asks: Int, Duration)
    /// The ask has had its time to stop.
    case abandon(ask: Int)
  }

  let time: Duration
  /// Tells alarms of the same time apart: the earlier set goes first.
  let number: Int
  let purpose: Purpose

  static func < (left: Alarm, right: Alarm) -> Bool { (left.time, left.number) < (right.time, right.number) }
  static func == (left: Alarm, right: Alarm) -> Bool { left.number == right.number }
}
