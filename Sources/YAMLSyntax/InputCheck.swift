internal import Diagnostics

/// What is known of a file's bytes before they are parsed.
struct CheckedInput {
  /// Where the text starts, after a byte order mark.
  let start: Int
  /// Whether every byte is a character.
  let isASCII: Bool
}

/// Looks through the bytes once for what YAML text cannot hold (YAML 1.2.2, section 5.1), so that the parser
/// meets valid UTF-8 only.
func checkInput(
  _ file: SourceFile, id: SourceFile.ID, limits: YAMLLimits
) throws(Diagnostic) -> CheckedInput {
  let size = file.bytes.count
  let nowhere = Span(file: id, bytes: 0..<0)
  guard size <= limits.maxBytes else { throw .tooLarge(size: size, limit: limits.maxBytes, at: nowhere) }
  let start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  if isUTF16(file.bytes) { throw .utf16(at: nowhere) }
  let scan = file.bytes.withUnsafeBufferPointer { scanText($0, from: start) }
  switch scan {
  case .text(let isASCII): return CheckedInput(start: start, isASCII: isASCII)
  case .fault(let kind, let bytes): throw .forbidden(kind, at: Span(file: id, bytes: bytes))
  }
}

/// What text cannot hold.
enum ForbiddenText {
  case invalidUTF8(UInt8)
  case nul
  case control(Unicode.Scalar)
  case lineSeparator(Unicode.Scalar)
  case tooManyTagDirectives
}

private enum TextScan {
  case text(isASCII: Bool)
  case fault(ForbiddenText, Range<Int>)
}

private func isUTF16(_ bytes: [UInt8]) -> Bool {
  guard bytes.count >= 2 else { return false }
  return switch (bytes[0], bytes[1]) {
  case (0xFE, 0xFF), (0xFF, 0xFE): true
  case (0, 0x01...), (0x01..., 0): bytes.count.isMultiple(of: 2)
  default: false
  }
}

private func scanText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> TextScan {
  var offset = start
  var isASCII = true
  var tagDirectives = 0
  while offset < bytes.count {
    let byte = bytes[offset]
    switch byte {
    case 0x25 where offset == start || bytes[offset - 1] == 0x0A || bytes[offset - 1] == 0x0D:
      if bytes[offset...].starts(with: "%TAG".utf8) { tagDirectives += 1 }
      if tagDirectives > YAMLLimits.maxTagDirectives {
        return .fault(.tooManyTagDirectives, offset..<(offset + 4))
      }
      offset += 1
    case 0x20...0x7E, 0x0A, 0x0D, 0x09: offset += 1
    case 0: return .fault(.nul, offset..<(offset + 1))
    case ..<0x80: return .fault(.control(Unicode.Scalar(byte)), offset..<(offset + 1))
    default:
      isASCII = false
      guard let scalar = decodeScalar(bytes, at: offset) else {
        return .fault(.invalidUTF8(byte), offset..<(offset + 1))
      }
      let end = offset + scalar.utf8.count
      switch scalar.value {
      case 0x85, 0x2028, 0x2029: return .fault(.lineSeparator(scalar), offset..<end)
      case 0x80..<0xA0, 0xFFFE, 0xFFFF: return .fault(.control(scalar), offset..<end)
      default: offset = end
      }
    }
  }
  return .text(isASCII: isASCII)
}

/// The scalar of two to four bytes at `offset`; nil if it is not valid UTF-8 (RFC 3629).
private func decodeScalar(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Unicode.Scalar? {
  let lead = bytes[offset]
  let (length, least): (Int, UInt32) =
    switch lead {
    case 0xC2...0xDF: (2, 0x80)
    case 0xE0...0xEF: (3, 0x800)
    case 0xF0...0xF4: (4, 0x10000)
    default: (0, 0)
    }
  guard length > 0, offset + length <= bytes.count else { return nil }
  var value = UInt32(lead) & (0x7F >> UInt32(length))
  for index in 1..<length {
    let byte = bytes[offset + index]
    guard byte & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(byte & 0x3F)
  }
  return value >= least ? Unicode.Scalar(value) : nil
}

extension Diagnostic {
  fileprivate static func tooLarge(size: Int, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      "file-too-large", "The file has \(size) bytes; at most \(limit) are read", at: span,
      help: "split the file, or keep bulk data out of it")
  }

  fileprivate static func utf16(at span: Span) -> Diagnostic {
    Diagnostic(
      "not-utf8", "The file is in UTF-16; only UTF-8 is read", at: span,
      help: "save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 OLD > NEW")
  }

  fileprivate static func forbidden(_ kind: ForbiddenText, at span: Span) -> Diagnostic {
    switch kind {
    case .invalidUTF8(let byte):
      Diagnostic(
        "not-utf8",
        "The byte \(hex(UInt32(byte), digits: 2)) at offset \(span.bytes.lowerBound) is not UTF-8",
        at: span, help: "save the file as UTF-8")
    case .nul:
      Diagnostic(
        "nul-byte", "The file holds a NUL byte, which no text has", at: span,
        help: "remove it; is this a binary file?")
    case .control(let scalar):
      Diagnostic(
        "control-character", "The control character U+\(hex(scalar.value, digits: 4)) is not allowed in YAML",
        at: span, help: "remove it, or write \(escape(scalar)) between double quotes")
    case .lineSeparator(let scalar):
      Diagnostic(
        "control-character",
        "The line separator U+\(hex(scalar.value, digits: 4)) is read differently by different YAML versions",
        at: span, help: "use a line feed, or write \(escape(scalar)) between double quotes")
    case .tooManyTagDirectives:
      Diagnostic(
        "too-many-directives", "More than \(YAMLLimits.maxTagDirectives) %TAG directives", at: span,
        help: "remove them; only the core tags such as !!str are understood")
    }
  }
}

private func hex(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  scalar.value < 0x100 ? "\\x\(hex(scalar.value, digits: 2))" : "\\u\(hex(scalar.value, digits: 4))"
}
