public import CheckEngine
public import CheckModel
public import Checklists
public import ProbeKit
public import Values

/// Answers from a recording, and contacts nothing. What was not recorded is an error, never an empty answer.
public final class Replay: Memory, Arbiter {
  private let recording: Recording
  private let directory: String
  private let redactor: Redactor
  /// Whether inputs of the command line are others than those of the run that was recorded.
  private let hasOtherInputs: Bool
  /// Knows what stands for secrets of the run that was recorded.
  private let surrogates = Redactor()
  /// The first asks of items, by kind and target.
  private let firstAsks: [[String?]: [RecordedAsk]]

  /// Replays a recording of the checklists of a folder. What stands for secrets in it is made known to `redactor`, so
  /// that reports mask it as they masked the secrets.
  ///
  /// - Parameter settings: The inputs of the command line that are not those of the recording.
  public init(
    _ recording: Recording, in directory: String, settings: [String: String] = [:], redactor: Redactor
  ) {
    hasOtherInputs = settings.contains { recording.run.settings[$0.key] != $0.value }
    self.recording = recording
    self.directory = directory
    self.redactor = redactor
    firstAsks = Dictionary(grouping: recording.items.compactMap(\.asks.first)) {
      [$0.question.kind, $0.question.target]
    }
    for surrogate in recording.surrogates {
      redactor.add(surrogate)
      surrogates.add(surrogate)
    }
  }

  /// What was answered: to the item itself, or to another one that asked the same where that served it.
  public func recall(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, in context: ProbeContext
  ) -> Recollection {
    let now = RecordedQuestion(item.question, in: directory)
    guard let own = recording[id] else {
      return shared(item, now) ?? fault("\(id) was not recorded: record again")
    }
    // The first attempt may have been served by an item that asked the same.
    let place = attempt - 1 - max(0, own.attempts - own.asks.count)
    guard place >= 0, !own.asks.isEmpty else {
      return shared(item, now) ?? fault(own.absence)
    }
    guard place < own.asks.count else {
      return fault(
        "it was asked \(own.asks.count == 1 ? "once" : "\(own.asks.count) times") when it was recorded, and is asked once more: record again"
      )
    }
    let ask = own.asks[place]
    if let difference = ask.question.difference(
      of: now, ignoring: item.timedFields, redacting: redactor, surrogates: surrogates)
    {
      return fault("this was not recorded: \(difference): record again")
    }
    return ask.recollection(firstAsked: own.firstAsked)
  }

  private func shared(_ item: PlannedItem, _ now: RecordedQuestion) -> Recollection? {
    guard !item.summary.isAction, case .success(let probe) = item.question.probe, probe.effect == .read,
      item.timedFields.isEmpty
    else { return nil }
    let asks = firstAsks[[now.kind, now.target]] ?? []
    return asks.first {
      $0.question.difference(of: now, ignoring: [], redacting: redactor, surrogates: surrogates) == nil
    }?
    .recollection(firstAsked: nil)
  }

  private func fault(_ message: String) -> Recollection {
    Recollection(.failure(ProbeError(.invalid, Self.faultPrefix + message, isTransient: false)))
  }

  private static let faultPrefix = "replay: "

  /// What was decided where secrets had a part in it: surrogates might be judged otherwise. That goes as long as the item
  /// has the text that it had.
  public func decide(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, answer: Result<Observation, ProbeError>?,
    _ judged: Judged
  ) -> Judged {
    guard let answer else { return judged }
    if case .failure(let error) = answer, error.message.hasPrefix(Self.faultPrefix) { return judged }
    guard let own = recording[id] else {
      guard case .success(let observation) = answer, holdsSurrogate(observation) else { return judged }
      return Judged(
        outcome: .error,
        message: "replay: \(id) was not recorded, and the answer holds what stands for secrets: record again",
        isTransient: false)
    }
    guard !own.decisions.isEmpty else { return judged }
    guard item.wordingDigest == own.wording else {
      return Judged(
        outcome: .error,
        message:
          "replay: it was recorded before the item was changed, and secrets had a part in what was decided: record again",
        isTransient: false)
    }
    guard !hasOtherInputs else {
      return Judged(
        outcome: .error,
        message:
          "replay: it was recorded with other inputs, and secrets had a part in what was decided: record again",
        isTransient: false)
    }
    guard let decision = own.decisions[attempt] else { return judged }
    return judged.overruled(by: decision)
  }

  private func holdsSurrogate(_ observation: Observation) -> Bool {
    surrogates.redact(Value.map(observation.fields)) != .map(observation.fields)
  }

  /// Nothing is to be done.
  public func ended(
    _ id: ItemID, _ item: PlannedItem, _ judged: Judged, attempts: Int, firstAsked: Duration?
  ) {}
}

extension RecordedItem {
  /// Why there is no answer.
  fileprivate var absence: String {
    guard attempts == 0 else {
      return "what served it when it was recorded is not what it asks now: record again"
    }
    let reason = message.isEmpty ? "" : ": \(message)"
    return "it was not asked when it was recorded, where it was \(outcome.rawValue)\(reason)"
  }
}

extension RecordedAsk {
  fileprivate func recollection(firstAsked: Duration?) -> Recollection {
    if wasStopped { return Recollection(answer, arrival: .whenStopped) }
    return Recollection(
      answer, arrival: .after(answered - asked, sinceFirstAsked: firstAsked.map { answered - $0 }))
  }
}

extension Judged {
  /// What was decided, with what this has of outputs.
  fileprivate func overruled(by decision: Judged) -> Judged {
    var judged = decision
    judged.outputs = outputs
    judged.shownOutputs = shownOutputs
    let note = "decided when it was recorded, since secrets had a part in it"
    if judged.elements.isEmpty {
      judged.notes.append(note)
    } else {
      judged.elements[0].judged.notes.append(note)
      judged.elements[0].judged.shownOutputs = shownOutputs
    }
    return judged
  }
}
