/// A line of source laid out for a terminal: tabs expanded, wide characters two columns wide, control
/// characters replaced, very long lines cut around the place of interest.
struct SnippetLine {
  /// What is printed.
  private(set) var text = ""
  private var columns: [(byte: Int, column: Int)] = []
  private var width = 0

  private static let longest = 160

  init(bytes: ArraySlice<UInt8>, focus: Int) {
    let window = Self.window(bytes: bytes, focus: focus)
    if window.lowerBound > 0 { append("…", width: 1, byte: window.lowerBound) }
    var byte = window.lowerBound
    let start = bytes.startIndex
    var rest = bytes[(start + window.lowerBound)..<(start + window.upperBound)].makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    decoding: while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        appendScalar(Unicode.UTF8.decode(encoded), byte: byte)
        byte += encoded.count
      case .error(let length):
        append("\u{FFFD}", width: 1, byte: byte)
        byte += length
      case .emptyInput: break decoding
      }
    }
    columns.append((byte, width))
    if window.upperBound < bytes.count { text += "…" }
  }

  /// The column, from 0, at which the byte at `offset` of the line is printed.
  func column(ofByte offset: Int) -> Int {
    columns.first { $0.byte >= offset }?.column ?? width
  }

  private mutating func appendScalar(_ scalar: Unicode.Scalar, byte: Int) {
    switch scalar.value {
    case 0x09: append(String(repeating: " ", count: 4 - width % 4), width: 4 - width % 4, byte: byte)
    case _ where isControl(scalar): append("\u{FFFD}", width: 1, byte: byte)
    default: append(String(scalar), width: terminalWidth(of: scalar), byte: byte)
    }
  }

  private mutating func append(_ piece: String, width: Int, byte: Int) {
    columns.append((byte, self.width))
    text += piece
    self.width += width
  }

  /// The bytes of the line to show, cut at scalar boundaries.
  private static func window(bytes: ArraySlice<UInt8>, focus: Int) -> Range<Int> {
    guard bytes.count > longest else { return 0..<bytes.count }
    let start = bytes.startIndex
    func boundary(_ offset: Int) -> Int {
      var offset = min(max(offset, 0), bytes.count)
      while offset > 0, offset < bytes.count, bytes[start + offset] & 0xC0 == 0x80 { offset -= 1 }
      return offset
    }
    let from = focus > longest * 3 / 4 ? boundary(focus - longest / 2) : 0
    return from..<boundary(from + longest)
  }
}

/// The columns a scalar takes on a terminal: 0 for combining marks, 2 for East Asian wide characters and
/// emoji (Unicode Standard Annex 11), else 1.
public func terminalWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}

/// The columns that a text takes on a terminal.
public func terminalWidth(of text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + terminalWidth(of: $1) }
}
