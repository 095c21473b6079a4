internal import CEL
internal import ProbeKit
internal import Values

/// What came of asking once.
typealias Answer = Result<Observation, ProbeError>

extension Wire {
  /// An answer as `{"answer": ...}` or `{"error": ...}`.
  static func parts(of answer: Answer) -> [(String, Value?)] {
    switch answer {
    case .success(let observation): [("answer", encoded(observation))]
    case .failure(let error): [("error", encoded(error))]
    }
  }

  static func encoded(_ observation: Observation) -> Value {
    .object([
      ("fields", encoded(Value.map(observation.fields))),
      ("no_data", observation.noData.map(Value.string)),
      ("excerpt", observation.excerpt.map(Value.string)),
      ("cause", observation.cause.map(Value.string)),
      ("notes", Value.texts(observation.notes)),
      ("undecidable", Value.texts(observation.undecidable)),
      ("declared", observation.declared.map { encoded($0) }),
      ("final", observation.isFinal ? Value.bool(true) : nil),
    ])
  }

  static func observation(_ json: Value) throws(WireFault) -> Observation {
    let reader = try WireReader(
      json,
      keys: ["fields", "no_data", "excerpt", "cause", "notes", "undecidable", "declared", "final"])
    guard case .map(let fields) = try reader.value("fields") else {
      throw WireFault("an object should stand here", at: "fields")
    }
    return Observation(
      fields, noData: try reader.optionalString("no_data"), excerpt: try reader.optionalString("excerpt"),
      cause: try reader.optionalString("cause"), notes: try reader.strings("notes"),
      undecidable: try reader.stringMap("undecidable"),
      declared: try reader.optional("declared", types), isFinal: try reader.bool("final", default: false))
  }

  static func encoded(_ error: ProbeError) -> Value {
    .object([
      ("kind", Value.string(error.kind.rawValue)), ("message", .string(error.message)),
      ("transient", .bool(error.isTransient)), ("refusal", error.refusal.map { encoded($0) }),
      ("excerpt", error.excerpt.map(Value.string)), ("awaited", error.awaited.map(Value.string)),
    ])
  }

  static func error(_ json: Value) throws(WireFault) -> ProbeError {
    let reader = try WireReader(
      json, keys: ["kind", "message", "transient", "refusal", "excerpt", "awaited"])
    let word = try reader.string("kind")
    guard let kind = ProbeError.Kind(rawValue: word) else {
      throw WireFault("`\(word.shortened(to: 40))` is no kind of error", at: "kind")
    }
    return ProbeError(
      kind, try reader.string("message"), isTransient: try reader.bool("transient", default: false),
      refusal: try reader.optional("refusal", observation), excerpt: try reader.optionalString("excerpt"),
      awaited: try reader.optionalString("awaited"))
  }

  /// A type by its word, or as an object of one key where it has parts.
  static func encoded(_ type: Type) -> Value {
    switch type {
    case .list(let element): ["list": encoded(element)]
    case .map(let key, let value): ["map": [encoded(key), encoded(value)]]
    case .object(let fields):
      ["object": .map(ValueMap(fields.map { (.string($0.name), encoded($0.type)) }))]
    case .optional, .type, .opaque, .parameter: .string(Type.dyn.description)
    default: .string(type.description)
    }
  }

  private static func encoded(_ types: [String: Type]) -> Value {
    .map(ValueMap(types.sorted { $0.key < $1.key }.map { (ValueKey.string($0.key), encoded($0.value)) }))
  }

  private static let plainTypes: [Type] = [
    .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp,
  ]

  static func type(_ json: Value) throws(WireFault) -> Type {
    if let word = json.string, let type = plainTypes.first(where: { $0.description == word }) { return type }
    guard let part = json.map, part.count == 1 else { throw WireFault("this is no type") }
    switch (part[0].key.description, part[0].value) {
    case ("list", let element): return .list(try type(element))
    case ("map", .list(let parts)) where parts.count == 2:
      return .map(key: try type(parts[0]), value: try type(parts[1]))
    case ("object", let fields):
      return .object(try types(fields).sorted { $0.key < $1.key }.map { Type.Field($0.key, $0.value, "") })
    default: throw WireFault("this is no type")
    }
  }

  private static func types(_ json: Value) throws(WireFault) -> [String: Type] {
    guard let entries = json.map else { throw WireFault("an object should stand here") }
    var types: [String: Type] = [:]
    for entry in entries {
      do { types[entry.key.description] = try type(entry.value) } catch {
        throw error.within(entry.key.description)
      }
    }
    return types
  }
}
