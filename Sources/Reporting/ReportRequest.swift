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
    guard let (name, destination) = Self.parts(of: argument), let format = ReportFormat(rawValue: name) else {
      return nil
    }
    self.init(format, to: destination)
  }

  /// The two sides of `NAME=FILE`; nil where the file has no name.
  static func parts(of argument: String) -> (name: String, destination: Destination)? {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    guard parts.count == 2 else { return (argument, .standardOutput) }
    return parts[1].isEmpty ? nil : (parts[0], .file(parts[1]))
  }
}
