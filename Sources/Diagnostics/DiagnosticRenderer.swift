/// Writes diagnostics for people: the message, the place, the line of source with a caret under the text that
/// is meant, related places, and help.
public struct DiagnosticRenderer: Sendable {
  private let sources: SourceMap
  private let color: Bool
  private let mask: @Sendable (String) -> String

  /// Makes a renderer; `color` adds terminal colours (ECMA-48 SGR), and `mask` hides the secrets of a line of source,
  /// before the line is cut and the carets are placed.
  public init(
    sources: SourceMap, color: Bool = false, mask: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.sources = sources
    self.color = color
    self.mask = mask
  }

  /// The text of one diagnostic, ending in a newline.
  public func render(_ diagnostic: Diagnostic) -> String {
    let labels = [diagnostic.primary].compactMap(\.self) + diagnostic.related
    let lines = labels.map { sources[$0.span.file].line(at: $0.span.bytes.lowerBound) }
    let gutter = String(lines.max() ?? 0).count
    var text = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", .of(diagnostic.severity))
    text += paint(": \(visibleLine(diagnostic.message))", .bold) + "\n"
    if let primary = diagnostic.primary {
      text += excerpt(primary, gutter: gutter, color: .of(diagnostic.severity), underline: "^")
    }
    for label in diagnostic.related {
      text += excerpt(label, gutter: gutter, color: .blue, underline: "-")
    }
    if let help = diagnostic.help {
      let pad = String(repeating: " ", count: diagnostic.primary == nil ? 0 : gutter + 1)
      // Further lines stand under the first, where they pass for nothing else.
      let lines = help.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
        visible(String($0))
      }
      text += pad + paint("= help:", .blue) + " " + lines.joined(separator: "\n\(pad)        ") + "\n"
    }
    return text
  }

  private func excerpt(_ label: Diagnostic.Label, gutter: Int, color: Color, underline: String) -> String {
    let file = sources[label.span.file]
    let position = file.position(at: label.span.bytes.lowerBound)
    let lineRange = file.range(ofLine: position.line)
    let start = min(max(label.span.bytes.lowerBound, lineRange.lowerBound), lineRange.upperBound)
    let end = min(max(label.span.bytes.upperBound, start), lineRange.upperBound)
    let masked = masked(
      file.bytes[lineRange], start - lineRange.lowerBound..<end - lineRange.lowerBound)
    let line = SnippetLine(bytes: masked.bytes, focus: masked.place.lowerBound)
    let from = line.column(ofByte: masked.place.lowerBound)
    let width = max(1, line.column(ofByte: masked.place.upperBound) - from)
    let pad = String(repeating: " ", count: gutter)
    let number = String(position.line)
    let numberPad = String(repeating: " ", count: gutter - number.count)
    let carets =
      String(repeating: " ", count: from) + paint(String(repeating: underline, count: width), color)
    let note = label.message.isEmpty ? "" : " " + paint(visibleLine(label.message), color)
    return """
      \(pad)\(paint("-->", .blue)) \(visibleLine(file.path)):\(position.line):\(position.column)
      \(pad) \(paint("|", .blue))
      \(numberPad)\(paint(number, .blue)) \(paint("|", .blue)) \(line.text)
      \(pad) \(paint("|", .blue)) \(carets)\(note)

      """
  }

  /// The line without its secrets, and where the place of interest is then.
  private func masked(_ line: ArraySlice<UInt8>, _ place: Range<Int>) -> (
    bytes: ArraySlice<UInt8>, place: Range<Int>
  ) {
    let text = String(decoding: line, as: UTF8.self)
    let shown = mask(text)
    guard shown != text else { return (line, place) }
    func moved(_ offset: Int) -> Int {
      min(mask(String(decoding: line.prefix(offset), as: UTF8.self)).utf8.count, shown.utf8.count)
    }
    let start = moved(place.lowerBound)
    return (Array(shown.utf8)[...], start..<max(start, moved(place.upperBound)))
  }

  private enum Color: String {
    case red = "1;31"
    case yellow = "1;33"
    case blue = "1;34"
    case bold = "1"

    static func of(_ severity: Diagnostic.Severity) -> Color { severity == .error ? .red : .yellow }
  }

  private func paint(_ text: String, _ color: Color) -> String {
    self.color ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// The text with its control characters made visible, so that no file can drive the reader's terminal.
public func visible(_ text: String) -> String {
  let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A }
  }
  if isPlain == true { return text }
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isControl(scalar) {
      result += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The same in one line.
func visibleLine(_ text: String) -> String {
  visible(text).unicodeScalars.map { $0 == "\n" ? "\\n" : String($0) }.joined()
}

/// Whether a scalar would act on the terminal instead of being shown: control characters, line and paragraph
/// separators, and what turns the direction of writing (Unicode Standard Annex 9).
func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x0A: false
  case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}
