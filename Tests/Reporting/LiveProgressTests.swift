import CheckModel
import Diagnostics
import Testing
import Values

@testable import Reporting

@Suite struct LiveProgressTests {
  private let clock = Lock(Duration.zero)

  private func reporter(width: Int) -> any Reporter {
    let clock = clock
    return ReportFormat.pretty.makeReporter(style: ReportStyle(width: width, isTerminal: true)) {
      clock.withLock { $0 }
    }
  }

  private func pass(_ time: Duration) { clock.withLock { $0 += time } }

  @Test func `running items are redrawn in place and removed before the summary`() {
    var reporter = reporter(width: 60)
    var screen = Screen()
    reporter.receive(.runStarted(SampleRun.header), to: &screen)
    pass(.milliseconds(150))
    reporter.receive(.itemStarted("reachable", title: "The database answers"), to: &screen)
    #expect(screen.lines.dropFirst() == ["0/9 done · 150ms", "  The database answers (reachable)  0ms"])
    pass(.milliseconds(100))
    reporter.receive(.itemFinished(SampleRun.results[1].item.id, [SampleRun.results[1]]), to: &screen)
    pass(.seconds(1))
    reporter.refresh(to: &screen)
    #expect(
      screen.lines == [
        "pre-deploy: Before a deployment, environment production, 9 items", "1/9 done · 1 failed · 1.3s",
        "  The database answers (reachable)  1.1s",
      ])
    reporter.finish(SampleRun.record, to: &screen)
    #expect(!screen.lines.contains { $0.contains("done") || $0.contains("1.1s") })
    #expect(screen.lines.last { !$0.isEmpty } == "FAILED: 1 item failed, 1 undecided")
    #expect(screen.lines.dropFirst().prefix(2) == ["", "Security / Database"])
  }

  @Test func `drawing is throttled`() {
    var reporter = reporter(width: 60)
    var text = ""
    reporter.receive(.runStarted(SampleRun.header), to: &text)
    let before = text
    for _ in 0..<100 {
      reporter.receive(.itemStarted("reachable", title: "The database answers"), to: &text)
      reporter.refresh(to: &text)
    }
    #expect(text == before)
    pass(.milliseconds(100))
    reporter.refresh(to: &text)
    #expect(text != before)
  }

  @Test func `no line is wider than the terminal and long queues are counted`() {
    var reporter = reporter(width: 30)
    var screen = Screen()
    reporter.receive(.runStarted(SampleRun.header), to: &screen)
    for number in 1...9 {
      let id = ItemID(rawValue: "id-\(number)")
      reporter.receive(.itemStarted(id, title: "検査項目はとても長いですね検査項目はとても長い\u{1B}[2J"), to: &screen)
      reporter.receive(.itemRetrying(id, attempt: 2, message: "no\nanswer", pause: .seconds(5)), to: &screen)
    }
    pass(.seconds(1))
    reporter.refresh(to: &screen)
    #expect(screen.lines.count == 9)
    #expect(screen.lines.last == "  … and 3 more")
    for line in screen.lines.dropFirst() { #expect(terminalWidth(of: line) < 30) }
  }
}

/// A terminal that knows as much as live progress uses: newline, carriage return, cursor up, erase to the end.
private struct Screen: TextOutputStream {
  private(set) var lines = [""]
  private var row = 0

  mutating func write(_ text: String) {
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "\n":
        row += 1
        if row == lines.count { lines.append("") }
      case "\r": break
      case "\u{1B}": escape(&rest)
      default: lines[row].append(character)
      }
    }
  }

  private mutating func escape(_ rest: inout Substring) {
    let sequence = rest.prefix { !$0.isLetter }
    rest = rest.dropFirst(sequence.count)
    switch rest.popFirst() {
    case "A": row -= Int(sequence.dropFirst()) ?? 1
    case "J": lines = Array(lines[..<row]) + [""]
    default: Issue.record("an escape sequence that is not expected")
    }
  }
}
