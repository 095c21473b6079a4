import Glibc
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Logs of files as programs leave them.
@Suite(.timeLimit(.minutes(2))) struct LogsProbeTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func seen(_ text: String, _ more: ValueMap = [:]) async throws -> Observation {
    var fields = more
    fields["path"] = .string(try folder.write(text, to: "app.log"))
    return try await ask(LogsProbe.self, fields)
  }

  private func writeBytes(_ bytes: [UInt8], to name: String) throws -> String {
    let path = folder.path(of: name)
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return path
  }

  private static let log = """
    {"level":"INFO","msg":"started","correlation_id":"a"}

    plain text ERROR stream 'x1' lost
    {"severity":"Warning","message":"slow","correlation_id":""}\r
    {"level":50,"msg":"timeout after 15ms"}
    {"level":"error","msg":"timeout after 9000ms"}
    [1, 2]
    """

  @Test func aLogTellsHowItIsWritten() async throws {
    let seen = try await seen(Self.log)
    #expect(seen.fields["count"] == 6 && seen.fields["lines"]?.list?.count == 6)
    #expect(seen.fields["records"]?.list?.count == 4)
    #expect(seen.fields["records"]?.list?[0]["msg"] == "started")
    #expect(seen.fields["records"]?.list?[0]["_from"] == .string(folder.path(of: "app.log")))
    #expect(seen.fields["structured"] == .double(4.0 / 6))
    let levels: Value = ["trace": 0, "debug": 0, "info": 1, "warn": 1, "error": 3, "fatal": 0, "none": 1]
    #expect(seen.fields["levels"] == levels)
    #expect(
      seen.fields["error_patterns"] == ["plain text ERROR stream <str> lost", "timeout after <num>"])
    #expect(seen.fields["new_patterns"] == nil)
    #expect(seen.undecidable == ["new_patterns": "no `baseline` says which patterns are known"])
    #expect(seen.fields["sensitive"] == [])
    #expect(seen.noData == nil && seen.notes == ["1 of 6 lines do not say their level"])
  }

  @Test func onlyTheEndIsRead() async throws {
    #expect(try await seen("a\nb\nc", ["tail": 2]).fields["lines"] == ["b", "c"])
    #expect(try await seen("a\nb\nc\n", ["tail": 2]).fields["lines"] == ["b", "c"])
    #expect(try await seen("a\nb\n", ["tail": 2]).fields["lines"] == ["a", "b"])
    let long = String(repeating: "0123456789", count: 30_000)
    let lines = try await seen("first\n\(long)\n\(long)\nlast", ["tail": 3]).fields["lines"]?.list
    #expect(lines?.map { $0.string?.utf8.count } == [300_000, 300_000, 4])
    let many = (1...50_000).map { "line \($0)" }.joined(separator: "\n")
    let end = try await seen(many, ["tail": 20_000]).fields["lines"]?.list
    #expect(end?.count == 20_000 && end?.first == "line 30001" && end?.last == "line 50000")
  }

  @Test func whatIsTooMuchIsAnError() async throws {
    let path = try writeBytes([UInt8](repeating: 0x78, count: (8 << 20) + 70_000), to: "one-line.log")
    let error = await #expect(throws: ProbeError.self) {
      try await ask(LogsProbe.self, ["path": .string(path)])
    }
    #expect(
      error?.message
        == "\(path) cannot be read: its last 1000 lines have more than 8 MiB; ask for fewer by `tail`")
    let zipped = try writeBytes([0x1F, 0x8B, 8, 0], to: "app.log.2.gz")
    let compressed = await #expect(throws: ProbeError.self) {
      try await ask(LogsProbe.self, ["path": .string(zipped)])
    }
    #expect(compressed?.message.contains("it is compressed") == true)
    for number in 0...50 { try folder.write("x", to: "many\(number)") }
    let many = await #expect(throws: ProbeError.self) {
      try await ask(LogsProbe.self, ["glob": .string(folder.path(of: "many*"))])
    }
    #expect(many?.message == "\(folder.path(of: "many*")) matches 51 files, more than 50")
  }

  @Test func anEmptyLogIsNoData() async throws {
    for text in ["", "\n", " \n\t\r\n"] {
      let empty = try await seen(text)
      #expect(empty.noData == "\(folder.path(of: "app.log")) has no lines")
      #expect(
        empty.fields["count"] == 0 && empty.fields["levels"] == nil && empty.fields["structured"] == nil)
    }
    let missing = await #expect(throws: ProbeError.self) {
      try await ask(LogsProbe.self, ["path": .string(folder.path(of: "none.log"))])
    }
    #expect(missing?.kind == .refused && missing?.message == "there is no \(folder.path(of: "none.log"))")
    let nothing = await #expect(throws: ProbeError.self) {
      try await ask(LogsProbe.self, ["glob": .string(folder.path(of: "*.none"))])
    }
    #expect(nothing?.message == "nothing matches \(folder.path(of: "*.none"))")
  }

  @Test func levelsGoByOneScale() async throws {
    for (level, lines) in [
      (
        "error",
        [
          #"{"level":3,"msg":"x"}"#, #"{"level":"ERROR ","msg":"x"}"#, #"{"level":"50"}"#,
          #"{"level":"severe"}"#,
          #"{"Level":"Error","Message":"x"}"#, #"{"log.level":"err"}"#, #"{"log":{"level":"ERROR"}}"#,
          #"{"level":"info","severity":"ERROR"}"#, #"{"log":"[error] x\n","stream":"stdout"}"#,
          "2026/11/28 12:00:00 [error] 12#0: *1 connect() failed INFO", "[Sat Nov 28] [core:error] [pid 1] x",
          "E1128 12:00:00.1 1 a.go:1] level=info", "x level=error", "2026-11-28 ERROR: relation \"x\"",
          "SEVERE: x",
        ]
      ),
      (
        "fatal",
        [
          #"{"level":0}"#, #"{"level":60}"#, #"{"severity":"CRITICAL"}"#, #"{"level":"dpanic"}"#, "[emerg] x",
          #"{"level":"Emergency"}"#, "F1128 12:00:00.1 x", "CRIT disk",
        ]
      ), ("warn", [#"{"level":4}"#, #"{"level":40}"#, "[warn] x"]), ("info", [#"{"level":5}"#, "NOTICE x"]),
      ("debug", [#"{"level":7}"#, #"{"lvl":"DBG"}"#]), ("trace", [#"{"level":10}"#]),
      ("none", [#"{"level":null}"#, #"{"level":" "}"#, "an error of INFOrmation", "[pid] x"]),
    ] {
      for line in lines {
        let seen = try await seen("INFO start\n" + line)
        let expected: Int64 = level == "info" ? 2 : 1
        #expect(seen.fields["levels"]?.map?[.string(level)] == .int(expected), "\(line)")
        #expect(seen.fields["levels"]?.map?.count == 7)
      }
    }
  }

  @Test func aLogThatDoesNotSayItsLevelsIsNotVouchedFor() async throws {
    for level in [#""high""#, "35", "true", #"{"a":1}"#] {
      let seen = try await seen("INFO start\n{\"level\":\(level)}")
      #expect(seen.fields["levels"] == nil && seen.fields["error_patterns"] == nil)
      #expect(seen.undecidable["levels"]?.contains("app.log:2 has the level `") == true, "\(seen)")
    }
    let said = try folder.write("INFO up\n", to: "g1.log")
    let silent = try folder.write("boom\n", to: "g2.log")
    let both = try await ask(LogsProbe.self, ["glob": .string(folder.path(of: "g*.log"))])
    #expect(both.undecidable["levels"] == "no line of \(silent) says its level")
    #expect(both.undecidable["error_patterns"] != nil && both.fields["levels"] == nil)
    #expect(try await ask(LogsProbe.self, ["path": .string(said)]).fields["levels"]?["info"] == 1)
  }

  @Test func rotatedFilesAreReadTogetherTheOldestFirst() async throws {
    for (name, age) in [("r.log", 10), ("r.log.1", 100), ("r.log.2", 1000)] {
      let path = try folder.write("\(name) 1\n\(name) 2\n", to: name)
      let time = timespec(tv_sec: 1_800_000_000 - age, tv_nsec: 0)
      try #require(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
    }
    let fields: ValueMap = ["glob": .string(folder.path(of: "r.log*")), "tail": 1]
    let seen = try await ask(LogsProbe.self, fields)
    #expect(seen.fields["lines"] == ["r.log.2 2", "r.log.1 2", "r.log 2"])
  }

  @Test func bytesThatAreNoTextAreSaid() async throws {
    let path = try writeBytes(Array("ok\nbad ".utf8) + [0xFF, 0xFE] + Array(" end\n".utf8), to: "bytes.log")
    let seen = try await ask(LogsProbe.self, ["path": .string(path)])
    #expect(seen.fields["lines"] == ["ok", "bad \u{FFFD}\u{FFFD} end"])
    #expect(seen.notes == ["not all of \(path) is text in UTF-8"])
    for field in ["sensitive", "levels", "error_patterns", "new_patterns"] {
      #expect(seen.fields[.string(field)] == nil && seen.undecidable[field] != nil, "\(field)")
    }
    #expect(
      seen.undecidable["sensitive"] == "not all of it is text in UTF-8, and what is not may hide anything")
  }

  @Test func whatIsNoTextIsRefused() async throws {
    for (name, bytes, reason) in [
      ("gz", [0x1F, 0x8B, 8, 0], "it is compressed"),
      ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "it is compressed"),
      ("lz4", [0x04, 0x22, 0x4D, 0x18], "it is compressed"), ("zip", [0x50, 0x4B, 3, 4], "it is compressed"),
      ("u16le", [0xFF, 0xFE, 0x41, 0], "it is in UTF-16"),
      ("u16be", [0xFE, 0xFF, 0, 0x41], "it is in UTF-16"),
      ("nul", Array("INFO a\nb\0c\n".utf8), "there are zero bytes in it"),
    ] as [(String, [UInt8], String)] {
      let path = try writeBytes(bytes, to: name)
      let error = await #expect(throws: ProbeError.self) {
        try await ask(LogsProbe.self, ["path": .string(path)])
      }
      #expect(error?.message.contains(reason) == true && error?.message.contains(path) == true, "\(name)")
    }
  }

  @Test func carriageReturnsEndLines() async throws {
    let seen = try await seen("INFO a\rERROR b\r\nFATAL c\n")
    #expect(seen.fields["lines"] == ["INFO a", "ERROR b", "FATAL c"])
    #expect(seen.fields["levels"]?["error"] == 1 && seen.fields["levels"]?["fatal"] == 1)
  }

  @Test func whatWasNotReadIsSaid() async throws {
    let now = Timestamp(seconds: 1_800_000_000)
    let path = try folder.write(
      (1...4).map { "\(now.advanced(by: .seconds(-100 * (5 - $0)))) INFO \($0)\n" }.joined(), to: "cut.log")
    func seen(_ tail: Int64, since: String) async throws -> Observation {
      let fields: ValueMap = ["path": .string(path), "tail": .int(tail), "since": .string(since)]
      return try await ask(LogsProbe.self, fields, now: now)
    }
    #expect(try await seen(4, since: "1h").fields["count"] == 4)
    #expect(try await seen(3, since: "250s").fields["count"] == 2)
    let cut = await #expect(throws: ProbeError.self) { try await seen(2, since: "250s") }
    #expect(
      cut?.message.hasPrefix("the lines that were read of \(path) do not reach back to `since`") == true)
    let end = try await ask(LogsProbe.self, ["path": .string(path), "tail": 2])
    #expect(end.notes == ["only the end of \(path) was read, as `tail` says"])
    try folder.write("", to: "cut2.log")
    let some = try await ask(LogsProbe.self, ["glob": .string(folder.path(of: "cut*"))])
    #expect(some.notes == ["\(folder.path(of: "cut2.log")) has no lines"])
  }

  @Test func linesAreOfSomeAge() async throws {
    let now = Timestamp(seconds: 1_800_000_000)
    let path = try folder.write(
      """
      2026-01-01T00:00:00Z old
        at a stack trace
      {"ts": \(now.seconds - 61), "msg": "old"}
      {"ts": \(now.seconds - 59), "msg": "new"}
      [\(now.advanced(by: .seconds(-5)))] new
        and its trace
      """, to: "since.log")
    let fields: ValueMap = ["path": .string(path), "since": "1m"]
    let seen = try await ask(LogsProbe.self, fields, now: now)
    #expect(seen.fields["count"] == 3)
    #expect(seen.fields["records"]?.list?.map { $0["msg"] } == ["new"])
    let none = await #expect(throws: ProbeError.self) {
      try await self.seen("2026-01-01 00:00:00 no offset\nplain", ["since": "1h"])
    }
    #expect(
      none?.message.contains("no line of \(folder.path(of: "app.log")) says when it was written") == true)
  }

  @Test func aLineWhoseAgeCannotBeReadIsNotLeftOut() async throws {
    for line in [
      "2026-11-28 18:02:41 ERROR boom", "Nov 28 18:02:41 host app: boom", "ERROR boom", #"{"msg":"boom"}"#,
    ] {
      let error = await #expect(throws: ProbeError.self) {
        try await seen("2020-01-01T00:00:00Z INFO start\n\(line)\n", ["since": "1h"])
      }
      #expect(
        error?.message.hasPrefix("line 2 of \(folder.path(of: "app.log")) does not say when") == true,
        "\(line)")
    }
    let now = Timestamp(seconds: 1_800_000_000)
    for time in ["1799999999.123456789", "1799999999123", "1799999999123456789", #""1799999999.5""#] {
      let path = try folder.write("{\"ts\":1}\n{\"TS\":\(time),\"level\":\"error\"}\n", to: "ts.log")
      let seen = try await ask(LogsProbe.self, ["path": .string(path), "since": "1m"], now: now)
      #expect(seen.fields["levels"]?["error"] == 1, "\(time)")
    }
  }

  @Test func whatIsSensitiveIsToldAndMasked() async throws {
    let seen = try await seen(
      #"""
      {"level":"info","msg":"mail to jane@mail.example","password":"hunter-two","n":1}
      {"level":"info","msg":"escaped \u006aane@mail\u002eexample"}
      first
      -----BEGIN PRIVATE KEY-----
      MIIEvQIBADANBgkq
      hkiG9w0BAQEFAASC
      -----END PRIVATE KEY-----
      card 4111111111111111
      """#)
    let path = Value.string(folder.path(of: "app.log"))
    let findings: [(String, Int64)] = [
      ("password", 1), ("email", 1), ("email", 2), ("private_key", 4), ("card", 8),
    ]
    #expect(
      seen.fields["sensitive"]
        == .list(findings.map { ["kind": .string($0.0), "line": .int($0.1), "where": path] }))
    let shown = Value.map(seen.fields).json + (seen.excerpt ?? "")
    for secret in ["jane", "hunter-two", "MIIE", "hkiG", "4111"] {
      #expect(!shown.contains(secret), "\(shown)")
    }
    #expect(seen.fields["records"]?.list?[0]["n"] == 1)
    #expect(seen.excerpt?.contains("card: \(folder.path(of: "app.log")):8: card ********") == true)
  }

  @Test func privateKeysAreMaskedAndTakeNothingFromOtherLines() async throws {
    let body = (0...2).map { number in
      String((0..<64).map { Array("MIIEvQIBADANBgkq+/hkiG9w0BAQEFAASC")[($0 * 7 + number) % 34] })
    }
    let key = ["-----BEGIN RSA PRIVATE KEY-----"] + body + ["abcd==", "-----END RSA PRIVATE KEY-----"]
    for form in [
      { "\($0)" }, { "2026-01-01T00:00:00Z INFO \($0)" },
      { #"{"log":"\#($0)\n","stream":"stdout","level":"info"}"# },
    ] as [(String) -> String] {
      for (lines, place) in [(key, 2), (Array(key.dropFirst()), 6), (Array(key.dropLast(2)), 2)] {
        let text = ["INFO start"] + lines.map(form) + ["ERROR end"]
        let seen = try await seen(text.joined(separator: "\n"))
        let shown = Value.map(seen.fields).json + (seen.excerpt ?? "")
        for part in body { #expect(!shown.contains(part.prefix(20)), "\(shown)") }
        #expect(seen.fields["count"] == .int(Int64(text.count)))
        #expect(seen.fields["sensitive"]?.list?.map { $0["kind"] } == ["private_key"], "\(shown)")
        #expect(seen.fields["sensitive"]?.list?.first?["line"] == .int(Int64(place)))
        let isRecord = form("").hasPrefix("{")
        #expect(seen.fields["records"]?.list?.count == (isRecord ? lines.count : 0))
        #expect(seen.fields["levels"]?["error"] == 1)
      }
    }
    for marker in ["BEGIN", "END"] {
      let spoken = ["ERROR disk failed", "FATAL node lost"]
      let marked = "INFO saw -----\(marker) PRIVATE KEY----- marker"
      let seen = try await seen((spoken + [marked] + spoken).joined(separator: "\n"))
      #expect(seen.fields["levels"]?["error"] == 2 && seen.fields["levels"]?["fatal"] == 2)
      #expect(seen.fields["levels"]?["info"] == 1)
    }
    let nested = try await seen(#"{"level":"error","secret":{"v":"nestleak"},"token":["listleak"]}"#)
    #expect(nested.fields["sensitive"]?.list?.count == 2)
    #expect(!(Value.map(nested.fields).json + (nested.excerpt ?? "")).contains("leak"))
  }

  @Test func newPatternsAreThoseThatTheBaselineDoesNotHave() async throws {
    let baseline = try folder.write("# known\ntimeout   after <num>\n", to: "known.txt")
    let seen = try await seen(Self.log, ["baseline": .string(baseline)])
    #expect(seen.fields["new_patterns"] == ["plain text ERROR stream <str> lost"])
    #expect(seen.excerpt?.contains("new: plain text ERROR stream <str> lost") == true)
    let none = folder.path(of: "none.txt")
    let missing = await #expect(throws: ProbeError.self) {
      try await self.seen(Self.log, ["baseline": .string(none)])
    }
    #expect(
      missing?.kind == .invalid && missing?.message.hasPrefix("there is no baseline \(none): make it") == true
    )
    let silent = try await self.seen("nothing\nsays its level\n", ["baseline": .string(baseline)])
    #expect(silent.fields["new_patterns"] == nil && silent.fields["levels"] == nil)
    #expect(silent.undecidable["new_patterns"] == "no line of \(folder.path(of: "app.log")) says its level")
  }
}

/// Logs of pods, from what stands in for a cluster.
@Suite(.timeLimit(.minutes(2))) struct LogsOfPodsTests {
  private let api: KubernetesAPI
  private let server: ScriptedServer
  private let directory: TemporaryDirectory
  private let pods = (0...2).map { "eventcore-app-6d4cf56db6-x\($0)" }

  init() throws {
    let api = try KubernetesAPI()
    self.api = api
    server = try ScriptedServer(answering: { api.steps(answering: $0) })
    directory = try TemporaryDirectory()
    try directory.write(api.kubeconfig(server: server.url), to: "config")
  }

  private func seen(_ fields: ValueMap, as user: String = "admin") async throws -> Observation {
    let target = Target(
      name: "cluster", type: "kubernetes",
      address: ["kubeconfig": .string(directory.path(of: "config")), "context": .string(user)],
      fields: try Fields.make(from: [:], fields: TargetDescription.kubernetes.fields))
    return try await ask(LogsProbe.self, fields, target: target)
  }

  @Test func thePodsOfASelectorAreReadInOrder() async throws {
    for (number, pod) in pods.enumerated() {
      api.setLog("{\"n\": \(number)}\n{\"n\": \(number + 10)}\n", of: pod, container: "eventcore-app")
    }
    let all = try await seen(["selector": "app=eventcore"])
    #expect(all.fields["count"] == 6 && all.fields["structured"] == 1.0)
    let origins = all.fields["records"]?.list?.compactMap { $0["_from"]?.string }
    #expect(origins == pods.flatMap { ["\($0)/eventcore-app", "\($0)/eventcore-app"] })
    let ends = try await seen(["selector": "app=eventcore", "tail": 1, "container": "eventcore-app"])
    #expect(ends.fields["records"]?.list?.map { $0["n"] } == [10, 11, 12])
    let one = try await seen(["pod": .string(pods[1]), "namespace": "eventcore"])
    #expect(one.fields["records"]?.list?.map { $0["n"] } == [1, 11])
  }

  /// kubectl shows no token to a server without TLS.
  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func kubectlPrintsTheSame() async throws {
    let server = try await KubernetesServer.start()
    try directory.write(try readFile(server.kubeconfig), to: "config")
    server.api.setLog("one\ntwo\nthree\n", of: pods[0], container: "eventcore-app")
    for tail in [1, 2, 5] {
      let printed = try await runCommand(
        ["kubectl", "--kubeconfig", server.kubeconfig, "logs", pods[0], "--tail=\(tail)"],
        adding: ["HOME": directory.path])
      let seen = try await seen(["pod": .string(pods[0]), "tail": .int(Int64(tail))])
      let lines = seen.fields["lines"]?.list?.compactMap(\.string)
      #expect(
        printed.exitCode == 0 && lines == printed.stdout.split(separator: "\n").map(String.init),
        "\(printed.stdout)\(printed.stderr)")
    }
    let waiting = try await runCommand(
      ["kubectl", "--kubeconfig", server.kubeconfig, "logs", pods[1]], adding: ["HOME": directory.path])
    #expect(waiting.exitCode != 0 && waiting.stderr.contains("is waiting to start: ContainerCreating"))
    await server.stop()
  }

  @Test func whatWasNotReadIsSaid() async throws {
    api.setLog("INFO a\nINFO b\n", of: pods[0], container: "eventcore-app")
    api.setLog("INFO c\nFATAL d\n", of: pods[1], container: "eventcore-app")
    api.setLog("", of: pods[2], container: "eventcore-app")
    let all = try await seen(["selector": "app=eventcore"])
    let names = pods.map { "\($0)/eventcore-app" }
    #expect(
      all.notes == [
        "\(names[1]) was restarted 1 time, and what it logged before was not read",
        "\(names[2]) was restarted 2 times, and what it logged before was not read",
        "\(names[2]) has no lines",
      ])
    let one = try await seen(["pod": .string(pods[0]), "tail": 1])
    #expect(one.fields["lines"] == ["INFO b"])
    #expect(one.notes == ["only the end of \(names[0]) was read, as `tail` says"])
    #expect(try await seen(["pod": .string(pods[0]), "tail": 2, "since": "1h"]).fields["count"] == 2)
    let cut = await #expect(throws: ProbeError.self) {
      try await seen(["pod": .string(pods[0]), "tail": 1, "since": "1h"])
    }
    #expect(cut?.message.contains("\(names[0]) do not reach back to `since`") == true)
  }

  @Test func whatIsTooOldIsNotRead() async throws {
    api.setLog("old\n", of: pods[0], container: "eventcore-app", age: 100)
    let recent = try await seen(["pod": .string(pods[0]), "since": "1m"])
    #expect(recent.fields["count"] == 0)
    #expect(recent.noData == "the log of pod \(pods[0]) has no lines")
    #expect(try await seen(["pod": .string(pods[0]), "since": "101s"]).fields["count"] == 1)
  }

  @Test func aLogThatCannotBeReadIsAnErrorThatNamesThePod() async throws {
    api.setLog("a\n", of: pods[0], container: "eventcore-app")
    api.setLog("b\n", of: pods[2], container: "eventcore-app")
    let waiting = await #expect(throws: ProbeError.self) { try await seen(["selector": "app=eventcore"]) }
    #expect(waiting?.kind == .refused && waiting?.isTransient == true)
    #expect(waiting?.message.hasPrefix("the log of \(pods[1])/eventcore-app cannot be read: ") == true)
    #expect(waiting?.message.hasSuffix("is waiting to start: ContainerCreating") == true)
    let container = await #expect(throws: ProbeError.self) {
      try await seen(["pod": .string(pods[0]), "container": "sidecar"])
    }
    #expect(container?.message.hasSuffix("container sidecar is not valid for pod \(pods[0])") == true)
    let gone = await #expect(throws: ProbeError.self) { try await seen(["pod": "gone"]) }
    #expect(gone?.message.contains(#"pods "gone" not found"#) == true)
    let none = await #expect(throws: ProbeError.self) { try await seen(["selector": "app=none"]) }
    #expect(none?.message == "there are no pods with the labels app=none, and so no log")
    api.fail("/api/v1/namespaces/eventcore/pods/\(pods[0])/log", 500)
    let failed = await #expect(throws: ProbeError.self) { try await seen(["pod": .string(pods[0])]) }
    #expect(failed?.message.hasPrefix("the log of \(pods[0])/eventcore-app cannot be read: ") == true)
    let stranger = await #expect(throws: ProbeError.self) {
      try await seen(["pod": .string(pods[0])], as: "nobody")
    }
    #expect(stranger?.kind == .refused)
  }

  @Test func aCancelledReadingEndsPromptly() async throws {
    let silent = try ScriptedServer(answering: { _ in [.stall] })
    try directory.write(api.kubeconfig(server: silent.url), to: "config")
    let task = Task { try await seen(["selector": "app=eventcore"]) }
    task.cancel()
    let error = await #expect(throws: ProbeError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
  }
}
