/// Values as bytes that no other values have: strings by their UTF-8, decimals as they were written, doubles by their
/// bits, maps in their order. Values that are equal may have different bytes. There is a tag for each type and a
/// length before what varies in length, so that no two values run together.
public struct ExactBytes: Sendable {
  private var bytes: [UInt8] = []

  /// Those of nothing yet.
  public init() {}

  /// Those of one value.
  public init(_ value: Value) { append(value) }

  /// Adds a value.
  public mutating func append(_ value: Value) {
    switch value {
    case .null: tag("n")
    case .bool(let flag): tag(flag ? "t" : "f")
    case .int(let number): append("i", UInt64(bitPattern: number))
    case .uint(let number): append("u", number)
    case .double(let number): append("d", number.bitPattern)
    case .decimal(let number): append("c", number.description.utf8)
    case .string(let text): append("s", text.utf8)
    case .bytes(let content): append("b", content)
    case .duration(let duration):
      append("D", UInt64(bitPattern: duration.components.seconds))
      append("D", UInt64(bitPattern: duration.components.attoseconds))
    case .timestamp(let timestamp):
      append("T", UInt64(bitPattern: timestamp.seconds))
      append("T", UInt64(UInt32(bitPattern: timestamp.nanoseconds)))
    case .list(let elements):
      append("l", UInt64(elements.count))
      for element in elements { append(element) }
    case .map(let entries):
      append("m", UInt64(entries.count))
      for (key, value) in entries { append(key, value) }
    case .opaque(let value):
      append("o", value.base.typeName.utf8)
      append("o", value.base.description.utf8)
    }
  }

  /// Adds a map without some of its keys; the order of the others in it does not count.
  public mutating func append(unordered map: ValueMap, without keys: [String] = []) {
    let names = map.keys.map(\.description)
    // By bytes: to `<`, texts that merely look alike are the same.
    let kept = names.indices.filter { !keys.contains(names[$0]) }.sorted {
      names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
    }
    append("m", UInt64(kept.count))
    for place in kept { append(map[place].key, map[place].value) }
  }

  /// Adds other such bytes, as one thing that stands beside the rest.
  public mutating func append(_ other: ExactBytes) { append("x", other.bytes) }

  private mutating func append(_ key: ValueKey, _ value: Value) {
    switch key {
    case .bool(let flag): append(Value.bool(flag))
    case .int(let number): append(Value.int(number))
    case .uint(let number): append(Value.uint(number))
    case .string(let text): append(Value.string(text))
    }
    append(value)
  }

  private mutating func tag(_ scalar: Unicode.Scalar) { bytes.append(UInt8(ascii: scalar)) }

  private mutating func append(_ scalar: Unicode.Scalar, _ number: UInt64) {
    tag(scalar)
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ content: some Collection<UInt8>) {
    append(scalar, UInt64(content.count))
    bytes.append(contentsOf: content)
  }
}

extension ExactBytes: Hashable {
  /// Hashes all of them at once.
  public func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
