internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Writes values as `%s` of a format does.
struct PlainWriter {
  /// What was written.
  private(set) var text = ""

  /// Writes a value.
  mutating func write(_ value: Value, _ budget: inout Budget) throws(EvaluationError) {
    let start = text.utf8.count
    switch value {
    case .null: text += "null"
    case .bool(let truth): text += truth ? "true" : "false"
    case .int(let number): text += String(number)
    case .uint(let number): text += String(number)
    case .double(let number): text += plainText(number)
    case .decimal(let number): text += number.description
    case .string(let string): text += string
    case .bytes(let bytes): text += String(decoding: bytes, as: UTF8.self)
    case .duration(let duration): text += duration.secondsText
    case .timestamp(let time): text += time.description
    case .list(let elements): return try write(elements, &budget)
    case .map(let entries): return try write(entries, &budget)
    case .opaque(let value):
      guard let type = value.base as? TypeValue else {
        throw EvaluationError(.noOverload, "\"%s\" does not write a value of type \(value.base.typeName)")
      }
      text += type.name
    }
    try budget.spend(bytes: text.utf8.count - start)
  }

  private mutating func write(_ elements: [Value], _ budget: inout Budget) throws(EvaluationError) {
    try budget.spend()
    text += "["
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      try write(element, &budget)
    }
    text += "]"
  }

  /// Writes entries in the order of the texts of their keys, since a map has none.
  private mutating func write(_ entries: ValueMap, _ budget: inout Budget) throws(EvaluationError) {
    try budget.spend(1 + entries.count)
    let sorted = entries.map { (key: $0.key.description, value: $0.value) }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    text += "{"
    for (index, entry) in sorted.enumerated() {
      if index > 0 { text += ", " }
      try write(.string(entry.key), &budget)
      text += ": "
      try write(entry.value, &budget)
    }
    text += "}"
  }
}

/// A double as formats write it where no precision is given: without an exponent.
func plainText(_ number: Double) -> String { nameOfSpecial(number) ?? DoubleText(number).fixed }

/// A double as a conversion of C writes it, whose digits are those of the exact binary value, rounded half to even.
func printed(_ number: Double, _ conversion: String, precision: Int) -> String {
  if let name = nameOfSpecial(number) { return name }
  // The largest double has 309 digits before the point.
  let size = 320 + precision
  let bytes = [CChar](unsafeUninitializedCapacity: size) { buffer, count in
    let length = withVaList([CInt(precision), number]) { vsnprintf(buffer.baseAddress, size, conversion, $0) }
    count = min(max(0, Int(length)), size - 1)
  }
  return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func nameOfSpecial(_ number: Double) -> String? {
  number.isFinite ? nil : number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
}
