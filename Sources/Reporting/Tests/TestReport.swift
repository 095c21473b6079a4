public import CheckModel
public import Values

/// The formats of reports of tests.
public enum TestReportFormat: String, CaseIterable, Sendable {
  /// Text for people.
  case pretty
  /// JUnit's XML.
  case junit
  /// The Test Anything Protocol, version 14 (https://testanything.org/tap-version-14-specification.html).
  case tap
}

/// A report of tests that is to be written, and where.
public struct TestReportRequest: Sendable {
  /// The format.
  public let format: TestReportFormat
  /// Where it goes.
  public let destination: ReportRequest.Destination

  /// Makes a request.
  public init(_ format: TestReportFormat, to destination: ReportRequest.Destination = .standardOutput) {
    self.format = format
    self.destination = destination
  }

  /// Reads `FORMAT` or `FORMAT=FILE`, as on the command line; nil for anything else.
  public init?(argument: String) {
    guard let (name, destination) = ReportRequest.parts(of: argument),
      let format = TestReportFormat(rawValue: name)
    else { return nil }
    self.init(format, to: destination)
  }
}

/// What came of all files of tests.
public struct TestRecord: Sendable {
  /// What came of each, in their order.
  public let files: [TestFileResult]
  /// How long all took.
  public let duration: Duration

  /// Makes one.
  public init(files: [TestFileResult], duration: Duration) {
    self.files = files
    self.duration = duration
  }

  var cases: [(file: TestFileResult, result: TestCaseResult)] {
    files.flatMap { file in file.cases.map { (file, $0) } }
  }
}

/// The reports of tests, and all that they write to.
public struct TestReports: Sendable {
  private let outputs: [(format: TestReportFormat, file: ReportFile?)]
  private let style: ReportStyle
  private let descriptor: Int32

  /// Opens the reports. `style` is that of standard output, `descriptor` its open file, which stays open. Throws if a
  /// file cannot be written where it is asked for.
  public init(
    _ requests: [TestReportRequest], style: ReportStyle, descriptor: Int32 = 1
  ) throws(ReportError) {
    var outputs: [(format: TestReportFormat, file: ReportFile?)] = []
    for request in requests {
      switch request.destination {
      case .standardOutput: outputs.append((request.format, nil))
      case .file(let path): outputs.append((request.format, try ReportFile(path: path)))
      }
    }
    self.outputs = outputs
    self.style = style
    self.descriptor = descriptor
  }

  /// Writes all of them; throws the first error that there was. Blocks. A report on standard output that nobody reads
  /// any more is none.
  public func write(_ record: TestRecord) throws(ReportError) {
    var failure: ReportError?
    for (format, file) in outputs {
      do throws(ReportError) {
        if let file {
          try file.write(text(of: record, format, ReportStyle(isVerbose: style.isVerbose)))
        } else if let number = writeAll(text(of: record, format, style), to: descriptor),
          !isClosedPipe(number)
        {
          throw ReportError(path: nil, number: number)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func text(of record: TestRecord, _ format: TestReportFormat, _ style: ReportStyle) -> String {
    switch format {
    case .pretty: prettyTestReport(of: record, style)
    case .junit: junitTestReport(of: record)
    case .tap: tapTestReport(of: record)
    }
  }
}

/// Replaces the content of a file: its readers see the old content or the new one. Blocks until it is on the disk.
public func replaceFile(at path: String, with text: String) throws(ReportError) {
  try ReportFile(path: path).write(text)
}
