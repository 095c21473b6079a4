extension Value {
  /// The value as bytes that no other value has: strings by their UTF-8, decimals as they were written, doubles
  /// by their bits, maps in their order. Values that are equal may have different bytes.
  public var exactBytes: [UInt8] {
    var writer = ExactWriter()
    writer.write(self)
    return writer.bytes
  }
}

extension ValueMap {
  /// The map as such bytes, without some of its keys; their order in it does not count.
  public func exactBytes(without keys: [String] = []) -> [UInt8] {
    let named = map { (name: $0.key.description, key: $0.key, value: $0.value) }
    // By bytes: to `<`, texts that merely look alike are the same.
    let kept = named.filter { !keys.contains($0.name) }.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    var writer = ExactWriter()
    writer.write(kept.map { ($0.key, $0.value) })
    return writer.bytes
  }
}

/// Writes values with a tag for each type and lengths before what varies in length, so that no two values run
/// together.
private struct ExactWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: Value) {
    switch value {
    case .null: tag("n")
    case .bool(let flag): tag(flag ? "t" : "f")
    case .int(let number): write("i", UInt64(bitPattern: number))
    case .uint(let number): write("u", number)
    case .double(let number): write("d", number.bitPattern)
    case .decimal(let number): write("c", Array(number.description.utf8))
    case .string(let text): write("s", Array(text.utf8))
    case .bytes(let content): write("b", content)
    case .duration(let duration):
      write("D", UInt64(bitPattern: duration.components.seconds))
      write("D", UInt64(bitPattern: duration.components.attoseconds))
    case .timestamp(let timestamp):
      write("T", UInt64(bitPattern: timestamp.seconds))
      write("T", UInt64(UInt32(bitPattern: timestamp.nanoseconds)))
    case .list(let elements):
      write("l", UInt64(elements.count))
      for element in elements { write(element) }
    case .map(let entries): write(entries.map { ($0.key, $0.value) })
    case .opaque(let value):
      write("o", Array(value.base.typeName.utf8))
      write("o", Array(value.base.description.utf8))
    }
  }

  mutating func write(_ entries: [(ValueKey, Value)]) {
    write("m", UInt64(entries.count))
    for (key, value) in entries {
      write(key)
      write(value)
    }
  }

  private mutating func write(_ key: ValueKey) {
    switch key {
    case .bool(let flag): write(Value.bool(flag))
    case .int(let number): write(Value.int(number))
    case .uint(let number): write(Value.uint(number))
    case .string(let text): write(Value.string(text))
    }
  }

  private mutating func tag(_ scalar: Unicode.Scalar) { bytes.append(UInt8(ascii: scalar)) }

  private mutating func write(_ scalar: Unicode.Scalar, _ number: UInt64) {
    tag(scalar)
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }

  private mutating func write(_ scalar: Unicode.Scalar, _ content: [UInt8]) {
    write(scalar, UInt64(content.count))
    bytes += content
  }
}
