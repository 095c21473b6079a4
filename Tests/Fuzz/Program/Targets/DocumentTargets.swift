import Documents
import FoundationEssentials
import ProbeKit
import Probes
import TestEnvironment
import Values

/// A configuration in each format: read, or refused in words.
struct DocumentTarget: FuzzTarget {
  static let name = "document"
  let samples: [Sample]
  let tokens: [[UInt8]]

  init() throws {
    samples = try Corpus.samples("documents")
    tokens = try Corpus.tokens("document", "yaml", "json")
  }

  func feed(_ input: [UInt8]) throws {
    for format in DocumentFormat.allCases {
      do throws(DocumentFault) {
        guard let document = try parseDocument(input, as: format, named: "document") else { continue }
        _ = secrets(inDocument: document)
        _ = document.json
      } catch {
        try expect(error.message.hasPrefix("document:"), "a fault without a place: \(error.message)")
      }
    }
  }
}

/// A log of a file.
struct LogTarget: FuzzTarget {
  static let name = "log"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let directory: TemporaryDirectory

  init() throws {
    samples = try Corpus.samples("logs")
    tokens = try Corpus.tokens("log", "json")
    directory = try TemporaryDirectory()
  }

  func feed(_ input: [UInt8]) async throws {
    let path = directory.path(of: "fuzzed.log")
    try Data(input).write(to: URL(filePath: path))
    let fields = try Fields.make(
      from: ["path": .string(path), "tail": 100], fields: LogsProbe.description.fields)
    let context = ProbeContext(timeout: nil, redactor: Redactor(), resources: RunResources()) {
      Timestamp(seconds: 1_800_000_000)
    }
    let seen: Observation
    do throws(ProbeError) {
      seen = try await LogsProbe(fields, target: nil).observe(in: context)
    } catch {
      return try expect(error.kind == .refused, "a log cannot be read: \(error.message)")
    }
    let lines = seen.fields["lines"]?.list ?? []
    try expect(seen.fields["count"] == .int(Int64(lines.count)), "\(lines.count) lines are counted otherwise")
    try expect(lines.isEmpty == (seen.noData != nil), "nothing is something")
    try expect(lines.count <= 100, "\(lines.count) lines are more than were asked for")
  }
}
