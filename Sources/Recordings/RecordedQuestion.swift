public import Checklists
public import ProbeKit
public import Values

/// What was asked of whom, as a recording has it: with surrogates for secrets, and paths within the folder of the checklists are
/// relative to it.
public struct RecordedQuestion: Hashable, Sendable {
  /// The kind of probe.
  public let kind: String
  /// The name of the target; nil where there is none.
  public let target: String?
  /// The names of the other targets, by role.
  public let targets: [String: String]
  /// The fields, without those that have their default.
  public let fields: ValueMap

  /// Makes one.
  public init(kind: String, target: String?, targets: [String: String] = [:], fields: ValueMap) {
    self.kind = kind
    self.target = target
    self.targets = targets
    self.fields = fields
  }
}

extension RecordedQuestion {
  /// The question of a run, as it is now.
  init(_ question: Question, in directory: String) {
    let description: ProbeDescription? =
      if case .success(let probe) = question.probe { type(of: probe).description } else { nil }
    let fields = question.identity.fields.values.filter { entry in
      guard let known = description?.fieldsByName[entry.key.description] else { return true }
      if case .null = entry.value { return false }
      if case .success(let value)? = known.convertedDefault { return value != entry.value }
      return true
    }
    self.init(
      kind: question.identity.kind, target: question.identity.target?.name,
      targets: question.targets.mapValues(\.name),
      fields: ValueMap(
        fields.map { entry in
          let mayHoldPath = description?.fieldsByName[entry.key.description]?.mayHoldPath ?? false
          return (entry.key, mayHoldPath ? entry.value.relative(to: directory) : entry.value)
        }))
  }

  /// In what another question differs from this recorded one, such as `sql.query is "SELECT 2" and was "SELECT 1"`; nil
  /// where it asks the same.
  ///
  /// - Parameters:
  ///   - ignored: Fields that do not count.
  ///   - redactor: Knows all secrets of the replay.
  ///   - surrogates: Knows those of them that stand for a secret of the run that was recorded.
  func difference(
    of other: RecordedQuestion, ignoring ignored: Set<String>, redacting redactor: Redactor,
    surrogates: Redactor
  ) -> String? {
    func isSame(_ then: Value, _ now: Value) -> Bool {
      if Wire.isSame(then, now) { return true }
      // A secret that stands in a file of the checklists is here what it was, and a surrogate in the recording.
      guard redactor.redact(now) != surrogates.redact(now) else { return false }
      return Wire.isSame(redactor.redact(then), redactor.redact(now))
    }
    func matches(_ recorded: String?, _ name: String?) -> Bool {
      guard let recorded, let name else { return recorded == nil && name == nil }
      return isSame(.string(recorded), .string(name))
    }
    func text(_ value: Value?) -> String {
      value.map { redactor.redact($0).json.shortened(to: 100) } ?? "absent"
    }
    func text(_ name: String?) -> String { name.map { redactor.redact($0) } ?? "absent" }
    guard kind == other.kind else { return "it asks by \(other.kind), and asked by \(kind)" }
    if !matches(target, other.target) {
      return "its target is \(text(other.target)), and was \(text(target))"
    }
    guard targets.keys == other.targets.keys,
      targets.allSatisfy({ matches($0.value, other.targets[$0.key]) })
    else { return "its targets are not those that they were" }
    for key in Set(fields.keys + other.fields.keys).sorted(by: { $0.description < $1.description })
    where !ignored.contains(key.description) {
      let (then, now) = (fields[key], other.fields[key])
      if let then, let now, isSame(then, now) { continue }
      if then == nil, now == nil { continue }
      return "\(kind).\(key) is \(text(now)), and was \(text(then))"
    }
    return nil
  }

  /// The form in recordings.
  var wire: Value {
    .object([
      ("kind", .string(kind)), ("target", target.map(Value.string)),
      ("targets", Value.texts(targets)),
      ("fields", Wire.encoded(Value.map(fields))),
    ])
  }

  init(wire json: Value) throws(WireFault) {
    let reader = try WireReader(json, keys: ["kind", "target", "targets", "fields"])
    guard case .map(let fields) = try reader.value("fields") else {
      throw WireFault("an object should stand here", at: "fields")
    }
    self.init(
      kind: try reader.string("kind"), target: try reader.optionalString("target"),
      targets: try reader.stringMap("targets"), fields: fields)
  }
}

extension Value {
  /// The value with paths relative to a folder, where they lead into it.
  fileprivate func relative(to directory: String) -> Value {
    switch self {
    case .string(let path):
      let prefix = directory == "." ? "./" : directory + "/"
      return path.hasPrefix(prefix) ? .string(String(path.dropFirst(prefix.count))) : self
    case .list(let elements): return .list(elements.map { $0.relative(to: directory) })
    case .map(let entries):
      return .map(ValueMap(entries.map { ($0.key, $0.value.relative(to: directory)) }))
    default: return self
    }
  }
}
