internal import CTOML
internal import Values

/// Dates and times with an offset become timestamps; those without are of no particular moment and stay text.
func parseTOMLDocument(_ bytes: [UInt8], named name: String) throws(DocumentFault) -> Value? {
  var keys = TOMLKeyScan(bytes)
  if let offset = keys.firstTooLong() {
    throw DocumentFault(name, at: offset, of: bytes, "a key has more than \(TOMLKeyScan.mostParts) parts")
  }
  let builder = TOMLBuilder()
  let place = bytes.withUnsafeBufferPointer { buffer in
    buffer.withMemoryRebound(to: CChar.self) { text in
      ctoml_read(
        text.baseAddress, text.count, tomlHandler, Unmanaged.passUnretained(builder).toOpaque())
    }
  }
  guard place.line == 0 else {
    // What is quoted may be a secret; so may what follows it.
    let what = builder.fault.prefix { !"'\":".contains($0) }.lowercased()
    throw DocumentFault(
      name, line: Int(place.line), column: Int(place.column), "it is not valid TOML (\(what))")
  }
  return builder.root.flatMap { $0.map?.isEmpty == true ? nil : $0 }
}

private let tomlHandler: ctoml_handler = { context, event, text, length, integer, number in
  guard let context else { return }
  let builder = Unmanaged<TOMLBuilder>.fromOpaque(context).takeUnretainedValue()
  var string: String {
    UnsafeBufferPointer(start: text, count: length).withMemoryRebound(to: UInt8.self) {
      String(decoding: $0, as: UTF8.self)
    }
  }
  switch event {
  case ctoml_table: builder.open(table: true)
  case ctoml_array: builder.open(table: false)
  case ctoml_end: builder.close()
  case ctoml_key: builder.key(string)
  case ctoml_string, ctoml_local: builder.add(.string(string))
  case ctoml_integer: builder.add(.int(integer))
  case ctoml_float: builder.add(.double(number))
  case ctoml_boolean: builder.add(.bool(integer != 0))
  case ctoml_instant: builder.add(Timestamp(rfc3339: string).map { .timestamp($0) } ?? .string(string))
  default: builder.fault = string
  }
}

/// Puts a value together from what is told of it.
private final class TOMLBuilder {
  /// A table or an array that is not closed yet.
  private struct Part {
    let isTable: Bool
    var entries = ValueMap()
    var elements: [Value] = []
    var key: ValueKey = ""
  }

  private(set) var root: Value?
  var fault = ""
  private var parts: [Part] = []

  func open(table isTable: Bool) { parts.append(Part(isTable: isTable)) }

  func key(_ text: String) { parts[parts.count - 1].key = .string(text) }

  func add(_ value: Value) {
    let last = parts.count - 1
    if last < 0 {
      root = value
    } else if parts[last].isTable {
      parts[last].entries[parts[last].key] = value
    } else {
      parts[last].elements.append(value)
    }
  }

  func close() {
    guard let part = parts.popLast() else { return }
    add(part.isTable ? .map(part.entries) : .list(part.elements))
  }
}

/// Finds keys of so many parts that the tables they make would nest deeper than a stack is.
private struct TOMLKeyScan {
  static let mostParts = 32

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The offset at which the first one is too long.
  mutating func firstTooLong() -> Int? {
    var dots = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "#"): skip(to: UInt8(ascii: "\n"), escapes: false)
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        skipString()
        continue
      case UInt8(ascii: "."):
        dots += 1
        if dots >= Self.mostParts { return position }
      case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "["), UInt8(ascii: "{"):
        dots = 0
      default: break
      }
      position += 1
    }
    return nil
  }

  private mutating func skipString() {
    let quote = bytes[position]
    let escapes = quote == UInt8(ascii: "\"")
    guard bytes[position...].starts(with: [quote, quote, quote]) else {
      position += 1
      skip(to: quote, escapes: escapes)
      position += 1
      return
    }
    position += 3
    while position < bytes.count, !bytes[position...].starts(with: [quote, quote, quote]) {
      position += escapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    position += 3
    // The string may end in quotes of its own.
    while position < bytes.count, bytes[position] == quote { position += 1 }
  }

  private mutating func skip(to end: UInt8, escapes: Bool) {
    while position < bytes.count, bytes[position] != end, bytes[position] != UInt8(ascii: "\n") {
      position += escapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
  }
}
