import CEL
import ProbeKit
import Probes
import Values

/// The answer of an HTTP server, byte for byte. Redirects are not followed, since they may lead anywhere.
struct HTTPTarget: FuzzTarget {
  static let name = "http"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let server: OneAnswer
  private let target: Target
  private let resources = RunResources()

  init() throws {
    samples = try Corpus.samples("http") + Corpus.samples("prometheus")
    tokens = try Corpus.tokens("http", "json")
    server = try OneAnswer()
    target = try makeTarget(.http, .string(server.url))
  }

  func feed(_ input: [UInt8]) async throws {
    server.set(input)
    try await ask(HTTPProbe.self, ["path": "/a", "follow_redirects": false], target, by: resources)
    try await ask(
      HTTPProbe.self, ["path": "/a", "follow_redirects": false, "method": "HEAD", "max_body": "1Ki"], target,
      by: resources)
  }
}

/// The answer of a Prometheus, byte for byte.
struct PromQLTarget: FuzzTarget {
  static let name = "promql"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let server: OneAnswer
  private let target: Target
  private let resources = RunResources()

  init() throws {
    samples = try Corpus.samples("prometheus")
    tokens = try Corpus.tokens("json", "prometheus")
    server = try OneAnswer()
    target = try makeTarget(.prometheus, .string(server.url))
  }

  func feed(_ input: [UInt8]) async throws {
    server.set(input)
    try await ask(PromQLProbe.self, ["query": "up"], target, by: resources)
    try await ask(
      PromQLProbe.self, ["query": "up", "range": ["since": "2m", "step": "1m"]], target, by: resources)
  }
}

/// A target as an environment describes it.
func makeTarget(_ description: TargetDescription, _ address: Value) throws -> Target {
  Target(
    name: "fuzzed", type: description.type, address: address,
    fields: try Fields.make(from: [:], fields: description.fields))
}
