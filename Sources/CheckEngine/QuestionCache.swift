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
  private var groupOfItem: [Int?]
  /// The groups by what is asked.
  private var places: [[UInt8]: Int] = [:]
  /// The items whose question is not known yet: while there are some, any answer may be for one of them.
  private var unresolved: Set<Int> = []

  init(_ items: [PlannedItem]) {
    groupOfItem = Array(repeating: nil, count: items.count)
    for (place, item) in items.enumerated() {
      if !item.isQuestionKnown { unresolved.insert(place) }
      guard let key = key(of: item) else { continue }
      join(place, item, group: places[key] ?? newGroup(for: key))
    }
  }

  /// Takes in an item whose question is known only now. It shares no answer that was shown without masking what the
  /// item calls secret.
  mutating func join(_ place: Int, _ item: PlannedItem) {
    defer { resolved(place) }
    guard let key = key(of: item) else { return }
    guard let group = places[key], groups[group].redactedPaths.isSuperset(of: item.redactedPaths) else {
      return join(place, item, group: newGroup(for: key))
    }
    join(place, item, group: group)
  }

  private mutating func join(_ place: Int, _ item: PlannedItem, group: Int) {
    groupOfItem[place] = group
    groups[group].users += 1
    groups[group].timeout = groups[group].timeout.flatMap { longest in item.timeout.map { max(longest, $0) } }
    groups[group].redactedPaths.formUnion(item.redactedPaths)
  }

  private mutating func newGroup(for key: [UInt8]) -> Int {
    groups.append(Group())
    places[key] = groups.count - 1
    return groups.count - 1
  }

  /// What an item asks; nil where its answer is for nobody else.
  private func key(of item: PlannedItem) -> [UInt8]? {
    guard !item.summary.isAction, case .success(let probe) = item.question.probe, probe.effect == .read
    else { return nil }
    return item.question.exactBytes
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
    guard let answer, groups[group].users > 0 || !unresolved.isEmpty else { return }
    groups[group].completed = (answer, inFlight.asked)
  }

  /// An item needs no shared answer any more (said once for each); the last one lets it go.
  mutating func forget(_ item: Int) {
    resolved(item)
    guard let group = groupOfItem[item] else { return }
    groups[group].users -= 1
    if groups[group].users == 0, unresolved.isEmpty { groups[group].completed = nil }
  }

  /// What an item asks is known, or it asks nothing.
  private mutating func resolved(_ item: Int) {
    guard unresolved.remove(item) != nil, unresolved.isEmpty else { return }
    for group in groups.indices where groups[group].users == 0 { groups[group].completed = nil }
  }
}
