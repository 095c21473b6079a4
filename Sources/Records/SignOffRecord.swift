public import CheckModel
internal import Digests
public import ProbeKit
public import Values

/// One line of the file of sign-offs: an answer, or that answers are taken back.
public struct SignOffRecord: Hashable, Sendable {
  /// The version of the form of a line.
  static let version: Int64 = 1

  /// The item that was answered for.
  public var item: ItemID
  /// The environment it was answered for; nil where there is none.
  public var environment: String?
  /// The subject it was answered for; nil where the item is not asked about subjects.
  public var subject: String?
  /// What was answered; nil takes back what was answered before.
  public var answer: String?
  /// Who says so.
  public var by: String
  /// When.
  public var at: Timestamp
  /// Why.
  public var reason: String?
  /// What shows it.
  public var evidence: [Evidence]
  /// The title as it was read.
  public var title: String
  /// The question as it was read.
  public var question: String
  /// The digest of all that the answer is bound to.
  public var digest: String

  /// What shows that an answer is right.
  public enum Evidence: Hashable, Sendable {
    /// A page.
    case url(String)
    /// A file, relative to the folder of the sign-offs where it lies in the same project, with the digest of its bytes.
    case file(String, digest: String)

    /// The URL, or the path.
    public var place: String {
      switch self {
      case .url(let place), .file(let place, _): place
      }
    }
  }

  /// Makes a record of a question's answer, bound to the wording that the question has now.
  public init(
    _ question: SignOffQuestion, environment: String?, subject: String?, answer: String?, by: String,
    at: Timestamp, reason: String? = nil, evidence: [Evidence] = []
  ) {
    item = question.item
    self.environment = environment
    self.subject = question.isPerSubject ? subject : nil
    self.answer = answer
    self.by = by
    self.at = at
    self.reason = reason
    self.evidence = evidence
    title = question.title
    self.question = question.question
    digest = question.digest
  }
}

extension SignOffQuestion {
  /// What an answer is bound to, in short.
  var digest: String { SHA256Digest(of: wording).description }
}

extension SignOffRecord {
  /// The line, without its end: one JSON object (RFC 8259).
  var line: String {
    var entries: [(ValueKey, Value)] = [
      ("checkctl", .int(Self.version)), ("item", .string(item.rawValue)),
    ]
    func add(_ key: ValueKey, _ text: String?) { text.map { entries.append((key, .string($0))) } }
    add("environment", environment)
    add("subject", subject)
    if let answer { add("answer", answer) } else { entries.append(("revoked", .bool(true))) }
    add("by", by)
    add("at", at.description)
    add("reason", reason)
    if !evidence.isEmpty { entries.append(("evidence", .list(evidence.map(\.value)))) }
    add("title", title)
    add("question", question)
    add("digest", digest)
    return Value.map(ValueMap(entries)).json
  }

  /// Reads a line.
  ///
  /// - Throws: What is wrong with it.
  init(line: some StringProtocol) throws(SignOffFault) {
    guard let value = try? parseJSON(String(line)), let map = value.map else {
      throw SignOffFault("this is not a JSON object")
    }
    guard map["checkctl"] == .int(Self.version) else {
      throw SignOffFault("this version of checkctl reads records of version \(Self.version)")
    }
    func text(_ key: ValueKey) throws(SignOffFault) -> String {
      guard let text = map[key]?.string else { throw SignOffFault("`\(key.description)` is missing") }
      return text
    }
    item = ItemID(rawValue: try text("item"))
    environment = map["environment"]?.string
    subject = map["subject"]?.string
    answer = map["revoked"] == .bool(true) ? nil : try text("answer")
    by = try text("by")
    guard let at = Timestamp(rfc3339: try text("at")) else { throw SignOffFault("`at` is not a time") }
    self.at = at
    reason = map["reason"]?.string
    evidence = []
    for entry in map["evidence"]?.list ?? [] { evidence.append(try Evidence(entry)) }
    title = try text("title")
    question = try text("question")
    digest = try text("digest")
  }
}

extension SignOffRecord.Evidence {
  fileprivate var value: Value {
    switch self {
    case .url(let url): ["url": .string(url)]
    case .file(let path, let digest): ["file": .string(path), "digest": .string(digest)]
    }
  }

  fileprivate init(_ value: Value) throws(SignOffFault) {
    if let url = value["url"]?.string {
      self = .url(url)
    } else if let path = value["file"]?.string, let digest = value["digest"]?.string {
      self = .file(path, digest: digest)
    } else {
      throw SignOffFault("`evidence` is a list of URLs and of files with their digests")
    }
  }
}
