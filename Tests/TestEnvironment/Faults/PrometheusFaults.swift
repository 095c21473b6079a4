/// A Prometheus that is asked badly, and servers that are none.
final class PrometheusFaults: FaultSource {
  let faults: [Fault]
  let targets: [String: (type: String, binding: String)]
  private let prometheus: PrometheusServer
  private let servers: [ScriptedServer]

  private init(_ prometheus: PrometheusServer, _ servers: [(id: String, server: ScriptedServer)]) {
    self.prometheus = prometheus
    self.servers = servers.map(\.server)
    let addresses = [("prometheus", prometheus.url)] + servers.map { ($0.id, $0.server.url) }
    targets = Dictionary(
      uniqueKeysWithValues: addresses.map {
        ($0.0, (type: "prometheus", binding: "{prometheus: \"\($0.1)\"}"))
      }
    )
    let words = ["not-prometheus": "HTML page", "half-prometheus": "other than JSON"]
    faults =
      [
        Fault(
          "promql-bad-query", "promql: {target: prometheus, query: \"sum(\"}\nexpect: {value: 1}\n",
          says: ["\(prometheus.endpoint)", "refuses the query"])
      ]
      + servers.map { id, server in
        let question = "promql: {target: \(id), query: up}\nexpect: {value: 1}\n"
        guard let word = words[id] else {
          return Fault("promql-\(id)", question, says: ["no answer from \(server.endpoint) within 10s"])
        }
        return Fault("promql-\(id)", question, says: ["\(server.endpoint)", word])
      }
  }

  static func start() async throws -> PrometheusFaults {
    let half = #"{"status":"success","data":{"resultType":"vec"#
    let servers: [(id: String, server: ScriptedServer)] = [
      ("slow-prometheus", try ScriptedServer(answering: { _ in [.stall] })),
      (
        "not-prometheus",
        try ScriptedServer(serving: { _ in StandInResponse(200, "text/html", "<!DOCTYPE html><p>Hello</p>") })
      ),
      (
        "half-prometheus",
        try ScriptedServer(serving: { _ in StandInResponse(200, "application/json", half) })
      ),
    ]
    return PrometheusFaults(try await PrometheusServer.start(), servers)
  }

  func stop() async {
    servers.forEach { $0.stop() }
    await prometheus.stop()
  }
}
