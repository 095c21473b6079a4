internal import CheckModel
internal import Checklists
internal import ProbeKit

/// What came of asking once.
typealias Answer = Result<Observation, ProbeError>

/// Knows which items ask the same question, and what was answered. Only pure reads share an answer, never
/// actions, and an item only with its first ask. An error is an answer too: asking the same again would make the
/// outcome of an item depend on its place in the plan.
struct QuestionCache: Sendable {
  private struct Group {
    var users = 0
    var timeout: Duration? = .zero
    var redactedPaths: Set<ObservationPath> = []
    var inFlight: (ask: Int, asked: Int)?
    var completed: (answer: Answer, asked: Int)?
  }

  /// What there is for an item that is about to ask.
  enum Offer {
    /// An answer.
    case answer(Answer)
    /// An ask whose answer will come.
    case ask(Int)
  }

  private var groups: [Group] = []
  private let groupOfItem: [Int?]

  init(_ items: [PlannedItem]) {
    var groupOfItem = [Int?](repeating: nil, count: items.count)
    var places: [[UInt8]: Int] = [:]
    for (index, item) in items.enumerated() {
      guard !item.summary.isAction, case .success(let probe) = item.question.probe, probe.effect == .read
      else {
        continue
      }
      let key = item.question.exactBytes
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(Group())
      }
      groupOfItem[index] = place
      groups[place].users += 1
      groups[place].timeout = groups[place].timeout.flatMap { longest in item.timeout.map { max(longest, $0) }
      }
      groups[place].redactedPaths.formUnion(item.redactedPaths)
    }
    self.groupOfItem = groupOfItem
  }

  /// What can serve an item: only what was asked later than `barrier`.
  func offer(for item: Int, after barrier: Int) -> Offer? {
    guard let group = groupOfItem[item].map({ groups[$0] }) else { return nil }
    if let completed = group.completed, completed.asked > barrier { return .answer(completed.answer) }
    if let inFlight = group.inFlight, inFlight.asked > barrier { return .ask(inFlight.ask) }
    return nil
  }

  /// The longest time that any item that could share this item's ask gives it; nil for no limit.
  func timeout(for item: Int, of planned: PlannedItem) -> Duration? {
    groupOfItem[item].map { groups[$0].timeout } ?? planned.timeout
  }

  /// Every place that an item with this question calls secret.
  func redactedPaths(for item: Int, of planned: PlannedItem) -> [ObservationPath] {
    groupOfItem[item].map { Array(groups[$0].redactedPaths) } ?? planned.redactedPaths
  }

  /// An item asks, at a logical time, and others may join.
  mutating func began(_ ask: Int, by item: Int, at time: Int) {
    guard let group = groupOfItem[item] else { return }
    groups[group].inFlight = (ask, time)
  }

  /// An ask has its answer; nil where it was cancelled, so that it says nothing.
  mutating func ended(_ ask: Int, by item: Int, _ answer: Answer?) {
    guard let group = groupOfItem[item], let inFlight = groups[group].inFlight, inFlight.ask == ask else {
      return
    }
    groups[group].inFlight = nil
    if let answer, groups[group].users > 0 { groups[group].completed = (answer, inFlight.asked) }
  }

  /// An item needs no shared answer any more (said once for each); the last one lets it go.
  mutating func forget(_ item: Int) {
    guard let group = groupOfItem[item] else { return }
    groups[group].users -= 1
    if groups[group].users == 0 { groups[group].completed = nil }
  }
}
