private import OrderedCollections

/// What a map can be keyed by (cel-spec, "Values": bool, int, uint, string).
public enum ValueKey: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// True or false.
  case bool(Bool)
  /// A signed integer.
  case int(Int64)
  /// An unsigned integer.
  case uint(UInt64)
  /// Text.
  case string(String)

  /// A text key.
  public init(stringLiteral value: String) { self = .string(value) }

  /// The key as text, as it would stand in JSON.
  public var description: String {
    switch self {
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .uint(let value): String(value)
    case .string(let value): value
    }
  }
}

extension ValueKey: Hashable {
  /// Whether both are the same key; texts are compared as values are, by their scalars.
  public static func == (left: ValueKey, right: ValueKey) -> Bool {
    switch (left, right) {
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.uint(let left), .uint(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    default: false
    }
  }

  /// Hashes the key, a text by its bytes.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .uint(let value): hasher.combine(value)
    case .string(var value): value.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }
}

/// Values by key, in the order they were written; equality ignores the order.
public struct ValueMap: Sendable {
  private var entries: OrderedDictionary<ValueKey, Value>

  /// An empty map.
  public init() { entries = [:] }

  /// A map of these entries; a later one wins.
  public init(_ entries: some Sequence<(ValueKey, Value)>) {
    self.init()
    for (key, value) in entries { self.entries[key] = value }
  }

  /// The same of a list, which most maps are made of; what is generic would be slow to other modules.
  public init(_ entries: [(ValueKey, Value)]) {
    self.entries = OrderedDictionary(minimumCapacity: entries.count)
    for (key, value) in entries { self.entries[key] = value }
  }

  /// The value of a key.
  public subscript(key: ValueKey) -> Value? {
    get { entries[key] }
    set { entries[key] = newValue }
  }

  /// Whether there is an entry of that key.
  public func has(_ key: ValueKey) -> Bool { entries.index(forKey: key) != nil }

  /// The map with more entries behind its own; a later one wins.
  public func adding(_ more: [(ValueKey, Value)]) -> ValueMap {
    var map = self
    map.entries.merge(more) { _, later in later }
    return map
  }

  /// The keys in order.
  public var keys: [ValueKey] { Array(entries.keys) }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
  /// A map of these entries; a later one wins.
  public init(dictionaryLiteral elements: (ValueKey, Value)...) {
    entries = OrderedDictionary(minimumCapacity: elements.count)
    for (key, value) in elements { entries[key] = value }
  }
}

extension ValueMap: RandomAccessCollection {
  /// A key and its value.
  public typealias Element = (key: ValueKey, value: Value)

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of entries.
  public var endIndex: Int { entries.count }
  /// The entry at a place in the order.
  public subscript(position: Int) -> Element { entries.elements[position] }
}

extension ValueMap: Hashable {
  /// Whether both have the same entries, in any order.
  public static func == (left: ValueMap, right: ValueMap) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }

  /// Hashes the entries, whatever their order.
  public func hash(into hasher: inout Hasher) {
    var combined = 0
    for entry in self {
      var inner = Hasher()
      inner.combine(entry.key)
      inner.combine(entry.value)
      combined ^= inner.finalize()
    }
    hasher.combine(combined)
  }
}
