/// What the parameters of signatures turn out to be (cel-spec, "Type checking"), by the rules of its reference checker.
struct TypeSubstitution {
  private var bindings: [String: Type] = [:]

  /// How deeply a type says what it is made of; nothing is known of what is further down.
  private static let depth = 50

  /// The type with every known parameter replaced; an unknown one becomes `dyn` where the checker is done.
  func applied(to type: Type, isFinal: Bool = false) -> Type {
    applied(to: type, isFinal: isFinal, levels: Self.depth)
  }

  private func applied(to type: Type, isFinal: Bool, levels: Int) -> Type {
    if levels == 0 { return .dyn }
    if case .parameter(let name) = type {
      return bindings[name].map { applied(to: $0, isFinal: isFinal, levels: levels - 1) }
        ?? (isFinal ? .dyn : type)
    }
    return type.mapParts { applied(to: $0, isFinal: isFinal, levels: levels - 1) }
  }

  /// Whether a value of a type can stand where another type is wanted. Binds parameters where it can.
  mutating func assign(_ actual: Type, to wanted: Type) -> Bool {
    if actual == wanted { return true }
    if case .parameter(let name) = wanted {
      let (fits, isBound) = bind(name, to: actual)
      if fits || isBound { return fits }
    }
    if case .parameter(let name) = actual { return bind(name, to: wanted).fits }
    if actual == .dyn || wanted == .dyn { return true }
    if actual == .null { return wanted.isNullable }
    if wanted == .null { return actual.isNullable }
    if case .type = actual, case .type = wanted { return true }
    guard actual.constructor == wanted.constructor else { return false }
    return assign(all: actual.parts, to: wanted.parts)
  }

  /// Whether values of these types can stand where these are wanted; nothing is bound where they cannot.
  mutating func assign(all actual: [Type], to wanted: [Type]) -> Bool {
    guard actual.count == wanted.count else { return false }
    var copy = self
    for (actual, wanted) in zip(actual, wanted) where !copy.assign(actual, to: wanted) { return false }
    self = copy
    return true
  }

  /// The type of values of both types; `dyn` where they have none in common.
  mutating func join(_ first: Type, _ second: Type) -> Type {
    guard assign(first, to: second) else { return .dyn }
    // Null stands for an absent value of the other type.
    if second == .null { return first }
    return first.isAsGeneral(as: second) ? first : second
  }

  /// Whether a parameter can be a type, and whether it was something already.
  private mutating func bind(_ name: String, to type: Type) -> (fits: Bool, isBound: Bool) {
    if type == .parameter(name) { return (true, true) }
    guard let known = bindings[name] else {
      guard !refers(type, to: name) else { return (false, false) }
      bindings[name] = type
      return (true, false)
    }
    if known == type { return (true, true) }
    guard assign(type, to: known) else { return (false, true) }
    let general = type.isAsGeneral(as: known) ? type : known
    if !refers(general, to: name) { bindings[name] = general }
    return (true, true)
  }

  private func refers(_ type: Type, to name: String) -> Bool {
    if case .parameter(let other) = type {
      return other == name || bindings[other].map { refers($0, to: name) } ?? false
    }
    return type.parts.contains { refers($0, to: name) }
  }
}

extension Type {
  /// The types that it is made of.
  var parts: [Type] {
    switch self {
    case .list(let element): [element]
    case .map(let key, let value): [key, value]
    case .object: [.string, .dyn]
    case .optional(let inner): [inner]
    case .opaque(_, let parameters): parameters
    case .type(let inner): [inner]
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .parameter: []
    }
  }

  /// The type made of other parts.
  func mapParts(_ change: (Type) -> Type) -> Type {
    switch self {
    case .list(let element): .list(change(element))
    case .map(let key, let value): .map(key: change(key), value: change(value))
    case .optional(let inner): .optional(change(inner))
    case .opaque(let name, let parameters): .opaque(name, parameters.map(change))
    case .type(let inner): .type(change(inner))
    default: self
    }
  }

  /// What it is without its parts.
  fileprivate var constructor: String {
    switch self {
    case .list: "list"
    case .map, .object: "map"
    case .optional: "optional_type"
    case .type: "type"
    case .opaque(let name, _): name
    default: description
    }
  }

  /// Whether null stands for an absent value of it.
  fileprivate var isNullable: Bool {
    switch self {
    case .null, .duration, .timestamp, .optional, .opaque: true
    default: false
    }
  }

  /// Whether it is the other type, or says less.
  fileprivate func isAsGeneral(as other: Type) -> Bool {
    if self == .dyn { return true }
    if case .parameter = self { return true }
    if other == .dyn { return false }
    if case .parameter = other { return false }
    guard constructor == other.constructor else { return false }
    return zip(parts, other.parts).allSatisfy { $0.isAsGeneral(as: $1) }
  }
}
