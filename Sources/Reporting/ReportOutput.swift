internal import CheckModel
internal import Values

/// One report and where it goes. After a failure it writes nothing more.
struct ReportOutput: Sendable {
  private enum Channel: Sendable {
    case stream(Int32)
    case file(ReportFile)
    case closed
  }

  private var reporter: any Reporter
  private let isProse: Bool
  private var channel: Channel
  /// What is composed and not written yet: a stream soon gets it, a file at the end.
  private var pending = ""
  private var isFinished = false

  init(
    _ request: ReportRequest, style: ReportStyle, descriptor: Int32,
    elapsed: @escaping @Sendable () -> Duration
  ) throws(ReportError) {
    isProse = request.format.isProse
    switch request.destination {
    case .standardOutput:
      channel = .stream(descriptor)
      reporter = request.format.makeReporter(style: style, elapsed: elapsed)
    case .file(let path):
      channel = .file(try ReportFile(path: path))
      reporter = request.format.makeReporter(style: ReportStyle(isVerbose: style.isVerbose), elapsed: elapsed)
    }
  }

  mutating func receive(_ event: RunEvent, _ redactor: Redactor) {
    var text = ""
    reporter.receive(event, to: &text)
    add(text, redactor)
  }

  mutating func refresh(_ redactor: Redactor) {
    guard !isFinished else { return }
    var text = ""
    reporter.refresh(to: &text)
    add(text, redactor)
  }

  mutating func finish(_ record: RunRecord, _ redactor: Redactor) throws(ReportError) {
    isFinished = true
    var text = ""
    reporter.finish(record, to: &text)
    add(text, redactor)
    switch channel {
    case .stream: try flush()
    case .file(let file):
      channel = .closed
      try file.write(pending)
    case .closed: break
    }
  }

  /// Writes to a stream what is composed by now.
  mutating func flush() throws(ReportError) {
    guard case .stream(let descriptor) = channel, !pending.isEmpty else { return }
    defer { pending = "" }
    guard let number = writeAll(pending, to: descriptor) else { return }
    channel = .closed
    if !isClosedPipe(number) { throw ReportError(path: nil, number: number) }
  }

  /// Adds a composed text, masked once more where it is prose.
  private mutating func add(_ text: String, _ redactor: Redactor) {
    if case .closed = channel { return }
    pending += isProse ? redactor.redactComposed(text) : text
  }
}
