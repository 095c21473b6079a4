/// Servers that speak HTTP badly.
final class HTTPFaults: FaultSource {
  let faults: [Fault]
  private let servers: [ScriptedServer]
  private let silent: SilentListener
  private let refusing: RefusingEndpoint

  init() throws {
    let silent = try SilentListener()
    let refusing = try RefusingEndpoint()
    var servers: [ScriptedServer] = []
    var faults = [
      Fault(
        "http-refused", "http: {url: \"http://\(refusing.endpoint)/\"}",
        says: ["\(refusing.endpoint)", "refused"]),
      Fault(
        "http-black-hole", "http: {url: \"http://\(silent.endpoint)/\"}",
        says: ["no connection to \(silent.endpoint) within 10s"]),
      Fault("http-no-name", "http: {url: \"http://name.invalid/\"}", says: ["name.invalid", "resolve"]),
    ]
    for script in Self.scripts {
      let server = try ScriptedServer(answering: { _ in script.steps })
      servers.append(server)
      faults.append(script.fault(at: server.endpoint))
    }
    let goodbye = try ScriptedServer([.awaitBytes(Array("SM\r\n\r\n".utf8)), .send(Self.goAway), .stall])
    servers.append(goodbye)
    faults.append(
      Fault(
        "http-goaway", "http: {url: \"\(goodbye.url)/\", http_version: 2-prior-knowledge}",
        says: ["\(goodbye.endpoint)", "HTTP/2"]))
    (self.faults, self.servers, self.silent, self.refusing) = (faults, servers, silent, refusing)
  }

  func stop() async { servers.forEach { $0.stop() } }

  /// HTTP/2 (RFC 9113, sections 6.5 and 6.8): SETTINGS, and a GOAWAY that blames an internal error and has taken up no
  /// stream.
  private static let goAway: [UInt8] =
    [0, 0, 0, 4, 0, 0, 0, 0, 0] + [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]

  /// What a server does with every request, and what is to be said of it.
  private struct Script {
    let id: String
    let steps: [ScriptedServer.Step]
    var outcome = "error"
    /// What is expected of the answer.
    var expectation = ""
    /// What the message says beside the server.
    let words: [String]
    /// Whether the message names the server: of an answer that came, only what is wrong with it.
    var namesServer = true
    var scheme = "http"

    func fault(at endpoint: LoopbackEndpoint) -> Fault {
      let question = "http: {url: \"\(scheme)://\(endpoint)/\"}\n\(expectation)"
      let words = words + (namesServer ? ["\(endpoint)"] : [])
      return Fault(id, question, outcome, says: words)
    }
  }

  private static let scripts = [
    Script(
      id: "http-slow-headers", steps: [.text("HTTP/1.1 200 OK\r\n"), .trickle(Array("X-A: a\r\n".utf8))],
      words: ["no answer from", "within 10s"]),
    Script(
      id: "http-slow-body",
      steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), .trickle([120])],
      words: ["was not complete within 10s"]),
    Script(
      id: "http-reset", steps: [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), .reset],
      words: ["reset the connection"]),
    Script(
      id: "http-truncated-chunk",
      steps: [.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), .close],
      words: ["ended before it was complete"]),
    Script(
      id: "http-large-body",
      steps: [
        .text("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n"), .flood(megabyte, times: 100),
      ], words: ["exceeds 10485760 bytes"]),
    Script(
      id: "http-endless-body", steps: [.text("HTTP/1.1 200 OK\r\n\r\n"), .flood(megabyte)],
      words: ["exceeds 10485760 bytes"]),
    Script(id: "http-bomb", steps: bomb, words: ["exceeds 10485760 bytes"]),
    Script(
      id: "http-redirect-loop",
      steps: [.text("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")],
      words: ["redirect"]),
    Script(
      id: "http-invalid-json",
      steps: [
        .text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n{\"x\": ")
      ], expectation: "expect: {json.x: 1}\n", words: ["json.x", "not the JSON"], namesServer: false),
    Script(
      id: "http-wrong-charset",
      steps: [
        .text("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-Length: 2\r\n\r\nä")
      ], expectation: "expect: {body: {contains: ok}}\n", words: ["body", "not text in us-ascii"],
      namesServer: false),
    Script(
      id: "tls-plain-http",
      steps: [.text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), .close],
      words: ["does not speak TLS"], scheme: "https"),
  ]

  private static let megabyte = [UInt8](repeating: 120, count: 1 << 20)

  /// A hundred megabytes of zeros in a hundred kilobytes. The checksum at the end is wrong; nobody should come so far.
  private static let bomb: [ScriptedServer.Step] = {
    let zeros: [UInt8] =
      [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xed, 0xc1, 0x01, 0x01, 0, 0, 0, 0x82, 0x20, 0xff]
      + [0xaf, 0x6e, 0x48, 0x40, 0x01] + [UInt8](repeating: 0, count: 100_000)
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(zeros.count + 100)\r\n\r\n"
    return [.text(head), .send(zeros), .stall]
  }()
}
