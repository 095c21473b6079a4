import ProbeKit
import Probes
import TestEnvironment
import Values

/// An answer of a Kubernetes API server, byte for byte: once to whoever asks which types there are, and once to who asks
/// for objects of a type that is known.
struct KubectlTarget: FuzzTarget {
  static let name = "kubectl"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let server: ScriptedServer
  private let listener: Task<Void, Never>
  private let victim: Lock<Victim>
  private let directory: TemporaryDirectory
  private let target: Target
  /// Of a client that learns the types once.
  private let resources = RunResources()

  /// Who is given the input; others get sound answers.
  private struct Victim {
    var input: [UInt8] = []
    var asksForObjects = false
  }

  init() throws {
    samples = try Corpus.samples("kubernetes") + Self.recorded()
    tokens = try Corpus.tokens("json", "kubernetes")
    let api = try KubernetesAPI()
    let victim = Lock(Victim())
    let server = try ScriptedServer(answering: { request in
      let victim = victim.withLock(\.self)
      guard Self.asksForObjects(request) == victim.asksForObjects else {
        return api.steps(answering: request)
      }
      return [.send(victim.input), .close]
    })
    (self.victim, self.server) = (victim, server)
    let requests = server.requests
    listener = Task { for await _ in requests {} }
    directory = try TemporaryDirectory()
    try directory.write(api.kubeconfig(server: server.url), to: "config")
    target = try makeTarget(
      .kubernetes, ["kubeconfig": .string(directory.path(of: "config")), "context": "admin"])
  }

  func feed(_ input: [UInt8]) async throws {
    let list: ValueMap = ["resource": "pods", "jsonpath": "{.items[*].status}"]
    victim.withLock { $0 = Victim(input: input) }
    try await ask(KubectlProbe.self, list, target)
    victim.withLock { $0.asksForObjects = true }
    let others: [ValueMap] = [
      ["resource": "deployment/eventcore-app"], ["resource": "secret/a", "jsonpath": "{.data}{..name}"],
      ["raw": "/api/v1/namespaces/a/b"],
    ]
    for question in [list] + others { try await ask(KubectlProbe.self, question, target, by: resources) }
  }

  private static func asksForObjects(_ request: String) -> Bool {
    request.prefix { $0 != "\r\n" }.contains("/namespaces/")
  }

  /// Answers of a real API server, with the head that makes the end of the connection that of the body.
  private static func recorded() throws -> [Sample] {
    try KubernetesRecording().exchanges.map { exchange in
      let head = "HTTP/1.1 \(exchange.status) Answer\r\nContent-Type: \(exchange.contentType)\r\n\r\n"
      return Sample(
        name: "\(exchange.identity) \(exchange.path)",
        bytes: Array((head + (exchange.body.string ?? exchange.body.json)).utf8))
    }
  }
}
