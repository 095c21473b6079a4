internal import Values

/// Reads TOML 1.0. Dates and times with an offset become timestamps; those without are of no particular moment and stay
/// text. Numbers are kept as they are written.
func parseTOMLDocument(_ bytes: [UInt8], named name: String) throws(DocumentFault) -> Value? {
  guard String(validating: bytes, as: UTF8.self) != nil else {
    throw DocumentFault(message: "\(name): it is not text in UTF-8")
  }
  do {
    var parser = TOMLParser(bytes)
    let root = try parser.document()
    return root.map?.isEmpty == true ? nil : root
  } catch {
    throw DocumentFault(name, at: error.offset, of: bytes, "it is not TOML: \(error.message)")
  }
}

/// What is wrong, and where.
struct TOMLFault: Error {
  let message: String
  let offset: Int
}

/// The statements of a document: tables, and keys with their values.
struct TOMLParser {
  var reader: TOMLReader
  private let root = TOMLTable(.header)
  private var current: TOMLTable
  /// How deep `current` is.
  private var depth = 0

  init(_ bytes: [UInt8]) {
    reader = TOMLReader(bytes)
    current = root
  }

  mutating func document() throws(TOMLFault) -> Value {
    while true {
      try reader.skipBlankLines()
      guard let byte = reader.peek else { return root.value }
      if byte == UInt8(ascii: "[") {
        try header()
      } else {
        try keyAndValue(in: current, depth: depth)
      }
      try reader.endLine()
    }
  }

  // MARK: - Tables

  private mutating func header() throws(TOMLFault) {
    let start = reader.position
    reader.position += 1
    let isElement = reader.skip("[")
    let keys = try dottedKey()
    guard reader.skip("]"), !isElement || reader.skip("]") else {
      throw reader.fault("the name of a table is not closed")
    }
    var table = root
    for key in keys.dropLast() { table = try table.parent(key, at: start) }
    guard let last = keys.last else { return }
    current = isElement ? try table.element(last, at: start) : try table.opened(last, at: start)
    depth = keys.count
  }

  private mutating func keyAndValue(in table: TOMLTable, depth: Int) throws(TOMLFault) {
    let start = reader.position
    let keys = try dottedKey()
    guard reader.skip("=") else { throw reader.fault("a key should be followed by =") }
    reader.skipBlanks()
    var owner = table
    for key in keys.dropLast() { owner = try owner.dotted(key, at: start) }
    guard let last = keys.last else { return }
    try owner.set(last, to: try value(depth: depth + keys.count), at: start)
  }

  /// The parts of a key, with the blanks around it.
  private mutating func dottedKey() throws(TOMLFault) -> [ValueKey] {
    var keys: [ValueKey] = []
    repeat {
      reader.skipBlanks()
      keys.append(.string(try reader.simpleKey()))
      guard keys.count <= TOMLReader.deepest else { throw reader.tooDeep }
      reader.skipBlanks()
    } while reader.skip(".")
    return keys
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(TOMLFault) -> Value {
    guard depth <= TOMLReader.deepest else { throw reader.tooDeep }
    switch reader.peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try reader.string())
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "{"): return try inlineTable(depth: depth)
    default: return try reader.plainValue()
    }
  }

  private mutating func array(depth: Int) throws(TOMLFault) -> Value {
    reader.position += 1
    var elements: [Value] = []
    while true {
      try reader.skipBlankLines()
      if reader.skip("]") { return .list(elements) }
      elements.append(try value(depth: depth + 1))
      try reader.skipBlankLines()
      if reader.skip("]") { return .list(elements) }
      guard reader.skip(",") else { throw reader.fault("a value of an array should be followed by , or ]") }
    }
  }

  private mutating func inlineTable(depth: Int) throws(TOMLFault) -> Value {
    reader.position += 1
    let table = TOMLTable(.header)
    reader.skipBlanks()
    if reader.skip("}") { return table.value }
    while true {
      try keyAndValue(in: table, depth: depth)
      reader.skipBlanks()
      if reader.skip("}") { return table.value }
      guard reader.skip(",") else {
        throw reader.fault("an entry of an inline table should be followed by , or }")
      }
    }
  }
}
