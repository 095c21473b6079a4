import CheckModel
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Records

/// The file of sign-offs, and what is said of its records.
@Suite struct SignOffTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private static let question = SignOffQuestion(
    item: "policy", title: "T", question: "Is there one?", wording: "w", isPerSubject: false)

  private static let now = Timestamp(seconds: 10_000_000)

  private func ledger(environment: String? = "production", subject: String? = nil) -> SignOffLedger {
    SignOffLedger(
      directory: folder.path, checklist: "main", environment: environment, subject: subject)
  }

  private func add(
    _ answer: String?, to question: SignOffQuestion = Self.question, at seconds: Int64 = 1_000_000,
    evidence: [SignOffRecord.Evidence] = [], in ledger: SignOffLedger
  ) throws {
    try ledger.add(
      answer, to: question, by: "Ann", at: Timestamp(seconds: seconds), reason: "Seen", evidence: evidence)
  }

  private func answer(_ standing: SignOffStanding) -> String? {
    if case .answered(let signOff) = standing { signOff.answer } else { nil }
  }

  @Test func aRecordComesBackAsItWasAdded() throws {
    let ledger = ledger()
    let evidence: [SignOffRecord.Evidence] = [.url("https://wiki/a"), .url("https://wiki/b")]
    try add("yes", evidence: evidence, in: ledger)
    let expected = SignOff(
      answer: "yes", by: "Ann", at: Timestamp(seconds: 1_000_000),
      evidence: ["https://wiki/a", "https://wiki/b"],
      reason: "Seen")
    #expect(try ledger.standing(of: Self.question, at: Self.now) == .answered(expected))
  }

  @Test func whatWasEditedSinceIsVoid() throws {
    let ledger = ledger()
    try add("yes", in: ledger)
    let edited = [
      SignOffQuestion(
        item: "policy", title: "T", question: "Is there a good one?", wording: "w", isPerSubject: false),
      SignOffQuestion(
        item: "policy", title: "T", question: "Is there one?", wording: "x", isPerSubject: false),
    ]
    for question in edited {
      #expect(
        try ledger.standing(of: question, at: Self.now)
          == .missing("edited since Ann answered yes on 1970-01-12"))
    }
  }

  @Test func anAnswerGoesForItsEnvironmentAndItsSubject() throws {
    try add("yes", in: ledger())
    #expect(
      try ledger(environment: "staging").standing(of: Self.question, at: Self.now)
        == .missing("not answered yet"))
    #expect(
      try ledger(environment: nil).standing(of: Self.question, at: Self.now) == .missing("not answered yet"))
    let perSubject = SignOffQuestion(
      item: "severity", title: "T", question: "Q", wording: "w", isPerSubject: true)
    try add("yes", to: perSubject, in: ledger(subject: "INC-42"))
    #expect(answer(try ledger(subject: "INC-42").standing(of: perSubject, at: Self.now)) == "yes")
    #expect(
      try ledger(subject: "INC-43").standing(of: perSubject, at: Self.now) == .missing("not answered yet"))
    #expect(
      try ledger().standing(of: perSubject, at: Self.now)
        == .missing("it is answered for each subject, and the run has none (--subject)"))
    // Whatever the run is about, the first question is not asked about it.
    #expect(answer(try ledger(subject: "INC-42").standing(of: Self.question, at: Self.now)) == "yes")
  }

  @Test func theLastRecordDecides() throws {
    let ledger = ledger()
    try add("yes", at: 2_000_000, in: ledger)
    try add("no", at: 3_000_000, in: ledger)
    #expect(answer(try ledger.standing(of: Self.question, at: Self.now)) == "no")
    try add(nil, at: 4_000_000, in: ledger)
    #expect(
      try ledger.standing(of: Self.question, at: Self.now) == .missing("Ann took it back on 1970-02-16"))
    try add("yes", at: 5_000_000, in: ledger)
    #expect(answer(try ledger.standing(of: Self.question, at: Self.now)) == "yes")
  }

  @Test func anAnswerIsLaterThanWhatItFollowsWhateverTheClocksSay() throws {
    let ledger = ledger()
    let now = Timestamp(seconds: 10_000_000)
    try add("yes", at: 10_000_240, in: ledger)
    try add("no", at: 10_000_000, in: ledger)
    #expect(answer(try ledger.standing(of: Self.question, at: now)) == "no")
    try add(nil, at: 10_000_000, in: ledger)
    #expect(try ledger.standing(of: Self.question, at: now) == .missing("Ann took it back on 1970-04-26"))
  }

  @Test func aRecordOfAFarFutureIsOvertaken() throws {
    let ledger = ledger()
    try add("no", at: 4_000_000_000, in: ledger)
    try add("yes", at: 9_000_000, in: ledger)
    #expect(answer(try ledger.standing(of: Self.question, at: Self.now)) == "yes")
  }

  @Test func mergedBranchesThatContradictEachOtherDecideNothing() throws {
    let (first, second) = (try TemporaryDirectory(), try TemporaryDirectory())
    func branch(_ folder: TemporaryDirectory, _ answer: String, at seconds: Int64) throws -> String {
      let ledger = SignOffLedger(
        directory: folder.path, checklist: "main", environment: "production", subject: nil)
      try add(answer, at: seconds, in: ledger)
      return try folder.read("sign-offs.jsonl")
    }
    let later = try branch(first, "no", at: 3_000_000)
    let earlier = try branch(second, "yes", at: 2_000_000)
    try folder.write(later + earlier, to: "sign-offs.jsonl")
    #expect(
      try ledger().standing(of: Self.question, at: Self.now)
        == .missing(
          "Ann answered yes on 1970-01-24, but Ann answered no on 1970-02-04, so that it is to be answered again"
        ))
    try add("no", at: 4_000_000, in: ledger())
    #expect(answer(try ledger().standing(of: Self.question, at: Self.now)) == "no")
  }

  @Test func whoTakesAnswersBackDoesSoWhateverWasAsked() throws {
    let ledger = ledger()
    let edited = SignOffQuestion(
      item: "policy", title: "T", question: "Is there a good one?", wording: "w", isPerSubject: false)
    try add("yes", at: 2_000_000, in: ledger)
    try add(nil, to: edited, at: 3_000_000, in: ledger)
    #expect(
      try ledger.standing(of: Self.question, at: Self.now) == .missing("Ann took it back on 1970-02-04"))
  }

  @Test func aFileThatCannotBeReadIsNotAddedTo() throws {
    try folder.write("<<<<<<< HEAD\n", to: "sign-offs.jsonl")
    #expect(throws: RecordFault(message: "\(folder.path)/sign-offs.jsonl:1: this is not a JSON object")) {
      try self.add("yes", in: self.ledger())
    }
  }

  @Test func evidenceThatChangedVoidsTheAnswerAndAbsentOneIsSaid() throws {
    let file = try folder.write("one", to: "report.txt")
    let ledger = ledger()
    let evidence = try #require(SignOffRecord.Evidence(file, seenFrom: folder.path))
    #expect(evidence.place == "report.txt")
    try add("yes", evidence: [evidence], in: ledger)
    #expect(answer(try ledger.standing(of: Self.question, at: Self.now)) == "yes")
    try folder.write("two", to: "report.txt")
    #expect(
      try ledger.standing(of: Self.question, at: Self.now)
        == .missing("the evidence report.txt has changed since Ann answered yes on 1970-01-12"))
    try add("yes", at: 2_000_000, evidence: [.file("gone.txt", digest: "sha256:0")], in: ledger)
    #expect(
      try ledger.standing(of: Self.question, at: Self.now)
        == .missing("the evidence gone.txt is gone, with which Ann answered yes on 1970-01-24"))
    try add("yes", at: 3_000_000, evidence: [.file("/gone/report", digest: "sha256:0")], in: ledger)
    guard case .answered(let signOff) = try ledger.standing(of: Self.question, at: Self.now) else {
      Issue.record("it is not answered")
      return
    }
    #expect(
      signOff.notes == ["the evidence /gone/report is not to be read here, so that it could not be compared"])
  }

  @Test(arguments: [
    ("<<<<<<< HEAD", "this is not a JSON object"),
    (#"{"checkctl": 2}"#, "this version of checkctl reads records of version 1"),
    (#"{"checkctl": 1, "item": "policy"}"#, "`answer` is missing"),
    (
      #"{"checkctl": 1, "item": "policy", "answer": "yes", "by": "Ann", "at": "today"}"#, "`at` is not a time"
    ),
  ])
  func aBrokenLineIsAFaultWithItsPlace(line: String, message: String) throws {
    let ledger = ledger()
    try add("yes", in: ledger)
    let path = folder.path + "/sign-offs.jsonl"
    try folder.write(try folder.read("sign-offs.jsonl") + line + "\n", to: "sign-offs.jsonl")
    #expect(throws: SignOffFault("\(path):2: \(message)")) {
      try ledger.standing(of: Self.question, at: Self.now)
    }
  }

  @Test func manyThatAddAtOnceLoseNothing() async throws {
    let ledger = ledger()
    await withTaskGroup { group in
      for number in 0..<100 {
        group.addTask {
          let question = SignOffQuestion(
            item: ItemID(rawValue: "item-\(number)"), title: "T", question: "Q", wording: "w",
            isPerSubject: false)
          try? self.add("yes", to: question, in: self.ledger())
        }
      }
    }
    for number in 0..<100 {
      let question = SignOffQuestion(
        item: ItemID(rawValue: "item-\(number)"), title: "T", question: "Q", wording: "w", isPerSubject: false
      )
      #expect(answer(try ledger.standing(of: question, at: Self.now)) == "yes")
    }
  }

  @Test func aLineWithoutItsEndIsEndedFirst() throws {
    let ledger = ledger()
    try add("yes", in: ledger)
    let text = try folder.read("sign-offs.jsonl")
    try folder.write(String(text.dropLast()), to: "sign-offs.jsonl")
    try add("no", at: 2_000_000, in: ledger)
    #expect(try folder.read("sign-offs.jsonl").hasPrefix(text))
    #expect(answer(try ledger.standing(of: Self.question, at: Self.now)) == "no")
  }

  @Test func aRecordThatCannotBeWrittenIsAFault() throws {
    let ledger = SignOffLedger(
      directory: "/dev/null", checklist: "main", environment: nil, subject: nil)
    #expect(throws: RecordFault.self) { try self.add("yes", in: ledger) }
  }
}
