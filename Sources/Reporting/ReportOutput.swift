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
  /// What a file gets at the end.
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

  mutating func receive(_ event: RunEvent, _ redactor: Redactor) throws(ReportError) {
    var text = ""
    reporter.receive(event, to: &text)
    try write(text, redactor)
  }

  mutating func refresh(_ redactor: Redactor) throws(ReportError) {
    guard !isFinished else { return }
    var text = ""
    reporter.refresh(to: &text)
    try write(text, redactor)
  }

  mutating func finish(_ record: RunRecord, _ redactor: Redactor) throws(ReportError) {
    isFinished = true
    var text = ""
    reporter.finish(record, to: &text)
    try write(text, redactor)
    guard case .file(let file) = channel else { return }
    channel = .closed
    try file.write(pending)
  }

  /// Writes a composed text, masked once more where it is prose.
  private mutating func write(_ text: String, _ redactor: Redactor) throws(ReportError) {
    guard !text.isEmpty else { return }
    let masked = isProse ? redactor.redactComposed(text) : text
    switch channel {
    case .stream(let descriptor):
      guard let number = writeAll(masked, to: descriptor) else { return }
      channel = .closed
      if !isClosedPipe(number) { throw ReportError(path: nil, number: number) }
    case .file: pending += masked
    case .closed: break
    }
  }
}
