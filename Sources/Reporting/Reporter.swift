public import CheckModel

/// Writes one report format. It sees what happens in a run and never asks anything.
public protocol Reporter: Sendable {
  /// Writes what is to be seen of an event while the run goes on.
  mutating func receive(_ event: RunEvent, to output: inout some TextOutputStream)

  /// Brings what is shown of the running items up to date; called several times a second on a terminal.
  mutating func refresh(to output: inout some TextOutputStream)

  /// Writes what is to be seen of the whole run once it is over.
  mutating func finish(_ record: RunRecord, to output: inout some TextOutputStream)
}

extension Reporter {
  /// Writes nothing: most formats are documents, complete only at the end.
  public mutating func receive(_ event: RunEvent, to output: inout some TextOutputStream) {}

  /// Writes nothing.
  public mutating func refresh(to output: inout some TextOutputStream) {}
}

/// The formats in which a run can be reported.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  /// For people.
  case pretty
  /// For programs: a versioned JSON document.
  case json
  /// For Jenkins, GitLab and others that show JUnit's XML.
  case junit

  /// Makes the reporter. `elapsed` tells the time since the run began.
  public func makeReporter(
    style: ReportStyle, elapsed: @escaping @Sendable () -> Duration = { .zero }
  ) -> any Reporter {
    switch self {
    case .pretty: PrettyReporter(style: style, elapsed: elapsed)
    case .json: JSONReporter()
    case .junit: JUnitReporter()
    }
  }

  /// Whether it is text for people, in which a secret may be masked anywhere. In a document for programs only
  /// values are masked: a secret such as `name` must not break its structure.
  var isProse: Bool {
    switch self {
    case .pretty: true
    case .json, .junit: false
    }
  }
}

/// All that is known of a run when it is over.
public struct RunRecord: Sendable {
  /// What was known when it began.
  public let header: RunHeader
  /// The results, in the order in which they came.
  public let results: [ItemResult]
  /// What it came to.
  public let summary: RunSummary

  /// Makes a record.
  public init(header: RunHeader, results: [ItemResult], summary: RunSummary) {
    self.header = header
    self.results = results
    self.summary = summary
  }
}
