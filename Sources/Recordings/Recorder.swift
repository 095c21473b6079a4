public import CheckEngine
public import CheckModel
public import Checklists
internal import Digests
public import ProbeKit
public import Values

/// Keeps what is asked and answered in a run, and what is decided of it, to make a recording of it at its end: only then
/// all secrets are known.
public final class Recorder: Arbiter {
  private struct Noted {
    let question: Question
    let asked: Duration
    var answered: Duration?
    var wasStopped = false
    var answer: Answer?
  }

  private struct Decided {
    let attempt: Int
    let answer: Answer
    let judged: Judged
  }

  private struct Story {
    var asks: [Noted] = []
    var decided: [Decided] = []
    var item: PlannedItem?
    var end: (judged: Judged, attempts: Int, firstAsked: Duration?)?
  }

  private struct State {
    var start: Duration
    var started = Timestamp.now
    var stories: [ItemID: Story] = [:]
  }

  private let clock: EngineClock
  private let redactor: Redactor
  private let state: Lock<State>

  /// Keeps nothing yet. `redactor` is the run's.
  public init(redactor: Redactor, clock: EngineClock = .continuous()) {
    self.redactor = redactor
    self.clock = clock
    state = Lock(State(start: clock.now()))
  }

  /// When the run began.
  public var started: Timestamp { state.withLock { $0.started } }

  /// Takes note of an event of the run, which begins with the first.
  public func receive(_ event: RunEvent) {
    guard case .runStarted(let header) = event else { return }
    state.withLock { [now = clock.now()] state in
      state.start = now
      state.started = header.started
    }
  }

  /// Keeps what an answer means, and lets it be.
  public func decide(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, answer: Result<Observation, ProbeError>?,
    _ judged: Judged
  ) -> Judged {
    guard let answer else { return judged }
    state.withLock { state in
      state.stories[id, default: Story()].decided.append(
        Decided(attempt: attempt, answer: answer, judged: judged))
    }
    return judged
  }

  /// Keeps what came of an item.
  public func ended(
    _ id: ItemID, _ item: PlannedItem, _ judged: Judged, attempts: Int, firstAsked: Duration?
  ) {
    state.withLock { state in
      state.stories[id, default: Story()].item = item
      state.stories[id]?.end = (judged, attempts, firstAsked)
    }
  }

  /// An item asks; returns its number among the item's asks.
  fileprivate func asks(_ id: ItemID, _ question: Question) -> Int {
    state.withLock { [now = clock.now()] state in
      let noted = Noted(question: question, asked: now - state.start)
      state.stories[id, default: Story()].asks.append(noted)
      return (state.stories[id]?.asks.count ?? 1) - 1
    }
  }

  fileprivate func answered(_ id: ItemID, _ ask: Int, _ answer: Answer, wasStopped: Bool) {
    state.withLock { [now = clock.now()] state in
      state.stories[id]?.asks[ask].answered = now - state.start
      state.stories[id]?.asks[ask].answer = answer
      state.stories[id]?.asks[ask].wasStopped = wasStopped
    }
  }

  /// The recording of the run, which is over. Every secret that is known now is replaced in it.
  ///
  /// - Parameters:
  ///   - plan: What was run.
  ///   - directory: The folder of the checklists, to which paths are relative.
  ///   - key: What surrogates are made by; nobody is to know it.
  public func recording(
    of run: Recording.Run, _ plan: RunPlan, in directory: String, key: String
  ) -> Recording {
    let stories = state.withLock { $0.stories }
    let surrogates = Surrogates(for: redactor.secrets, key: key)
    let writer = StoryWriter(
      items: plan.items.map { stories[$0.summary.id]?.item ?? $0 }, directory: directory, redactor: redactor,
      surrogates: surrogates)
    let items = plan.items.map { planned in
      let story = stories[planned.summary.id] ?? Story()
      let asks = story.asks.map { noted in
        writer.ask(
          noted.question, asked: noted.asked, answered: noted.answered ?? noted.asked,
          wasStopped: noted.wasStopped || noted.answer == nil, answer: noted.answer)
      }
      let item = story.item ?? planned
      let touched =
        story.decided.contains { surrogates.change($0.answer) } || item.judgesBySecrets(known: redactor)
      let decided = touched ? story.decided : []
      return RecordedItem(
        id: ItemID(rawValue: surrogates.replaced(planned.summary.id.rawValue)),
        title: surrogates.replaced(planned.summary.title), wording: planned.wordingDigest,
        outcome: story.end?.judged.outcome ?? .error,
        message: surrogates.replaced(story.end?.judged.message ?? ""), attempts: story.end?.attempts ?? 0,
        firstAsked: story.end?.firstAsked, asks: asks,
        decisions: Dictionary(decided.map { ($0.attempt, surrogates.replaced($0.judged)) }) { $1 })
    }
    return Recording(
      run: surrogates.replaced(run), items: items,
      surrogates: surrogates.texts.filter { !SecretForms.isWord($0) })
  }
}

/// Asks through another asker, and keeps what is asked and answered.
public struct RecordingAsker: Asker {
  private let asker: any Asker
  private let recorder: Recorder

  /// Makes one.
  public init(_ asker: any Asker = SystemAsker(), into recorder: Recorder) {
    self.asker = asker
    self.recorder = recorder
  }

  /// What the other one answers.
  public func answer(_ item: PlannedItem, in context: ProbeContext) async -> Result<Observation, ProbeError> {
    let id = context.item?.id ?? item.summary.id
    let ask = recorder.asks(id, item.question)
    let answer = await asker.answer(item, in: context)
    recorder.answered(id, ask, answer, wasStopped: Task.isCancelled)
    return answer
  }
}

/// Makes what a recording has of what was noted.
private struct StoryWriter {
  let directory: String
  let redactor: Redactor
  let surrogates: Surrogates
  /// What items ask that call something of the answer secret.
  private let keepers: Set<ExactBytes>

  init(items: [PlannedItem], directory: String, redactor: Redactor, surrogates: Surrogates) {
    self.directory = directory
    self.redactor = redactor
    self.surrogates = surrogates
    let secretive = items.filter { !$0.redactedPaths.isEmpty || $0.outputs.contains(where: \.isSecret) }
    keepers = Set(secretive.map(\.question.exactBytes))
  }

  func ask(
    _ question: Question, asked: Duration, answered: Duration, wasStopped: Bool, answer: Answer?
  ) -> RecordedAsk {
    let answer = answer ?? .failure(ProbeError(.cancelled, "it had not stopped when the run ended"))
    // An excerpt may hold a part of a secret that nothing recognises.
    let shown = keepers.contains(question.exactBytes) ? answer.withoutExcerpt : answer
    return RecordedAsk(
      question: surrogates.replaced(RecordedQuestion(question, in: directory)), asked: max(asked, .zero),
      answered: max(answered, .zero), wasStopped: wasStopped, answer: surrogates.replaced(shown))
  }
}

extension Answer {
  fileprivate var withoutExcerpt: Answer {
    switch self {
    case .success(var observation):
      observation.excerpt = nil
      return .success(observation)
    case .failure(let error):
      var refusal = error.refusal
      refusal?.excerpt = nil
      return .failure(
        ProbeError(
          error.kind, error.message, isTransient: error.isTransient, refusal: refusal,
          awaited: error.awaited))
    }
  }
}

extension Surrogates {
  /// Whether something that may be judged is another thing once secrets are replaced.
  fileprivate func change(_ answer: Answer) -> Bool {
    switch answer {
    case .success(let observation): change(observation)
    case .failure(let error): error.refusal.map(change) ?? false
    }
  }

  private func change(_ observation: Observation) -> Bool {
    let fields = Value.map(observation.fields)
    return !Wire.isSame(replaced(fields), fields)
  }

  fileprivate func replaced(_ run: Recording.Run) -> Recording.Run {
    var other = run
    other.subject = run.subject.map(replaced)
    other.incomplete = run.incomplete.map(replaced)
    other.settings = run.settings.mapValues(replaced)
    other.variables = run.variables.mapValues(replaced)
    other.secretFiles = run.secretFiles.mapValues(replaced)
    return other
  }
}

extension PlannedItem {
  /// A digest of all of its text that decides what is asked and what must hold.
  var wordingDigest: String { SHA256Digest(of: asking.wording([])).description }
}
