internal import Values

/// What a macro goes over: a list with its indices, or a map with its keys.
private struct Elements {
  let count: Int
  private let list: [Value]
  private let map: ValueMap?

  init(_ value: Value, _ text: String) throws(EvaluationError) {
    switch value {
    case .list(let elements): (list, map) = (elements, nil)
    case .map(let entries): (list, map) = ([], entries)
    default:
      throw EvaluationError(.noOverload, "`\(text)` is \(value.kindName), which has no elements to go over")
    }
    count = map?.count ?? list.count
  }

  /// The index or key of an element.
  func key(_ place: Int) -> Value { map.map { $0[place].key.value } ?? .int(Int64(place)) }

  /// The element itself.
  func value(_ place: Int) -> Value { map.map { $0[place].value } ?? list[place] }

  /// What one variable is: an element of a list, or a key of a map.
  func single(_ place: Int) -> Value { map == nil ? list[place] : key(place) }
}

/// What a macro goes over, and how many variables it declares of each element.
struct ElementRange: Sendable {
  let node: any Node
  let variables: Int

  /// Declares the variables of every element and asks `body`, until that says no. How many elements there were.
  @discardableResult
  func forEach(
    _ frame: inout EvaluationFrame,
    _ body: (_ key: Value, inout EvaluationFrame) throws(EvaluationError) -> Bool
  ) throws(EvaluationError) -> Int {
    try frame.budget.spend()
    let elements = try Elements(try node.value(&frame), node.text)
    let depth = frame.locals.count
    defer { frame.locals.removeSubrange(depth...) }
    for place in 0..<elements.count {
      try frame.budget.spend()
      frame.locals.removeSubrange(depth...)
      if variables == 1 {
        frame.locals.append(elements.single(place))
      } else {
        frame.locals.append(elements.key(place))
        frame.locals.append(elements.value(place))
      }
      guard try body(elements.key(place), &frame) else { break }
    }
    return elements.count
  }
}

/// `range.all(x, p)`, `exists` and `exists_one`.
struct QuantifierNode: Node {
  let text: String
  let range: ElementRange
  let quantifier: Expr.Quantifier
  let predicate: any Node
  /// Whether an empty range is remembered.
  let isWatched: Bool

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    if quantifier == .existsOne { return .bool(try count(&frame) == 1) }
    let deciding = quantifier == .exists
    var fault: EvaluationError?
    var isDecided = false
    let count = try range.forEach(&frame) { (_, frame) throws(EvaluationError) in
      do throws(EvaluationError) {
        isDecided = try predicate.truth(&frame) == deciding
      } catch {
        if error.kind == .tooExpensive { throw error }
        fault = fault ?? error
      }
      return !isDecided
    }
    if isDecided { return .bool(deciding) }
    if let fault { throw fault }
    if count == 0, isWatched, !frame.emptyRanges.contains(range.node.text) {
      frame.emptyRanges.append(range.node.text)
    }
    return .bool(!deciding)
  }

  private func count(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Int {
    var count = 0
    try range.forEach(&frame) { (_, frame) throws(EvaluationError) in
      if try predicate.truth(&frame) { count += 1 }
      return true
    }
    return count
  }
}

/// `map`, `filter` and `transformList`.
struct ListMacroNode: Node {
  let text: String
  let range: ElementRange
  let filter: (any Node)?
  let transform: (any Node)?

  /// Without a transform the first variable is kept, as `filter` does.
  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    var values: [Value] = []
    let slot = frame.locals.count
    try range.forEach(&frame) { (_, frame) throws(EvaluationError) in
      if let filter, !(try filter.truth(&frame)) { return true }
      values.append(try transform?.value(&frame) ?? frame.locals[slot])
      return true
    }
    return .list(values)
  }
}

/// `transformMap`, and `transformMapEntry`, whose transform makes an entry.
struct MapMacroNode: Node {
  let text: String
  let range: ElementRange
  let filter: (any Node)?
  let transform: any Node
  let makesEntries: Bool

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    var map = ValueMap()
    try range.forEach(&frame) { (key, frame) throws(EvaluationError) in
      if let filter, !(try filter.truth(&frame)) { return true }
      let value = try transform.value(&frame)
      guard makesEntries else {
        map[try mapKey(key, &frame.budget)] = value
        return true
      }
      guard case .map(let entries) = value else {
        throw EvaluationError(.noOverload, "`\(transform.text)` is \(value.kindName), not a map")
      }
      for (key, value) in entries {
        try frame.budget.spend(on: key)
        guard member(key, of: map) == nil else { throw .duplicate(key) }
        map[key] = value
      }
      return true
    }
    return .map(map)
  }
}

/// `range.sortBy(x, key)`
struct SortNode: Node {
  let text: String
  let range: any Node
  let key: any Node

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    let value = try range.value(&frame)
    guard case .list(let elements) = value else {
      throw EvaluationError(.noOverload, "`\(range.text)` is \(value.kindName), not a list")
    }
    var keys: [Value] = []
    try ElementRange(node: LiteralNode(text: range.text, literal: value), variables: 1)
      .forEach(&frame) { (_, frame) throws(EvaluationError) in
        keys.append(try key.value(&frame))
        return true
      }
    return .list(try sorted(elements, by: keys, &frame.budget))
  }
}

/// `cel.bind(x, value, body)`
struct BindNode: Node {
  let text: String
  let bound: any Node
  let body: any Node

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let value = try bound.value(&frame)
    frame.locals.append(value)
    defer { frame.locals.removeLast() }
    return try body.value(&frame)
  }
}

/// `target.optMap(x, body)` and `optFlatMap`
struct OptionalMacroNode: Node {
  let text: String
  let target: any Node
  let body: any Node
  let isFlat: Bool

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let value = try target.value(&frame)
    guard let optional = value.asOptional else {
      throw EvaluationError(.noOverload, "`\(target.text)` is \(value.kindName), not an optional")
    }
    guard let inner = optional.wrapped else { return .optionalNone }
    frame.locals.append(inner)
    defer { frame.locals.removeLast() }
    let result = try body.value(&frame)
    guard isFlat else { return .optional(result) }
    guard result.asOptional != nil else {
      throw EvaluationError(.noOverload, "`\(body.text)` is \(result.kindName), not an optional")
    }
    return result
  }
}
