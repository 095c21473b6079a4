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
    let records: [ItemID: [SignOffRecord]]
  }

  /// The sign-offs in a folder, as the items of a checklist see them.
  public init(directory: String, checklist: String, environment: String?, subject: String?) {
    self.directory = directory
    self.checklist = checklist
    self.environment = environment
    self.subject = subject
    path = directory + "/" + Self.fileName
  }

  /// What is on record of a question now.
  public func standing(of question: SignOffQuestion) throws(SignOffFault) -> SignOffStanding {
    if question.isPerSubject, subject == nil {
      return .missing("it is answered for each subject, and the run has none (--subject)")
    }
    let all = try load()[question.item] ?? []
    let about = all.filter { isAbout($0, question) }
    guard let latest = latest(of: about.filter { isBound($0, to: question) }) else {
      let old = self.latest(of: about).flatMap { $0.answer == nil ? nil : $0 }
      return .missing(old.map { "edited since \($0.said)" } ?? "not answered yet")
    }
    guard latest.answer != nil else { return .missing("taken back by \(latest.by) on \(latest.at.day)") }
    return standing(of: latest)
  }

  /// How a person answers.
  public func command(for item: ItemID) -> String {
    let environment = environment.map { " -e \($0)" } ?? ""
    let subject = subject.map { " --subject \($0)" } ?? ""
    return "checkctl attest \(checklist) '\(item)'\(environment)\(subject) --answer ANSWER --by NAME"
      + " --evidence URL_OR_FILE"
  }

  /// The record that an answer now makes; nil takes back what was answered.
  public func record(
    _ question: SignOffQuestion, answer: String?, by: String, at: Timestamp, reason: String? = nil,
    evidence: [SignOffRecord.Evidence] = []
  ) -> SignOffRecord {
    SignOffRecord(
      question, environment: environment, subject: subject, answer: answer, by: by, at: at, reason: reason,
      evidence: evidence)
  }

  /// Adds a record. May block; several programs may add at once.
  public func add(_ record: SignOffRecord) throws(RecordFault) {
    try RecordFile(path: path).append(orThrow: RecordFault.init) { (_) throws(RecordFault) in
      record.line + "\n"
    }
  }

  // MARK: Records

  private func isAbout(_ record: SignOffRecord, _ question: SignOffQuestion) -> Bool {
    record.environment == environment && record.subject == (question.isPerSubject ? subject : nil)
  }

  private func isBound(_ record: SignOffRecord, to question: SignOffQuestion) -> Bool {
    record.digest == question.digest && record.question == question.question
  }

  /// The latest by what the records say: merging two branches may put their lines in any order.
  private func latest(of records: [SignOffRecord]) -> SignOffRecord? {
    records.reduce(nil) { latest, record in latest.map { $0.at > record.at } ?? false ? latest : record }
  }

  private func standing(of record: SignOffRecord) -> SignOffStanding {
    var notes: [String] = []
    for case .file(let path, let digest) in record.evidence {
      guard let now = SHA256Digest.ofFile(path.hasPrefix("/") ? path : directory + "/" + path) else {
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

  /// The records by item; what was parsed is kept as long as the file stays as it is.
  private func load() throws(SignOffFault) -> [ItemID: [SignOffRecord]] {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(path)
    } catch {
      if error.isMissing { return [:] }
      throw SignOffFault("cannot read \(path): \(error.message)")
    }
    return try cache.withLock { (loaded) throws(SignOffFault) in
      if let loaded, loaded.bytes == bytes { return loaded.records }
      let records = try parse(bytes)
      loaded = Loaded(bytes: bytes, records: records)
      return records
    }
  }

  private func parse(_ bytes: [UInt8]) throws(SignOffFault) -> [ItemID: [SignOffRecord]] {
    var records: [ItemID: [SignOffRecord]] = [:]
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated() where !line.isEmpty
    {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw SignOffFault("\(path):\(number + 1): this is not UTF-8")
      }
      do {
        let record = try SignOffRecord(line: text)
        records[record.item, default: []].append(record)
      } catch {
        throw SignOffFault("\(path):\(number + 1): \(error.message)")
      }
    }
    return records
  }
}

extension SignOffRecord {
  /// Who answered what, and when.
  fileprivate var said: String { "\(by) answered \(answer ?? "") on \(at.day)" }
}
