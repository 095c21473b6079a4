/// Reads PostgreSQL's array literals (documentation, section 8.15.6).
struct ArrayDecoder {
  private let bytes: [UInt8]
  private let elementOID: UInt32
  private var offset = 0
  private var depth = 0
  /// The most dimensions that PostgreSQL's arrays have (`MAXDIM`).
  private static let maxDepth = 6

  /// The array, nil where the text is not an array literal.
  static func array(_ text: String, elementOID: UInt32) -> PostgresCell? {
    var decoder = ArrayDecoder(bytes: Array(text.utf8), elementOID: elementOID)
    decoder.skipBounds()
    guard let elements = decoder.elements(), decoder.offset == decoder.bytes.count else { return nil }
    return .array(elements)
  }

  private init(bytes: [UInt8], elementOID: UInt32) {
    self.bytes = bytes
    self.elementOID = elementOID
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Skips `[0:2]=`, which stands before arrays that do not start at 1.
  private mutating func skipBounds() {
    guard current == UInt8(ascii: "["), let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return }
    offset = equals + 1
  }

  private mutating func elements() -> [PostgresCell]? {
    guard current == UInt8(ascii: "{"), depth < Self.maxDepth else { return nil }
    depth += 1
    defer { depth -= 1 }
    offset += 1
    var elements: [PostgresCell] = []
    if current == UInt8(ascii: "}") {
      offset += 1
      return elements
    }
    while let element = element() {
      elements.append(element)
      defer { offset += 1 }
      switch current {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "}"): return elements
      default: return nil
      }
    }
    return nil
  }

  private mutating func element() -> PostgresCell? {
    switch current {
    case nil: nil
    case UInt8(ascii: "{"): elements().map(PostgresCell.array)
    case UInt8(ascii: "\""): quoted().map { CellDecoder.cell($0, typeOID: elementOID) }
    default: bare()
    }
  }

  private mutating func quoted() -> String? {
    offset += 1
    var content: [UInt8] = []
    while let byte = current {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = current else { return nil }
        content.append(escaped)
        offset += 1
      default:
        content.append(byte)
      }
    }
    return nil
  }

  private mutating func bare() -> PostgresCell {
    let start = offset
    while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    return text == "NULL" ? .null : CellDecoder.cell(text, typeOID: elementOID)
  }
}
