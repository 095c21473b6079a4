/// A value that an input, an observation or an expression can have. The cases are those of the Common
/// Expression Language (cel-spec, "Values"), and `decimal` for numbers that a double would round.
public enum Value: Hashable, Sendable {
  /// No value.
  case null
  /// True or false.
  case bool(Bool)
  /// A signed 64-bit integer.
  case int(Int64)
  /// An unsigned 64-bit integer.
  case uint(UInt64)
  /// An IEEE 754 double.
  case double(Double)
  /// A decimal number, exactly.
  case decimal(Decimal)
  /// Text.
  case string(String)
  /// Bytes that need not be text.
  case bytes([UInt8])
  /// A span of time.
  case duration(Duration)
  /// A point in time.
  case timestamp(Timestamp)
  /// Values in order.
  case list([Value])
  /// Values by key, in the order they were written.
  case map(ValueMap)
  /// A value of a type that an expression language adds, such as an optional or an IP address.
  case opaque(OpaqueValue)
}

/// A value that only those who made it look into.
public protocol Opaque: Hashable, Sendable, CustomStringConvertible {
  /// The name of its type, as messages have it.
  var typeName: String { get }
}

/// Any `Opaque`.
public struct OpaqueValue: Hashable, Sendable {
  /// The value itself.
  public let base: any Opaque

  /// Wraps a value.
  public init(_ base: some Opaque) { self.base = base }

  /// Whether both are equal values of one type.
  public static func == (left: OpaqueValue, right: OpaqueValue) -> Bool {
    AnyHashable(left.base) == AnyHashable(right.base)
  }

  /// Hashes the value.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(base)) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An integer.
  public init(integerLiteral value: Int64) { self = .int(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A double.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A list.
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  /// A map; a later key wins.
  public init(dictionaryLiteral elements: (ValueKey, Value)...) {
    self = .map(ValueMap(elements))
  }
}

extension Value {
  /// The kind of value as messages name it, such as `an integer`.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .int, .uint: "an integer"
    case .double, .decimal: "a number"
    case .string: "a string"
    case .bytes: "bytes"
    case .duration: "a duration"
    case .timestamp: "a timestamp"
    case .list: "a list"
    case .map: "a map"
    case .opaque(let value): "a value of type \(value.base.typeName)"
    }
  }

  /// Whether it is any kind of number.
  public var isNumber: Bool {
    switch self {
    case .int, .uint, .double, .decimal: true
    default: false
    }
  }

  /// The text, if it is a string.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The number, if it is an integer that fits.
  public var int: Int? {
    switch self {
    case .int(let value): Int(exactly: value)
    case .uint(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number as the nearest double, if it is any kind of number.
  public var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    case .double(let value): value
    case .decimal(let value): value.double
    default: nil
    }
  }

  /// The truth, if it is a boolean.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, if it is a list.
  public var list: [Value]? {
    if case .list(let value) = self { value } else { nil }
  }

  /// The entries, if it is a map.
  public var map: ValueMap? {
    if case .map(let value) = self { value } else { nil }
  }

  /// The value of a text key, if it is a map that has it.
  public subscript(key: String) -> Value? { map?[.string(key)] }
}
