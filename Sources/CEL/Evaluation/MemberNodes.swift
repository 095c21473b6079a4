internal import Values

/// `operand.field` and `operand[index]`, where the key stands there or is computed. In a chain behind an optional
/// everything is optional (cel-spec, "Optional values").
struct MemberNode: Node {
  let text: String
  let operand: any Node
  let key: Key
  let isOptional: Bool

  enum Key {
    case field(String)
    case index(any Node)
  }

  /// Of a list or a map that is written out, the one that the key comes from.
  var variable: String? {
    guard operand is MapNode || operand is ListNode, case .index(let node) = key else {
      return operand.variable
    }
    return node.variable
  }

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let container = try operand.value(&frame)
    if case .opaque(let other) = container, let optional = other.base as? OptionalValue {
      guard let inner = optional.wrapped else { return .optionalNone }
      return Self.optional(try found(in: inner, &frame))
    }
    let found = try found(in: container, &frame)
    if isOptional { return Self.optional(found) }
    guard let found else { throw EvaluationError(.absent, absence(in: container, &frame), in: variable) }
    return found
  }

  private static func optional(_ value: Value?) -> Value { value.map { .optional($0) } ?? .optionalNone }

  /// Whether it is there.
  func isPresent(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Bool {
    try frame.budget.spend()
    let container = try operand.value(&frame)
    if case .opaque(let other) = container, let optional = other.base as? OptionalValue {
      guard let inner = optional.wrapped else { return false }
      return try found(in: inner, &frame) != nil
    }
    return try found(in: container, &frame) != nil
  }

  /// The member, nil where the container has none such; throws where it has no members at all.
  private func found(in container: Value, _ frame: inout EvaluationFrame) throws(EvaluationError) -> Value? {
    switch key {
    case .field(let name):
      guard case .map(let map) = container else {
        throw EvaluationError(
          .noOverload, "`\(operand.text)` is \(container.kindName), which has no `\(name)`")
      }
      return map[.string(name)]
    case .index(let node):
      let index = try node.value(&frame)
      switch container {
      case .list(let elements): return try element(index, of: elements)
      case .map(let map):
        guard let key = ValueKey(index) else {
          // A double that is no integer equals no key; other values can be none.
          if index.isNumber { return nil }
          throw EvaluationError(.noOverload, "\(index.kindName) cannot be the key of a map")
        }
        try frame.budget.spend(on: key)
        return member(key, of: map)
      default:
        throw EvaluationError(
          .noOverload, "`\(operand.text)` is \(container.kindName), which has no elements")
      }
    }
  }

  private func element(_ index: Value, of elements: [Value]) throws(EvaluationError) -> Value? {
    guard let key = ValueKey(index) else {
      throw EvaluationError(.noOverload, "\(index.kindName) cannot be the index of a list")
    }
    let place: Int? =
      switch key {
      case .int(let number): Int(exactly: number)
      case .uint(let number): Int(exactly: number)
      case .bool, .string:
        throw EvaluationError(.noOverload, "\(index.kindName) cannot be the index of a list")
      }
    guard let place, elements.indices.contains(place) else { return nil }
    return elements[place]
  }

  private func absence(in container: Value, _ frame: inout EvaluationFrame) -> String {
    var message = "\(text) is absent"
    // What the key was is not to be seen in the text where it was computed.
    if case .index(let node) = key, !(node is LiteralNode), let index = try? node.value(&frame) {
      message += " where \(node.text) is \(index.json.shortened(to: 60))"
    }
    guard case .list(let elements) = container else { return message }
    return message + ": the list has \(counted(elements.count, "element"))"
  }
}

/// `has(operand.field)`
struct PresenceNode: Node {
  let text: String
  let member: MemberNode

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    .bool(try member.isPresent(&frame))
  }
}

/// `[a, ?b]`
struct ListNode: Node {
  let text: String
  let elements: [(node: any Node, isOptional: Bool)]

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend(1 + elements.count)
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for (node, isOptional) in elements {
      let value = try node.value(&frame)
      if let kept = try isOptional ? unwrapped(value, node.text) : value { values.append(kept) }
    }
    return .list(values)
  }
}

/// `{k: v, ?k: v}`
struct MapNode: Node {
  let text: String
  let entries: [(key: any Node, value: any Node, isOptional: Bool)]

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend(1 + entries.count)
    var map = ValueMap()
    for entry in entries {
      let key = try mapKey(try entry.key.value(&frame), &frame.budget)
      let value = try entry.value.value(&frame)
      guard let kept = try entry.isOptional ? unwrapped(value, entry.value.text) : value else { continue }
      guard member(key, of: map) == nil else { throw .duplicate(key) }
      map[key] = kept
    }
    return .map(map)
  }
}

/// The key that a value is in a map that is made; a double is none.
func mapKey(_ value: Value, _ budget: inout Budget) throws(EvaluationError) -> ValueKey {
  if case .double = value { throw EvaluationError(.noOverload, "a double cannot be the key of a map") }
  guard let key = ValueKey(value) else {
    throw EvaluationError(.noOverload, "\(value.kindName) cannot be the key of a map")
  }
  try budget.spend(on: key)
  return key
}

extension EvaluationError {
  /// A map is made that has a key already.
  static func duplicate(_ key: ValueKey) -> EvaluationError {
    let text = if case .string(let text) = key { Value.string(text.shortened(to: 60)) } else { key.value }
    return EvaluationError("the map has the key \(text.json) twice")
  }
}

/// What an optional holds, nil for nothing; throws where it is no optional.
private func unwrapped(_ value: Value, _ text: String) throws(EvaluationError) -> Value? {
  guard let optional = value.asOptional else {
    throw EvaluationError(.noOverload, "`\(text)` follows `?` and is \(value.kindName), not an optional")
  }
  return optional.wrapped
}
