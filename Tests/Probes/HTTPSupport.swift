import Diagnostics
import ProbeKit
import TestEnvironment
import Values

@testable import Probes

/// The time in these tests.
let testNow = Timestamp(seconds: 1_800_000_000)

/// Makes a probe as a run does: of fields that were checked against the description.
func makeProbe<Kind: Probe>(
  _ kind: Kind.Type, _ fields: ValueMap, target: Target? = nil
) throws -> Kind {
  try Kind(try Fields.make(from: fields, fields: Kind.description.fields), target: target)
}

/// Asks once, with clients of one's own.
func ask<Kind: Probe>(
  _ kind: Kind.Type, _ fields: ValueMap, target: Target? = nil, timeout: Duration? = .seconds(300),
  redactor: Redactor = Redactor(), now: Timestamp = testNow
) async throws -> Observation {
  let probe = try makeProbe(kind, fields, target: target)
  let resources = RunResources()
  let context = ProbeContext(timeout: timeout, redactor: redactor, resources: resources) { now }
  let result: Result<Observation, any Error>
  do {
    result = .success(try await probe.observe(in: context))
  } catch {
    result = .failure(error)
  }
  await resources.close()
  return try result.get()
}

/// The error of asking once; nil where there is an answer.
func refusal<Kind: Probe>(
  _ kind: Kind.Type, _ fields: ValueMap, target: Target? = nil, timeout: Duration? = .seconds(300)
) async -> ProbeError? {
  do {
    _ = try await ask(kind, fields, target: target, timeout: timeout)
    return nil
  } catch {
    return error as? ProbeError
  }
}

/// A target as an environment describes it.
func makeTarget(_ description: TargetDescription, _ address: String, _ fields: ValueMap = [:]) throws
  -> Target
{
  Target(
    name: "tested", type: description.type, address: .string(address),
    fields: try Fields.make(from: fields, fields: description.fields))
}

/// What a check says of fields: each diagnostic as the field it points at, or `the whole`, its code, message and help.
func check(
  _ kind: any Probe.Type, _ fields: [(name: String, value: Value?)], isAction: Bool = false,
  hasTarget: Bool = true, timeout: Duration? = nil
) -> [String] {
  var sources = SourceMap()
  let file = sources.add(SourceFile(path: "test.yaml", bytes: Array(repeating: 0x20, count: 100)))
  let spans = fields.indices.map { Span(file: file, bytes: $0..<$0 + 1) }
  let draft = ProbeDraft(
    fields: zip(fields, spans).map { ($0.name, .init(value: $0.value, span: $1)) },
    span: Span(file: file, bytes: 99..<100), isAction: isAction, hasTarget: hasTarget,
    timeout: timeout)
  var diagnostics = Diagnostics()
  kind.check(draft, into: &diagnostics)
  return diagnostics.sorted.map { diagnostic in
    let index = diagnostic.primary.map { $0.span.bytes.lowerBound } ?? -1
    let place = fields.indices.contains(index) ? fields[index].name : "the whole"
    return "\(place): \(diagnostic.code.rawValue): \(diagnostic.message)"
      + (diagnostic.help.map { " (\($0))" } ?? "")
  }
}

/// An answer of HTTP/1.1 with the length of its body.
func httpAnswer(_ status: String = "200 OK", _ headers: [String] = [], _ body: String = "") -> String {
  (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers + ["", body])
    .joined(separator: "\r\n")
}
