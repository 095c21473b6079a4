internal import CheckModel
internal import Diagnostics
internal import Values

/// Tells people what came of tests: a line for each file, what differs, and a summary.
func prettyTestReport(of record: TestRecord, _ style: ReportStyle) -> String {
  var lines: [String] = []
  for file in record.files { lines += PrettyTestFile(file: file, style: style).lines }
  return lines.joined(separator: "\n") + "\n\n" + summary(of: record, style) + "\n"
}

private func summary(of record: TestRecord, _ style: ReportStyle) -> String {
  let cases = record.cases.map(\.result)
  let failed = cases.count { !$0.differences.isEmpty }
  let passed = "\(cases.count - failed) passed"
  let counts =
    failed == 0
    ? Ink.green.paint(passed, if: style.color)
    : "\(passed), \(Ink.red.paint("\(failed) failed", if: style.color))"
  let files = counted(record.files.count, "file")
  return "\(counted(cases.count, "case")) in \(files): \(counts) (\(record.duration.readable))"
}

private struct PrettyTestFile {
  let file: TestFileResult
  let style: ReportStyle

  var lines: [String] {
    let failed = file.cases.count { !$0.differences.isEmpty }
    let verdict =
      failed == 0
      ? Ink.green.paint("ok  ", if: style.color) : Ink.red.paint("FAIL", if: style.color)
    let counts =
      failed == 0
      ? counted(file.cases.count, "case") : "\(failed) of \(counted(file.cases.count, "case")) failed"
    return [oneLine("\(file.path)  \(counts)").prefixed(by: "\(verdict) ")] + file.cases.flatMap(lines(of:))
  }

  private func lines(of result: TestCaseResult) -> [String] {
    guard !result.differences.isEmpty else {
      guard style.isVerbose else { return [] }
      return ["  " + Ink.green.paint("ok  ", if: style.color) + oneLine(" \(result.name)")]
    }
    var lines = [
      "  " + Ink.red.paint("FAIL", if: style.color) + oneLine(" \(result.name) (\(result.place))")
    ]
    for difference in result.differences {
      lines.append(oneLine("       \(difference.item) \(difference.part)"))
      if let expected = difference.expected {
        lines += diff(expected, difference.got)
      } else {
        lines += safeLines(difference.got).map { "         \($0)" }
      }
    }
    return lines
  }

  /// Both, with a mark under what is different in one line of each.
  private func diff(_ expected: String, _ got: String) -> [String] {
    let (old, new) = (safeLines(expected), safeLines(got))
    var lines = old.map { Ink.red.paint("       - \($0)", if: style.color) }
    lines += new.map { Ink.green.paint("       + \($0)", if: style.color) }
    if old.count == 1, new.count == 1, let mark = mark(old[0], new[0]) { lines.append("         \(mark)") }
    return lines
  }

  /// Carets under what is different in the second text; nil where that is most of it.
  private func mark(_ old: String, _ new: String) -> String? {
    let (old, new) = (Array(old), Array(new))
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
    guard start > 0 || end > 0, start + end >= 4 else { return nil }
    let columns = terminalWidth(of: String(new[..<start]))
    let width = max(1, terminalWidth(of: String(new[start..<(new.count - end)])))
    return String(repeating: " ", count: columns) + String(repeating: "^", count: width)
  }
}

extension String {
  fileprivate func prefixed(by prefix: String) -> String { prefix + self }
}
