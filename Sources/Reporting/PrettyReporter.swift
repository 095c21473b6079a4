internal import CheckModel
internal import Values

/// Tells people what happens: on a terminal a live view that the summary replaces, elsewhere one plain line for
/// each item as it ends and then the same summary.
struct PrettyReporter: Reporter {
  private let style: ReportStyle
  private var live: LiveProgress?

  init(style: ReportStyle, elapsed: @escaping @Sendable () -> Duration) {
    self.style = style
    live = style.isTerminal ? LiveProgress(style: style, elapsed: elapsed) : nil
  }

  mutating func receive(_ event: RunEvent, to output: inout some TextOutputStream) {
    if case .runStarted(let header) = event { output.write(header.line + "\n") }
    if live == nil { tell(event, to: &output) } else { live?.receive(event, to: &output) }
  }

  private func tell(_ event: RunEvent, to output: inout some TextOutputStream) {
    switch event {
    case .itemFinished(_, let results): for result in results { output.write(line(of: result) + "\n") }
    case .itemRetrying(let id, let attempt, let message, let pause) where style.isVerbose:
      let text = "\(padded("again")) \(id)  attempt \(attempt), pause \(pause.readable): \(message)"
      output.write(oneLine(text) + "\n")
    case .runStarted, .itemStarted, .itemRetrying, .runFinished: break
    }
  }

  mutating func refresh(to output: inout some TextOutputStream) { live?.refresh(to: &output) }

  mutating func finish(_ record: RunRecord, to output: inout some TextOutputStream) {
    live?.clear(to: &output)
    output.write("\n")
    PrettySummary(record: record, style: style).write(to: &output)
  }

  private func line(of result: ItemResult) -> String {
    let item = result.item
    var text = "\(item.id)  \(item.title)"
    if !result.reason.isEmpty { text += ": \(result.reason)" }
    if result.outcome.needsAttention, let note = item.countingNote { text += " (\(note))" }
    if result.attempts > 0 { text += " (\(result.effort))" }
    let label = result.outcome.ink.paint(padded(result.outcome.label), if: style.color)
    return label + " " + oneLine(text)
  }

  private func padded(_ word: String) -> String {
    word + String(repeating: " ", count: max(0, PrettySummary.labelWidth - word.count))
  }
}

extension RunHeader {
  /// What is run, on one line.
  fileprivate var line: String {
    let name = title.isEmpty || title == checklist ? checklist : "\(checklist): \(title)"
    let place = environment.map { ", environment \($0)" } ?? ""
    let origin = replay.map { " (\($0.summary): nothing is contacted)" } ?? ""
    return oneLine("\(name)\(place), \(counted(itemCount, "item"))\(origin)")
  }
}

extension ItemResult {
  /// How long it took, and how often it was asked where that is more than once.
  var effort: String {
    attempts > 1 ? "\(duration.readable), \(attempts) attempts" : duration.readable
  }
}
