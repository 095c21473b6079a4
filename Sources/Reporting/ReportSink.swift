public import CheckModel
public import Values

/// Owns the reports of a run and all that they write to. Every text is masked here, whatever its way. Writing
/// happens on a thread of its own, so that no slow terminal or disk holds up the run.
public final class ReportSink: Sendable {
  private let inbox: Inbox

  /// Opens the reports. `style` is that of standard output, `descriptor` its open file, which stays open. Throws
  /// if a file cannot be written where it is asked for. Call `close` at the end.
  public init(
    _ requests: [ReportRequest], style: ReportStyle, redactor: Redactor, descriptor: Int32 = 1
  ) throws(ReportError) {
    let clock = ContinuousClock()
    let start = clock.now
    var outputs: [ReportOutput] = []
    // What somebody watches is complete before a file is waited for.
    for request in requests.filter(\.destination.isStandardOutput)
      + requests.filter({ !$0.destination.isStandardOutput })
    {
      outputs.append(
        try ReportOutput(request, style: style, descriptor: descriptor) { start.duration(to: clock.now) })
    }
    let inbox = try Inbox()
    let writer = ReportWriter(outputs: outputs, redactor: redactor)
    let redraws = style.isTerminal
    let isRunning = BackgroundThread.start {
      var writer = writer
      while true {
        for message in inbox.next(timeout: redraws ? 100 : nil) {
          switch message {
          case .event(let event): writer.receive(event)
          case .close(let closing):
            writer.flush()
            closing.resume(returning: writer.failure)
            return
          }
        }
        writer.refresh()
        writer.flush()
      }
    }
    guard isRunning else { throw ReportError(path: nil, reason: "no thread could be made") }
    self.inbox = inbox
  }

  /// Takes an event; it is written soon. Events that follow `close` are lost.
  public func receive(_ event: RunEvent) { inbox.put(.event(event)) }

  /// Waits until everything is written; throws the first error that there was. A report on standard output that
  /// nobody reads any more is none.
  public func close() async throws(ReportError) {
    let failure: ReportError? = await withCheckedContinuation { continuation in
      if !inbox.put(.close(continuation)) { continuation.resume(returning: nil) }
    }
    if let failure { throw failure }
  }
}

/// The reports, on the thread that writes them.
private struct ReportWriter: Sendable {
  private var outputs: [ReportOutput]
  private let redactor: Redactor
  private var header: RunHeader?
  private var results: [ItemResult] = []
  private(set) var failure: ReportError?

  init(outputs: [ReportOutput], redactor: Redactor) {
    self.outputs = outputs
    self.redactor = redactor
  }

  mutating func receive(_ event: RunEvent) {
    let masked = redactor.redact(event)
    forEachOutput { (output, redactor) in output.receive(masked, redactor) }
    switch event {
    case .runStarted(let header): self.header = header
    case .itemFinished(_, let ended): results += ended
    case .runFinished(let summary):
      guard let header else { return }
      let record = redactor.redact(RunRecord(header: header, results: results, summary: summary))
      forEachOutput { (output, redactor) throws(ReportError) in try output.finish(record, redactor) }
    case .itemStarted, .itemRetrying: break
    }
  }

  mutating func refresh() {
    forEachOutput { (output, redactor) in output.refresh(redactor) }
  }

  /// Writes what was composed meanwhile, all at once.
  mutating func flush() {
    forEachOutput { (output, _) throws(ReportError) in try output.flush() }
  }

  private mutating func forEachOutput(_ body: (inout ReportOutput, Redactor) throws(ReportError) -> Void) {
    for index in outputs.indices {
      do {
        try body(&outputs[index], redactor)
      } catch {
        if failure == nil { failure = error }
      }
    }
  }
}
