/// A report that is to be written, and where.
public struct ReportRequest: Hashable, Sendable {
  /// Where a report goes.
  public enum Destination: Hashable, Sendable {
    /// Standard output.
    case standardOutput
    /// The file at this path, which is replaced at the end of the run.
    case file(String)

    /// The file that is written in the end, links followed; nil for standard output.
    public var file: String? {
      if case .file(let path) = self { followingLinks(path) } else { nil }
    }
  }

  /// The format.
  public let format: ReportFormat
  /// Where it goes.
  public let destination: Destination

  /// Makes a request.
  public init(_ format: ReportFormat, to destination: Destination = .standardOutput) {
    self.format = format
    self.destination = destination
  }

  /// Reads `FORMAT` or `FORMAT=FILE`, as on the command line; nil for anything else.
  public init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let format = ReportFormat(rawValue: String(name)) else { return nil }
    guard parts.count == 2 else {
      self.init(format)
      return
    }
    guard !parts[1].isEmpty else { return nil }
    self.init(format, to: .file(String(parts[1])))
  }
}
