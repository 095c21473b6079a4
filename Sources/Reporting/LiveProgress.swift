internal import CheckModel
internal import Values

/// The running items and how far the run is, redrawn in place. The cursor is never hidden nor the screen
/// switched, so that the terminal is in order however the program ends.
struct LiveProgress: Sendable {
  private struct Running {
    let id: ItemID
    let title: String
    let since: Duration
    var retry: String?
  }

  private static let pause = Duration.milliseconds(100)
  private static let mostItems = 6

  private let style: ReportStyle
  private let elapsed: @Sendable () -> Duration
  private var itemCount = 0
  private var done = 0
  private var counts: [Outcome: Int] = [:]
  /// In the order in which they began.
  private var running: [Running] = []
  private var drawnLines = 0
  private var drawn: Duration?

  init(style: ReportStyle, elapsed: @escaping @Sendable () -> Duration) {
    self.style = style
    self.elapsed = elapsed
  }

  mutating func receive(_ event: RunEvent, to output: inout some TextOutputStream) {
    switch event {
    case .runStarted(let header): itemCount = header.itemCount
    case .itemStarted(let id, let title):
      running.append(Running(id: id, title: title, since: elapsed()))
    case .itemRetrying(let id, let attempt, let message, let pause):
      guard let place = running.firstIndex(where: { $0.id == id }) else { break }
      running[place].retry = "attempt \(attempt), pause \(pause.readable): \(message)"
    case .itemFinished(let id, let results):
      done += 1
      for result in results { counts[result.outcome, default: 0] += 1 }
      running.removeAll { $0.id == id }
    case .runFinished: return
    }
    refresh(to: &output)
  }

  /// Draws anew, unless it was drawn a moment ago.
  mutating func refresh(to output: inout some TextOutputStream) {
    let now = elapsed()
    if let drawn, now - drawn < Self.pause { return }
    let lines = self.lines(at: now)
    output.write(eraser + lines.joined(separator: "\n"))
    drawnLines = lines.count
    drawn = now
  }

  /// Removes what was drawn.
  mutating func clear(to output: inout some TextOutputStream) {
    output.write(eraser)
    drawnLines = 0
  }

  /// Back to the first column of the first line that was drawn, and everything after it erased.
  private var eraser: String {
    switch drawnLines {
    case 0: ""
    case 1: "\r\u{1B}[J"
    default: "\u{1B}[\(drawnLines - 1)A\r\u{1B}[J"
    }
  }

  private func lines(at now: Duration) -> [String] {
    let columns = (style.width ?? 80) - 1
    let trouble = Outcome.inOrder.filter(\.needsAttention).compactMap { outcome in
      counts[outcome].map { "\($0) \(outcome.rawValue)" }
    }
    let status = (["\(done)/\(itemCount) done"] + trouble + [now.readable]).joined(separator: " · ")
    var lines = [Ink.bold.paint(fitted(status, to: columns), if: style.color)]
    for item in running.prefix(Self.mostItems) { lines.append(line(of: item, at: now, columns: columns)) }
    if running.count > Self.mostItems { lines.append("  … and \(running.count - Self.mostItems) more") }
    return lines
  }

  private func line(of item: Running, at now: Duration, columns: Int) -> String {
    let time = (now - item.since).readable
    let text = oneLine("\(item.title) (\(item.id))" + (item.retry.map { ", \($0)" } ?? ""))
    return "  \(fitted(text, to: max(1, columns - time.count - 4)))  \(time)"
  }
}
