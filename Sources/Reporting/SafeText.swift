internal import Diagnostics
internal import Values

/// The text of a system on one line, without anything that could drive the reader's terminal.
func oneLine(_ text: String) -> String {
  // Most texts are of printable ASCII, and stay as they are.
  if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text }
  let words = text.split(whereSeparator: { $0.isNewline || $0 == "\t" })
  return visible(words.joined(separator: " "))
}

/// The text of a system by lines, tabs expanded, without anything that could drive the reader's terminal.
func safeLines(_ text: String) -> [String] {
  var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
    visible(String($0.replacing("\t", with: "    ")))
  }
  while let last = lines.last, last.allSatisfy({ $0 == " " }) { lines.removeLast() }
  return lines
}

/// The text cut to a number of terminal columns, the last of them an ellipsis where something is missing.
func fitted(_ text: String, to columns: Int) -> String {
  guard terminalWidth(of: text) > columns else { return text }
  var result = ""
  var width = 1
  for scalar in text.unicodeScalars {
    width += terminalWidth(of: scalar)
    guard width <= columns else { break }
    result.unicodeScalars.append(scalar)
  }
  return result + "…"
}

/// The text broken between words into lines of at most so many columns; a longer word stays whole, so that it
/// can be copied.
func wrapped(_ text: String, to columns: Int?) -> [String] {
  guard let columns, terminalWidth(of: text) > columns else { return [text] }
  var lines: [String] = []
  var line = ""
  var width = 0
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    let wordWidth = terminalWidth(of: word)
    if !line.isEmpty, width + 1 + wordWidth > columns {
      lines.append(line)
      line = String(word)
      width = wordWidth
    } else {
      if !line.isEmpty { line += " " }
      width += wordWidth + (line.isEmpty ? 0 : 1)
      line += word
    }
  }
  return lines + [line]
}

extension Duration {
  /// The duration as people read it: `85ms`, `3.2s`, `4m10s`.
  var readable: String {
    let milliseconds = Int64((seconds * 1000).rounded())
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    let tenths = (milliseconds + 50) / 100
    if tenths < 600 { return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s" }
    return Duration.seconds((milliseconds + 500) / 1000).unitText
  }

  /// In seconds, with no more digits than a microsecond needs.
  var roundedSeconds: Double { (seconds * 1_000_000).rounded() / 1_000_000 }
}
