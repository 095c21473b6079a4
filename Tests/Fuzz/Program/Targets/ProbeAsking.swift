import CEL
import Diagnostics
import ProbeKit
import Probes
import TestEnvironment
import Values

/// Asks a probe of a kind once, with clients of its own, and looks at what it saw or why it saw nothing.
func ask<Kind: Probe>(_ kind: Kind.Type, _ fields: ValueMap, _ target: Target) async throws {
  let resources = RunResources()
  let result: Result<Void, any Error>
  do {
    result = .success(try await ask(kind, fields, target, by: resources))
  } catch {
    result = .failure(error)
  }
  await resources.close()
  try result.get()
}

/// Asks a probe of a kind once, and looks at what it saw or why it saw nothing.
func ask<Kind: Probe>(
  _ kind: Kind.Type, _ fields: ValueMap, _ target: Target, by resources: RunResources
) async throws {
  let probe = try Kind(try Fields.make(from: fields, fields: kind.description.fields), target: target)
  let context = ProbeContext(timeout: .seconds(300), redactor: Redactor(), resources: resources) {
    Timestamp(seconds: 1_800_000_000)
  }
  let observation: Observation
  do throws(ProbeError) {
    observation = try probe.reading(try await probe.observe(in: context))
  } catch {
    return try check(error)
  }
  try check(observation, of: kind)
}

private func check(_ observation: Observation, of kind: any Probe.Type) throws {
  let known = Set(kind.description.observation.map(\.name))
  for (name, value) in observation.fields {
    try expect(known.contains(name.description), "it saw \(name), which is not described")
    _ = value.json
  }
  try expect(observation.excerpt.map { $0.utf8.count <= 20_000 } ?? true, "an excerpt of the whole")
}

private func check(_ error: ProbeError) throws {
  try expect(error.kind != .internal, "the probe broke: \(error.message)")
  try expect(!error.message.isEmpty, "an error without a message")
  try expect(!error.message.utf8.contains(UInt8(ascii: "\n")), "a message of several lines: \(error.message)")
}

/// A server that sends any request the same bytes and hangs up.
final class OneAnswer: Sendable {
  private let answer: Lock<[UInt8]>
  private let server: ScriptedServer
  private let listener: Task<Void, Never>

  init() throws {
    let answer = Lock<[UInt8]>([])
    let server = try ScriptedServer(answering: { _ in [.send(answer.withLock(\.self)), .close] })
    (self.answer, self.server) = (answer, server)
    let requests = server.requests
    listener = Task { for await _ in requests {} }
  }

  deinit {
    server.stop()
    listener.cancel()
  }

  var url: String { server.url }

  func set(_ bytes: [UInt8]) { answer.withLock { $0 = bytes } }
}
