public import CheckModel
public import Values

/// What a person answered to the question of an item.
public struct SignOff: Hashable, Sendable {
  /// The answer: `yes`, `no`, `not-applicable`, or one of the item's options.
  public let answer: String
  /// Who says to have answered.
  public let by: String
  /// When.
  public let at: Timestamp
  /// Where the evidence is: URLs, and paths of files.
  public let evidence: [String]
  /// Why.
  public let reason: String?
  /// What else is to be known of it, such as evidence that could not be looked at.
  public let notes: [String]

  /// Makes one.
  public init(
    answer: String, by: String, at: Timestamp, evidence: [String] = [], reason: String? = nil,
    notes: [String] = []
  ) {
    self.answer = answer
    self.by = by
    self.at = at
    self.evidence = evidence
    self.reason = reason
    self.notes = notes
  }
}

/// The question of an item that only a person can answer.
public struct SignOffQuestion: Sendable {
  /// The item, as its own checklist names it.
  public let item: ItemID
  /// Its title.
  public let title: String
  /// What is asked, as the person reads it.
  public let question: String
  /// All that an answer is bound to: whoever edits it voids the answer.
  public let wording: String
  /// Whether each subject of the run, such as an incident, is asked about by itself.
  public let isPerSubject: Bool

  /// Makes one.
  public init(item: ItemID, title: String, question: String, wording: String, isPerSubject: Bool) {
    self.item = item
    self.title = title
    self.question = question
    self.wording = wording
    self.isPerSubject = isPerSubject
  }
}

/// By how much the clocks of two machines that write records may differ.
public let recordClockTolerance = Duration.seconds(300)

/// What is on record of a question.
public enum SignOffStanding: Hashable, Sendable {
  /// This was answered, and still goes.
  case answered(SignOff)
  /// There is no answer, or none that goes any more; why, in one line.
  case missing(String)
}

/// Why it is not known what is on record.
public struct SignOffFault: Error, Hashable, Sendable {
  /// In one line, with the file and the line.
  public let message: String

  /// Makes one.
  public init(_ message: String) { self.message = message }
}

/// The answers that people have given, for one environment and subject.
public protocol SignOffBook: Sendable {
  /// What is on record of a question at this time. May block while files are read.
  func standing(of question: SignOffQuestion, at now: Timestamp) throws(SignOffFault) -> SignOffStanding

  /// How a person answers for an item, as a command line to which the answer is added.
  func command(for item: ItemID, isPerSubject: Bool) -> String
}

/// The item that asks.
public struct AskingItem: Sendable {
  /// Its name within the run.
  public let id: ItemID
  /// Its name in records: that in its own checklist, also where that one is a step of another.
  public let recordID: ItemID
  /// Its title.
  public let title: String
  /// All of its text that decides what is asked and what must hold, without these fields of its probe, in a form that
  /// is the same as long as that text is.
  public let wording: @Sendable (_ omitting: Set<String>) -> String

  /// Makes one.
  public init(
    id: ItemID, recordID: ItemID, title: String,
    wording: @escaping @Sendable (_ omitting: Set<String>) -> String
  ) {
    self.id = id
    self.recordID = recordID
    self.title = title
    self.wording = wording
  }
}
