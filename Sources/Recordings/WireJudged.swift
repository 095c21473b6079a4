internal import CheckEngine
internal import CheckModel
internal import Values

/// What was decided of an answer.
extension Wire {
  static func encoded(_ judged: Judged) -> Value { .object(parts(of: judged)) }

  static func parts(of judged: Judged) -> [(String, Value?)] {
    [
      ("outcome", .string(judged.outcome.rawValue)),
      ("message", judged.message.isEmpty ? nil : .string(judged.message)),
      ("findings", judged.findings.isEmpty ? nil : .list(judged.findings.map(encoded))),
      ("excerpt", judged.excerpt.map(Value.string)), ("notes", Value.texts(judged.notes)),
      ("transient", judged.isTransient ? nil : Value.bool(false)),
      ("elements", judged.elements.isEmpty ? nil : .list(judged.elements.map(encoded))),
    ]
  }

  private static func encoded(_ element: Judged.Element) -> Value {
    .object([("key", element.key.map(Value.string))] + parts(of: element.judged))
  }

  private static let keys: Set = [
    "outcome", "message", "findings", "excerpt", "notes", "transient", "elements", "key", "attempt",
  ]

  static func judged(_ json: Value) throws(WireFault) -> Judged {
    let reader = try WireReader(json, keys: keys)
    var judged = Judged(
      outcome: try outcome(reader), message: try reader.optionalString("message") ?? "",
      findings: try reader.list("findings", finding), excerpt: try reader.optionalString("excerpt"),
      notes: try reader.strings("notes"), isTransient: try reader.bool("transient", default: true))
    judged.elements = try reader.list("elements") { (json) throws(WireFault) in
      let key = try WireReader(json, keys: keys).optionalString("key")
      guard json["elements"] == nil else { throw WireFault("elements have none themselves", at: "elements") }
      return Judged.Element(key: key, judged: try self.judged(json))
    }
    return judged
  }

  static func outcome(_ reader: WireReader) throws(WireFault) -> Outcome {
    let word = try reader.string("outcome")
    guard let outcome = Outcome(rawValue: word) else {
      throw WireFault("`\(word.shortened(to: 40))` is no outcome", at: "outcome")
    }
    return outcome
  }

  private static func encoded(_ finding: Finding) -> Value {
    .object([
      ("path", .string(finding.path)), ("expected", .string(finding.expected)),
      ("observed", finding.observed.map(Value.string)),
    ])
  }

  private static func finding(_ json: Value) throws(WireFault) -> Finding {
    let reader = try WireReader(json, keys: ["path", "expected", "observed"])
    return Finding(
      path: try reader.string("path"), expected: try reader.string("expected"),
      observed: try reader.optionalString("observed"))
  }
}

extension Surrogates {
  func replaced(_ judged: Judged) -> Judged {
    var other = judged
    other.message = replaced(judged.message)
    other.findings = judged.findings.map {
      Finding(path: replaced($0.path), expected: replaced($0.expected), observed: $0.observed.map(replaced))
    }
    other.excerpt = judged.excerpt.map(replaced)
    other.notes = judged.notes.map(replaced)
    other.elements = judged.elements.map {
      Judged.Element(key: $0.key.map(replaced), judged: replaced($0.judged))
    }
    return other
  }
}
