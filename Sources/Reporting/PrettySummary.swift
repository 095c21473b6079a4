internal import CheckModel
internal import Values

/// The summary for people: by section, the most urgent first, and the verdict where the eye ends up.
struct PrettySummary {
  /// The columns of the longest word for an outcome.
  static let labelWidth = 7

  private static let indent = String(repeating: " ", count: labelWidth + 3)
  private static let longestObserved = 300

  let record: RunRecord
  let style: ReportStyle

  func write(to output: inout some TextOutputStream) {
    let sections = sections
    for section in sections { output.write(text(of: section, isOnly: sections.count == 1)) }
    if !record.header.disabled.isEmpty { output.write(disabledText + "\n") }
    output.write(closing)
  }

  // MARK: Sections

  private struct Section {
    let name: String
    /// What is told one by one, the most urgent first.
    let told: [ItemResult]
    let quietCount: Int
    let worst: ItemResult?
  }

  private var sections: [Section] {
    let results = record.results
    return Dictionary(grouping: results.indices) { results[$0].item.section }.map { name, places in
      let told = places.filter { !isQuiet(results[$0]) }.sorted { isBefore(results[$0], results[$1]) }
      return Section(
        name: name, told: told.map { results[$0] }, quietCount: places.count - told.count,
        worst: places.min { isBefore(results[$0], results[$1]) }.map { results[$0] })
    }
    .sorted { left, right in
      let (one, other) = (urgency(of: left), urgency(of: right))
      return one == other ? left.name < right.name : one < other
    }
  }

  /// How soon a section is to be read: by its worst outcome, whether that counts, and how much it matters.
  private func urgency(of section: Section) -> (Int, Int, Int) {
    guard let worst = section.worst else { return (.max, 0, 0) }
    guard worst.outcome.needsAttention else { return (worst.outcome.urgency, 0, 0) }
    let severities = Severity.allCases
    let rank = severities.firstIndex(of: worst.item.severity) ?? 0
    return (worst.outcome.urgency, worst.item.gates ? 0 : 1, -rank)
  }

  private func isBefore(_ left: ItemResult, _ right: ItemResult) -> Bool {
    if left.outcome != right.outcome { return left.outcome.urgency < right.outcome.urgency }
    if left.item.gates != right.item.gates { return left.item.gates }
    if left.item.severity != right.item.severity { return left.item.severity > right.item.severity }
    return left.item.id < right.item.id
  }

  private func text(of section: Section, isOnly: Bool) -> String {
    var text = ""
    let heading = section.name.isEmpty ? "Other items" : oneLine(section.name)
    if !isOnly || !section.name.isEmpty { text += Ink.bold.paint(heading, if: style.color) + "\n" }
    for result in section.told { text += entry(result) }
    if section.quietCount > 0 {
      let what = section.told.isEmpty ? "item" : "other item"
      text += labelled(.passed, counted(section.quietCount, what)) + "\n"
    }
    return text.hasSuffix("\n\n") ? text : text + "\n"
  }

  /// Whether there is nothing to say but that it passed.
  private func isQuiet(_ result: ItemResult) -> Bool {
    result.outcome == .passed && result.item.overrides.isEmpty && result.notes.isEmpty && !style.isVerbose
  }

  // MARK: Items

  private func entry(_ result: ItemResult) -> String {
    var title = oneLine(result.item.title)
    if result.outcome.needsAttention { title += " [\(result.item.severity.rawValue)]" }
    if let note = result.item.countingNote { title += " (\(note))" }
    var text = labelled(result.outcome, title) + "\n"
    text += result.outcome.needsAttention ? details(of: result) : brief(of: result)
    return text
  }

  private func brief(of result: ItemResult) -> String {
    var text = result.reason.isEmpty ? "" : line(oneLine(result.reason))
    text += notes(of: result)
    return text + facts(of: result)
  }

  private func details(of result: ItemResult) -> String {
    var text = ""
    // The findings say it all where the reason only begins with the first of them.
    let isTold = result.findings.first.map { result.reason.hasPrefix($0.message) } ?? result.reason.isEmpty
    if !isTold { text += line(oneLine(result.reason)) }
    for finding in result.findings { text += self.text(of: finding) }
    if let excerpt = result.excerpt { text += block(excerpt) }
    text += notes(of: result)
    // A remedy mends what was seen to be wrong, not what could not be asked.
    if [.failed, .noData, .pending].contains(result.outcome) {
      if let remedy = result.item.remedy { text += paragraphs("remedy: ", remedy) }
      if let docs = result.item.docs { text += "\(Self.indent)docs: \(oneLine(docs))\n" }
    }
    return text + facts(of: result) + "\n"
  }

  private func text(of finding: Finding) -> String {
    let observed = finding.observed.map { "observed \(shortened(oneLine($0)))" } ?? "absent"
    let whole = "\(oneLine(finding.path)): expected \(shortened(oneLine(finding.expected))), \(observed)"
    return line(whole, hanging: 2)
  }

  private func notes(of result: ItemResult) -> String {
    result.notes.map { line("note: " + oneLine($0), hanging: 2) }.joined()
      + result.outputs.map { line("output \($0.key): " + shortened(oneLine($0.value.json)), hanging: 2) }
      .joined()
      + result.item.overrides.map { line("overridden: " + oneLine($0)) }.joined()
  }

  private func facts(of result: ItemResult) -> String {
    let item = result.item
    var facts = [item.id.rawValue, item.target.map { "\(item.kind) on \($0)" } ?? item.kind]
    if item.isAction { facts.append("action") }
    if let owner = item.owner { facts.append("owner \(owner)") }
    if let pack = item.pack { facts.append("pack \(pack)") }
    if result.attempts > 0 { facts.append(result.effort) }
    if !item.place.isEmpty { facts.append(item.place) }
    return line(oneLine(facts.joined(separator: " · ")), ink: .dim)
  }

  private func block(_ excerpt: String) -> String {
    let all = safeLines(excerpt)
    let limit = style.isVerbose ? 200 : 12
    let shown = all.count <= limit + 1 ? all : Array(all.prefix(limit))
    let columns = max(20, (style.width ?? 400) - Self.indent.count - 2)
    var text = shown.map { "\(Self.indent)│ \(fitted($0, to: columns))\n" }.joined()
    if shown.count < all.count { text += "\(Self.indent)… \(all.count - shown.count) more lines\n" }
    return text
  }

  // MARK: The end

  private var disabledText: String {
    Ink.bold.paint("Disabled", if: style.color) + "\n"
      + record.header.disabled.map { item in
        labelled("off", .dim, oneLine("\(item.title) (\(item.id)): \(item.reason)")) + "\n"
      }.joined()
  }

  private var closing: String {
    let summary = record.summary
    var text = summary.countsText
    if !record.header.disabled.isEmpty { text += ", \(record.header.disabled.count) disabled" }
    text += " in \(summary.duration.readable)\n"
    if let replay = record.header.replay {
      text += oneLine("No run: \(replay.summary), and judged again") + "\n"
    }
    if let reason = summary.cutShort { text += "Cut short: \(oneLine(reason))\n" }
    let ink: Ink =
      switch summary.verdict {
      case .passed: .green
      case .failed: .red
      case .undecided, .interrupted: .magenta
      case .pending: .yellow
      }
    let verdict = (record.header.replay == nil ? "" : "REPLAY ") + record.verdictText
    return text + ink.paint(verdict, if: style.color) + "\n"
  }

  // MARK: Lines

  private func labelled(_ outcome: Outcome, _ text: String) -> String {
    labelled(outcome.label, outcome.ink, text)
  }

  private func labelled(_ label: String, _ ink: Ink, _ text: String) -> String {
    let gap = String(repeating: " ", count: max(1, Self.labelWidth - label.count + 1))
    let lines = wrapped(text, to: columns)
    return "  " + ink.paint(label, if: style.color) + gap + lines.joined(separator: "\n" + Self.indent)
  }

  private func line(_ text: String, hanging: Int = 0, ink: Ink? = nil) -> String {
    let lines = wrapped(text, to: columns.map { $0 - hanging })
    return lines.enumerated().map { index, line in
      let lead = Self.indent + String(repeating: " ", count: index == 0 ? 0 : hanging)
      return lead + (ink?.paint(line, if: style.color) ?? line) + "\n"
    }.joined()
  }

  private func paragraphs(_ label: String, _ text: String) -> String {
    safeLines(text).enumerated().map { index, paragraph in
      let lead = index == 0 ? label : String(repeating: " ", count: label.count)
      return line(lead + paragraph, hanging: label.count)
    }.joined()
  }

  private var columns: Int? { style.width.map { max(20, $0 - Self.indent.count) } }

  private func shortened(_ text: String) -> String {
    style.isVerbose ? text : text.shortened(to: Self.longestObserved)
  }
}
