internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// What came of asking once.
typealias Answer = Result<Observation, ProbeError>

/// Knows which items ask the same question, and what was answered. Only pure reads share an answer, never
/// actions, and an item only with its first ask. An error is an answer too: asking the same again would make the
/// outcome of an item depend on its place in the plan.
struct QuestionCache: Sendable {
  /// An ask whose answer may be shared.
  private struct Flight {
    let ask: Int
    /// When it began.
    let asked: Int
    /// The time it is given; nil for no limit.
    let timeout: Duration?

    /// Whether it has all the time that an item gives.
    func lasts(_ timeout: Duration?) -> Bool {
      self.timeout.map { own in timeout.map { own >= $0 } ?? false } ?? true
    }
  }

  private struct Completed {
    let answer: Answer
    let flight: Flight
    /// Whether an item whose question is not known yet may ask this.
    let mayBeWanted: Bool
  }

  private struct Group {
    var users = 0
    var timeout: Duration? = .zero
    /// The items that call something of the answer secret.
    var secretKeepers: [Int] = []
    var inFlight: Flight?
    var completed: Completed?
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
  private var places: [ExactBytes: Int] = [:]
  /// The items whose question is not known yet: an answer may be for one of them.
  private var unresolved: [Int: PlannedItem] = [:]
  private let sharesAnswers: Bool

  init(_ items: [PlannedItem], sharesAnswers: Bool = true) {
    self.sharesAnswers = sharesAnswers
    groupOfItem = Array(repeating: nil, count: items.count)
    places.reserveCapacity(items.count)
    for place in items.indices {
      if !items[place].isQuestionKnown, !items[place].hasSecrets { unresolved[place] = items[place] }
      guard let key = key(of: items[place]) else { continue }
      join(place, items[place], group: group(of: key))
    }
  }

  /// Takes in an item whose question is known only now. Where it calls something of the answer secret it shares none,
  /// which others may have shown by then.
  mutating func join(_ place: Int, _ item: PlannedItem) {
    defer { resolved(place) }
    guard !item.hasSecrets, let key = key(of: item) else { return }
    join(place, item, group: group(of: key))
  }

  private mutating func join(_ place: Int, _ item: PlannedItem, group: Int) {
    groupOfItem[place] = group
    groups[group].users += 1
    groups[group].timeout = groups[group].timeout.flatMap { longest in item.timeout.map { max(longest, $0) } }
    if item.hasSecrets { groups[group].secretKeepers.append(place) }
  }

  private mutating func group(of key: ExactBytes) -> Int {
    let group = places[key, default: groups.count]
    if group == groups.count {
      groups.append(Group())
      places[key] = group
    }
    return group
  }

  /// What an item asks; nil where its answer is for nobody else.
  private func key(of item: PlannedItem) -> ExactBytes? {
    guard sharesAnswers, !item.summary.isAction, case .success(let probe) = item.question.probe,
      probe.effect == .read
    else { return nil }
    return item.question.exactBytes
  }

  /// What can serve an item that gives so much time: only what was asked later than `barrier`, and no failure of an ask
  /// that had less time.
  func offer(for item: Int, after barrier: Int, timeout: Duration?) -> Offer? {
    guard let group = groupOfItem[item].map({ groups[$0] }) else { return nil }
    if let completed = group.completed, completed.flight.asked > barrier {
      if case .success = completed.answer { return .answer(completed.answer) }
      if completed.flight.lasts(timeout) { return .answer(completed.answer) }
    }
    if let inFlight = group.inFlight, inFlight.asked > barrier, inFlight.lasts(timeout) {
      return .ask(inFlight.ask)
    }
    return nil
  }

  /// The longest time that any item that could share this item's ask gives it; nil for no limit.
  func timeout(for item: Int, of planned: PlannedItem) -> Duration? {
    groupOfItem[item].map { groups[$0].timeout } ?? planned.timeout
  }

  /// The items that call something of the answer to this item's question secret.
  func secretKeepers(for item: Int, of planned: PlannedItem) -> [Int] {
    groupOfItem[item].map { groups[$0].secretKeepers } ?? (planned.hasSecrets ? [item] : [])
  }

  /// An item asks, at a logical time, and others may join.
  mutating func began(_ ask: Int, by item: Int, at time: Int, timeout: Duration?) {
    guard let group = groupOfItem[item] else { return }
    groups[group].inFlight = Flight(ask: ask, asked: time, timeout: timeout)
  }

  /// An ask has its answer; nil where it was cancelled, so that it says nothing. The answer is kept while an item may
  /// still need it.
  mutating func ended(_ ask: Int, by item: Int, _ answer: Answer?, of question: Question) {
    guard let group = groupOfItem[item], let flight = groups[group].inFlight, flight.ask == ask else {
      return
    }
    groups[group].inFlight = nil
    guard let answer else { return }
    let mayBeWanted = unresolved.values.contains { $0.mayAsk(question) }
    guard groups[group].users > 0 || mayBeWanted else { return }
    groups[group].completed = Completed(answer: answer, flight: flight, mayBeWanted: mayBeWanted)
  }

  /// An item needs no shared answer any more (said once for each); the last one lets it go.
  mutating func forget(_ item: Int) {
    resolved(item)
    guard let group = groupOfItem[item] else { return }
    groups[group].users -= 1
    let mayBeWanted = groups[group].completed?.mayBeWanted == true && !unresolved.isEmpty
    if groups[group].users == 0, !mayBeWanted { groups[group].completed = nil }
  }

  /// What an item asks is known, or it asks nothing.
  private mutating func resolved(_ item: Int) {
    guard unresolved.removeValue(forKey: item) != nil, unresolved.isEmpty else { return }
    for group in groups.indices where groups[group].users == 0 { groups[group].completed = nil }
  }
}
