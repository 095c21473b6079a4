internal import CheckModel
internal import Values

/// Writes one JSON document (RFC 8259) with all there is to know of a run.
struct JSONReporter: Reporter {
  func finish(_ record: RunRecord, to output: inout some TextOutputStream) {
    output.write(WireReport(record).value.prettyJSON + "\n")
  }
}

/// The document, version 1. Its readers ignore keys that they do not know; a key that is gone or means something
/// else makes a new version.
struct WireReport {
  static let version: Int64 = 1

  private let record: RunRecord

  init(_ record: RunRecord) { self.record = record }

  var value: Value {
    let (header, summary) = (record.header, record.summary)
    return [
      "version": .int(Self.version),
      "checklist": .string(header.checklist),
      "title": .string(header.title),
      "environment": .text(header.environment),
      "replay": header.replay.map {
        [
          "recording": .string($0.recording), "recorded": .string($0.recorded.description),
          "incomplete": .text($0.incomplete),
        ]
      } ?? .null,
      "started": .string(header.started.description),
      "duration_seconds": .double(summary.duration.roundedSeconds),
      "verdict": .string(summary.verdict.name),
      "exit_code": .int(Int64(summary.verdict.rawValue)),
      "cut_short": .text(summary.cutShort),
      "counts": .map(
        ValueMap(
          Outcome.inOrder.map { (.string($0.wireName), .int(Int64(summary.counts[$0] ?? 0))) }
            + [("disabled", .int(Int64(header.disabled.count)))])),
      "items": .list(record.results.sorted { $0.item.id < $1.item.id }.map { WireItem($0).value }),
      "disabled": .list(
        header.disabled.map {
          ["id": .string($0.id.rawValue), "title": .string($0.title), "reason": .string($0.reason)]
        }),
    ]
  }
}

/// One item of the document.
private struct WireItem {
  private let result: ItemResult

  init(_ result: ItemResult) { self.result = result }

  var value: Value {
    let item = result.item
    return [
      "id": .string(item.id.rawValue),
      "title": .string(item.title),
      "section": .string(item.section),
      "severity": .string(item.severity.rawValue),
      "tags": .texts(item.tags),
      "owner": .text(item.owner),
      "kind": .string(item.kind),
      "target": .text(item.target),
      "gates": .bool(item.gates),
      "part_of": .text(item.partOf?.rawValue),
      "action": .bool(item.isAction),
      "outcome": .string(result.outcome.wireName),
      "counts_as": .string(countsAs),
      "message": .string(result.reason),
      "findings": .list(result.findings.map(value(of:))),
      "excerpt": .text(result.excerpt),
      "notes": .texts(result.notes),
      "outputs": .map(result.outputs),
      "root": result.root.map {
        ["id": .string($0.id.rawValue), "outcome": .string($0.outcome.wireName)]
      } ?? .null,
      "attempts": .int(Int64(result.attempts)),
      "started": .text(result.started?.description),
      "duration_seconds": .double(result.duration.roundedSeconds),
      "remedy": .text(item.remedy),
      "docs": .text(item.docs),
      "place": .string(item.place),
      "overrides": .texts(item.overrides),
      "pack": .text(item.pack),
    ]
  }

  /// A finding; `observed` is left out where there was nothing.
  private func value(of finding: Finding) -> Value {
    var entries: [(ValueKey, Value)] = [
      ("path", .string(finding.path)), ("expected", .string(finding.expected)),
    ]
    if let observed = finding.observed {
      let parsed = try? parseJSON(observed)
      entries.append(("observed", parsed ?? .string(observed)))
    }
    return .map(ValueMap(entries))
  }

  /// What the item adds to the verdict.
  private var countsAs: String {
    guard result.item.gates else { return "nothing" }
    return switch result.decisiveOutcome {
    case .passed, .waived: "passed"
    case .failed: "failed"
    case .error, .noData, .blocked: "undecided"
    case .pending: "pending"
    case .skipped: "nothing"
    }
  }
}

extension Outcome {
  /// The outcome in the document: its words joined by underscores.
  fileprivate var wireName: String { self == .noData ? "no_data" : rawValue }
}

extension Value {
  fileprivate static func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
  fileprivate static func texts(_ texts: [String]) -> Value { .list(texts.map(Value.string)) }
}
