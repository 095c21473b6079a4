public import Checklists
public import ProbeKit
public import Values

/// What was asked of whom, as a recording has it: secrets are masked, and paths within the folder of the checklists are
/// relative to it.
public struct RecordedQuestion: Hashable, Sendable {
  /// The kind of probe.
  public let kind: String
  /// The name of the target; nil where there is none.
  public let target: String?
  /// The names of the other targets, by role.
  public let targets: [String: String]
  /// The fields, without those that have their default. `********` stands for anything.
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

  /// The same without what is secret.
  func masked(by redactor: Redactor) -> RecordedQuestion {
    RecordedQuestion(
      kind: kind, target: target.map { redactor.redact($0) },
      targets: targets.mapValues { redactor.redact($0) }, fields: redactor.redact(.map(fields)).map ?? [:])
  }

  /// In what another question differs from this recorded one, such as `sql.query is "SELECT 2" and was "SELECT 1"`; nil
  /// where it asks the same.
  ///
  /// - Parameter ignored: Fields that do not count.
  func difference(of other: RecordedQuestion, ignoring ignored: Set<String>, redacting redactor: Redactor)
    -> String?
  {
    func text(_ value: Value?) -> String {
      value.map { redactor.redact($0).json.shortened(to: 100) } ?? "absent"
    }
    func text(_ name: String?) -> String { name.map { redactor.redact($0) } ?? "absent" }
    guard kind == other.kind else { return "it asks by \(other.kind), and asked by \(kind)" }
    if !Self.matches(target, other.target) {
      return "its target is \(text(other.target)), and was \(text(target))"
    }
    guard targets.keys == other.targets.keys,
      targets.allSatisfy({ Self.matches($0.value, other.targets[$0.key]) })
    else { return "its targets are not those that they were" }
    for key in Set(fields.keys + other.fields.keys).sorted(by: { $0.description < $1.description })
    where !ignored.contains(key.description) {
      let (then, now) = (fields[key], other.fields[key])
      if let then, let now, then.stands(for: now) { continue }
      if then == nil, now == nil { continue }
      return "\(kind).\(key) is \(text(now)), and was \(text(then))"
    }
    return nil
  }

  private static func matches(_ recorded: String?, _ name: String?) -> Bool {
    guard let recorded, let name else { return recorded == nil && name == nil }
    return Value.string(recorded).stands(for: .string(name))
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
  /// Whether this, in which secrets are masked, may have been that: a mask stands for anything.
  func stands(for value: Value) -> Bool {
    switch (self, value) {
    case (.string(Redactor.mask), _): return true
    case (.string(let pattern), .string(let text)): return pattern.standsFor(text)
    case (.list(let own), .list(let other)):
      return own.count == other.count && zip(own, other).allSatisfy { $0.stands(for: $1) }
    case (.map(let own), .map(let other)):
      guard own.count == other.count else { return false }
      var left = Set(other.keys)
      // Keys without a mask first, or one with a mask could stand for them.
      for entry in own where left.contains(entry.key) {
        guard let value = other[entry.key], entry.value.stands(for: value) else { return false }
        left.remove(entry.key)
      }
      for entry in own where other[entry.key] == nil {
        let found = left.first { key in
          entry.key.description.standsFor(key.description)
            && (other[key].map { entry.value.stands(for: $0) } ?? false)
        }
        guard let found else { return false }
        left.remove(found)
      }
      return left.isEmpty
    default: return Wire.isSame(self, value)
    }
  }

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

extension String {
  /// Whether this, in which each mask stands for any text, may have been that one.
  fileprivate func standsFor(_ text: String) -> Bool {
    let parts = split(separator: Redactor.mask, omittingEmptySubsequences: false).map { Array($0.utf8) }
    var rest = Array(text.utf8)[...]
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return hasSameBytes(as: text)
    }
    guard rest.starts(with: first) else { return false }
    rest = rest.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let place = rest.firstRange(of: part) else { return false }
      rest = rest[place.upperBound...]
    }
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}
