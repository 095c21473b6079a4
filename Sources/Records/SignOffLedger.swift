public import CheckModel
internal import Digests
public import ProbeKit
public import Values

/// The file of sign-offs beside the checklists, for one environment and subject. It is made to be committed: one
/// record a line (JSON Lines), only ever added to.
public final class SignOffLedger: SignOffBook {
  /// The name of the file.
  public static let fileName = "sign-offs.jsonl"

  /// The file.
  public let path: String
  private let directory: String
  private let checklist: String
  private let environment: String?
  private let subject: String?
  private let cache = Lock<Loaded?>(nil)

  private struct Loaded {
    let bytes: [UInt8]
    let records: Records
  }

  /// The sign-offs in a folder, as the items of a checklist see them.
  public init(directory: String, checklist: String, environment: String?, subject: String?) {
    self.directory = directory
    self.checklist = checklist
    self.environment = environment
    self.subject = subject
    path = directory + "/" + Self.fileName
  }

  /// What is on record of a question at this time.
  public func standing(
    of question: SignOffQuestion, at now: Timestamp
  ) throws(SignOffFault) -> SignOffStanding {
    if question.isPerSubject, subject == nil {
      return .missing("it is answered for each subject, and the run has none (--subject)")
    }
    let about = try load().about(question, environment, subject)
    // Who takes answers back does so whatever was asked then.
    let kept = about.suffix(while: { $0.answer != nil })
    guard let latest = kept.last(where: { $0.isBound(to: question) }) else {
      return .missing(
        about.last.map { $0.answer == nil ? $0.said : "edited since \($0.said)" } ?? "not answered yet")
    }
    // Records are added at the end; only where branches were merged does an earlier line say something later.
    let contradiction = about.first { other in
      other.at > latest.at && other.at.since(now) <= recordClockTolerance && other.answer != latest.answer
    }
    if let contradiction {
      return .missing("\(latest.said), but \(contradiction.said), so that it is to be answered again")
    }
    return standing(of: latest)
  }

  /// How a person answers, as a command line to which the answer is added.
  public func command(for item: ItemID, isPerSubject: Bool) -> String {
    var words = ["checkctl", "attest", checklist, item.rawValue]
    if directory != "checklists" { words += ["-C", directory] }
    if let environment { words += ["-e", environment] }
    if isPerSubject { words += ["--subject", subject ?? "SUBJECT"] }
    return words.map(shellQuoted).joined(separator: " ")
  }

  /// Adds an answer; none takes back what was answered. It goes as later than what it follows, also where that was
  /// written by a clock that is ahead. May block; several programs may add at once.
  public func add(
    _ answer: String?, to question: SignOffQuestion, by: String, at now: Timestamp, reason: String? = nil,
    evidence: [SignOffRecord.Evidence] = []
  ) throws(RecordFault) {
    try RecordFile(path: path).append { (existing) throws(RecordFault) in
      var at = now
      do throws(SignOffFault) {
        let about = try Records(existing, path: path).about(question, environment, subject)
        let others = about.map(\.at).filter { $0.since(now) <= recordClockTolerance }
        if let last = others.max(), last >= at { at = last.advanced(by: .milliseconds(1)) }
      } catch {
        throw RecordFault(message: error.message)
      }
      let record = SignOffRecord(
        question, environment: environment, subject: subject, answer: answer, by: by, at: at, reason: reason,
        evidence: evidence)
      return record.line + "\n"
    }
  }

  /// Reads the file to see whether it can be read.
  public func check() throws(SignOffFault) { _ = try load() }

  // MARK: Records

  private func standing(of record: SignOffRecord) -> SignOffStanding {
    var notes: [String] = []
    for case .file(let path, let digest) in record.evidence {
      let isOutside = path.hasPrefix("/")
      guard let now = SHA256Digest.ofFile(isOutside ? path : directory + "/" + path) else {
        guard isOutside else { return .missing("the evidence \(path) is gone, with which \(record.said)") }
        notes.append("the evidence \(path) is not to be read here, so that it could not be compared")
        continue
      }
      guard now.description == digest else {
        return .missing("the evidence \(path) has changed since \(record.said)")
      }
    }
    return .answered(
      SignOff(
        answer: record.answer ?? "", by: record.by, at: record.at, evidence: record.evidence.map(\.place),
        reason: record.reason, notes: notes))
  }

  /// What was parsed is kept as long as the file stays as it is.
  private func load() throws(SignOffFault) -> Records {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(path)
    } catch {
      if error.isMissing { return Records() }
      throw SignOffFault("cannot read \(path): \(error.message)")
    }
    return try cache.withLock { (loaded) throws(SignOffFault) in
      if let loaded, loaded.bytes == bytes { return loaded.records }
      let records = try Records(bytes, path: path)
      loaded = Loaded(bytes: bytes, records: records)
      return records
    }
  }
}

/// The records of a file, by item, in its order.
private struct Records {
  private var byItem: [ItemID: [SignOffRecord]] = [:]

  init() {}

  init(_ bytes: [UInt8], path: String) throws(SignOffFault) {
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated() where !line.isEmpty
    {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw SignOffFault("\(path):\(number + 1): this is not UTF-8")
      }
      do {
        let record = try SignOffRecord(line: text)
        byItem[record.item, default: []].append(record)
      } catch {
        throw SignOffFault("\(path):\(number + 1): \(error.message)")
      }
    }
  }

  /// Those of an item, for an environment and, where it is asked about subjects, for one of them.
  func about(
    _ question: SignOffQuestion, _ environment: String?, _ subject: String?
  ) -> [SignOffRecord] {
    (byItem[question.item] ?? []).filter {
      $0.environment == environment && $0.subject == (question.isPerSubject ? subject : nil)
    }
  }
}

extension SignOffRecord {
  fileprivate func isBound(to question: SignOffQuestion) -> Bool {
    digest == question.digest && title == question.title && self.question == question.question
  }

  /// Who said what, and when.
  fileprivate var said: String {
    answer.map { "\(by) answered \($0) on \(at.day)" } ?? "\(by) took it back on \(at.day)"
  }
}

extension Array {
  /// The elements after the last that does not meet a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
    suffix(from: lastIndex { !condition($0) }.map { $0 + 1 } ?? 0)
  }
}
