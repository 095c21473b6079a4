internal import Values

/// Elements of lists by a hash, so that two long lists are not compared pair by pair.
struct ElementIndex {
  private var buckets: [Int: [Value]] = [:]

  /// Without elements.
  init() {}

  /// Of these elements.
  init(_ elements: [Value], _ budget: inout Budget) throws(EvaluationError) {
    for element in elements { _ = try insert(element, &budget) }
  }

  /// Whether one of them equals a value.
  func contains(_ value: Value, _ budget: inout Budget) throws(EvaluationError) -> Bool {
    try contains(value, hash: hash(of: value, &budget), &budget)
  }

  /// Adds a value unless one equals it; says whether it did.
  mutating func insert(_ value: Value, _ budget: inout Budget) throws(EvaluationError) -> Bool {
    let hash = try hash(of: value, &budget)
    if try contains(value, hash: hash, &budget) { return false }
    buckets[hash, default: []].append(value)
    return true
  }

  private func contains(_ value: Value, hash: Int, _ budget: inout Budget) throws(EvaluationError) -> Bool {
    for other in buckets[hash] ?? [] {
      try budget.spend()
      if try celEqual(value, other, &budget) { return true }
    }
    return false
  }
}

/// A hash that is the same for values that are equal, numbers of different types included.
private func hash(of value: Value, _ budget: inout Budget) throws(EvaluationError) -> Int {
  var hasher = Hasher()
  try add(value, to: &hasher, &budget)
  return hasher.finalize()
}

private func add(
  _ value: Value, to hasher: inout Hasher, _ budget: inout Budget
) throws(EvaluationError) {
  try budget.spend()
  switch value {
  case .null: hasher.combine(0)
  case .bool(let truth): hasher.combine(truth)
  // Equal numbers are next to the same double, whatever their types.
  case .int, .uint, .double, .decimal: hasher.combine(value.double)
  case .string(let text):
    try budget.spend(bytes: text.utf8.count)
    hasher.combine(ValueKey.string(text))
  case .bytes(let bytes):
    try budget.spend(bytes: bytes.count)
    hasher.combine(bytes)
  case .duration(let duration): hasher.combine(duration)
  case .timestamp(let time): hasher.combine(time)
  case .list(let elements):
    hasher.combine(elements.count)
    for element in elements { try add(element, to: &hasher, &budget) }
  // Equal maps may differ in the order and in the types of their keys, and equal values of other types in all that
  // they hold.
  case .map(let entries): hasher.combine(entries.count)
  case .opaque(let value): hasher.combine(value.base.typeName)
  }
}
