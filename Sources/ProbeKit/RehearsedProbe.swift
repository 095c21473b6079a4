public import CEL
internal import Diagnostics
public import Values

/// A kind whose answers can be stated instead of asked for, as tests of checklists do. The probe makes of what is stated
/// what it would make of a real answer, so that no test can claim what no system would say.
public protocol RehearsedProbe: Probe {
  /// What may be stated of an answer, such as the rows that a query returned.
  static var cannedFields: [FieldDescription] { get }

  /// Whether a person answers, rather than a system.
  static var asksPeople: Bool { get }

  /// Whether an answer may hold nothing to judge, for an item whose file says these fields: what depends on inputs is text
  /// as it is written.
  static func maySeeNothing(asking fields: [String: Value]) -> Bool

  /// What the probe would see, or why it would see nothing, if it were answered so. Asks nobody.
  ///
  /// - Parameter canned: Values that were checked against `cannedFields`.
  /// - Throws: What cannot be an answer to the question.
  func rehearse(_ canned: Fields, in context: ProbeContext) async throws(FieldFault) -> CannedAnswer
}

extension RehearsedProbe {
  /// No person.
  public static var asksPeople: Bool { false }

  /// Every answer holds something.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { false }
}

/// What comes of a stated answer.
public struct CannedAnswer: Sendable {
  /// What the probe sees, or why it sees nothing.
  public var result: Result<Observation, ProbeError>
  /// Fields of which a real answer tells and the stated one does not: nothing may be judged by them.
  public var unstated: Set<String>

  /// Makes one.
  public init(_ result: Result<Observation, ProbeError>, unstated: Set<String> = []) {
    self.result = result
    self.unstated = unstated
  }

  /// An observation in which such fields are left out that are not stated.
  public init(_ observation: Observation, unstated: Set<String> = []) {
    var stated = observation
    for name in unstated { stated.fields[.string(name)] = nil }
    self.init(.success(stated), unstated: unstated)
  }
}

extension Fields {
  /// Whether the field was named, be it with null.
  public func names(_ name: String) -> Bool { values.has(.string(name)) }

  /// Those of these fields that were not named.
  public func lacking(_ names: String...) -> Set<String> { Set(names.filter { !self.names($0) }) }

  /// Refuses fields that say the same, or contradict each other.
  public func refuse(_ names: String...) throws(FieldFault) {
    let named = names.filter { self.names($0) }
    guard named.count > 1 else { return }
    throw FieldFault("goes without `\(named[0])`", path: [.key(named[1])], help: "leave one of them out")
  }
}

/// A point in time as a file writes it: RFC 3339 text.
public func statedTime(_ name: String, in canned: Fields) throws(FieldFault) -> Timestamp? {
  guard let value = canned[name] else { return nil }
  guard let time = timestamp(value) else { throw .notATime(value, path: [.key(name)]) }
  return time
}

private func timestamp(_ value: Value) -> Timestamp? {
  if case .timestamp(let time) = value { time } else { value.string.flatMap { Timestamp(rfc3339: $0) } }
}

extension FieldFault {
  fileprivate static func notATime(_ value: Value, path: [ObservationPath.Step] = []) -> FieldFault {
    FieldFault(
      "should be a time, and is \(value.wholeOrLength)", path: path,
      help: "write it as 2026-01-31T12:30:00Z")
  }
}

/// A field of an observation as a file states it: checked against its type in expressions, and converted to it.
public func stated(_ value: Value, as type: Type) throws(FieldFault) -> Value {
  switch type {
  case .bool: return try conform(value, to: .bool)
  case .int, .uint: return try conform(value, to: .int(Int.min...Int.max))
  case .double:
    // Text may stand there too, and NaN.
    return value.isNumber || value.string != nil ? value : try conform(value, to: .number)
  case .string: return try conform(value, to: .string)
  case .duration: return try conform(value, to: .duration)
  case .timestamp:
    guard let time = timestamp(value) else { throw .notATime(value) }
    return .timestamp(time)
  case .list(let element):
    guard case .list(let values) = value else { return try conform(value, to: .list(.any)) }
    var all: [Value] = []
    for (place, value) in values.enumerated() {
      do { all.append(try stated(value, as: element)) } catch { throw error.inside(.index(place)) }
    }
    return .list(all)
  case .map(_, let element):
    guard case .map(let entries) = value else { return try conform(value, to: .map(.any)) }
    var all = ValueMap()
    for (key, value) in entries {
      do { all[key] = try stated(value, as: element) } catch { throw error.inside(.key(key.description)) }
    }
    return .map(all)
  case .object(let fields):
    guard case .map(let entries) = value else { return try conform(value, to: .map(.any)) }
    return .map(try stated(entries, as: fields))
  default: return value
  }
}

/// The same for all fields of an observation, or of an object within one.
public func stated(_ entries: ValueMap, as fields: [Type.Field]) throws(FieldFault) -> ValueMap {
  var all = ValueMap()
  for (key, value) in entries {
    let name = key.description
    guard let field = fields.first(where: { $0.name == name }) else {
      let near = closestMatch(to: name, among: fields.map(\.name))
      throw FieldFault(
        "is not a field of the observation", path: [.key(name)],
        help: near.map { "did you mean `\($0)`?" }
          ?? "fields are \(fields.map(\.name).joined(separator: ", "))", isAboutKey: true)
    }
    do { all[key] = try stated(value, as: field.type) } catch { throw error.inside(.key(name)) }
  }
  return all
}
