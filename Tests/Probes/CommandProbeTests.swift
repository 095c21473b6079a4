import Diagnostics
import FoundationEssentials
import Glibc
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes
@testable import Processes

@Suite(.timeLimit(.minutes(5))) struct CommandProbeTests {
  private func observe(
    _ fields: [(ValueKey, Value)], targets: [String: Target] = [:]
  ) async throws -> Observation {
    let probe = try CommandProbe(Fields(ValueMap(fields)), target: nil)
    let context = context(targets: targets)
    do {
      let seen = try await probe.observe(in: context)
      await context.resources.close()
      return seen
    } catch {
      await context.resources.close()
      throw error
    }
  }

  private func context(targets: [String: Target]) -> ProbeContext {
    ProbeContext(
      timeout: nil, redactor: Redactor(), resources: RunResources(), targets: targets,
      now: { Timestamp(seconds: 0) })
  }

  private func shell(_ script: String) async throws -> Observation {
    try await observe([("shell", .string(script))])
  }

  private func error(_ fields: [(ValueKey, Value)], targets: [String: Target] = [:]) async -> ProbeError? {
    await #expect(throws: ProbeError.self) { try await observe(fields, targets: targets) }
  }

  @Test func `exit code, outputs and JSON`() async throws {
    let seen = try await shell("printf '{\"lag\": 3}'; echo oops >&2; exit 3")
    #expect(seen.fields["exit_code"] == 3)
    #expect(seen.fields["stdout"] == "{\"lag\": 3}")
    #expect(seen.fields["stderr"] == "oops\n")
    #expect(seen.fields["json"]?["lag"] == 3)
    #expect(seen.excerpt == "oops")
    #expect(try await shell("echo no json").fields["json"] == nil)
  }

  @Test func `arguments reach the program as they are`() async throws {
    let seen = try await observe([("argv", ["printf", "%s|", "a b", "$HOME", "*", ""])])
    #expect(seen.fields["stdout"] == "a b|$HOME|*||")
  }

  @Test func `the environment holds nothing that was not asked for`() async throws {
    #expect(getenv("PWD") != nil)
    let seen = try await observe([("argv", ["env"]), ("env", ["LANG": "C", "B": "x=y"])])
    let names = (seen.fields["stdout"]?.string ?? "").split(separator: "\n").map { $0.prefix { $0 != "=" } }
    #expect(Set(names).isSubset(of: ["PATH", "HOME", "LANG", "B"]))
    #expect(seen.fields["stdout"]?.string?.contains("B=x=y\n") == true)
  }

  @Test func `targets become variables`() async throws {
    let fields = Fields(ValueMap())
    func database(_ address: Value) -> Target {
      Target(name: "main", type: "postgres", address: address, fields: fields)
    }
    let http = Target(name: "api", type: "http", address: "http://127.0.0.1:1/x", fields: fields)
    let expected = [
      "PGDATABASE": "d b", "PGHOST": "h", "PGPASSWORD": "p@'x", "PGPORT": "5433", "PGSSLMODE": "require",
      "PGUSER": "u",
    ]
    let addresses: [Value] = [
      "postgres://u:p%40'x@h:5433/d%20b?sslmode=require",
      "user=u password=p@\\'x host = h port=5433 dbname='d b' sslmode=require",
      ["user": "u", "password": "p@'x", "host": "h", "port": 5433, "dbname": "d b", "sslmode": "require"],
    ]
    for address in addresses {
      let variables = try await childEnvironment(
        for: database(address), role: "database", in: context(targets: [:]))
      // Variables of libpq that the test process itself has are handed on too.
      #expect(variables.filter { expected.keys.contains($0.key) } == expected.mapValues(ChildVariable.text))
    }
    let seen = try await observe(
      [
        ("argv", ["sh", "-c", "echo $PGHOST $CHECKCTL_TARGET_MY_API_URL"]),
        ("targets", ["database", "my-api"]),
      ],
      targets: ["database": database(addresses[0]), "my-api": http])
    #expect(seen.fields["stdout"] == "h http://127.0.0.1:1/x\n")
    let missing = await error([("argv", ["true"]), ("targets", ["other"])])
    #expect(missing?.message == "the environment binds no target to 'other'")
    await #expect(throws: ProbeError.self) {
      try await childEnvironment(for: database("nonsense"), role: "d", in: context(targets: [:]))
    }
  }

  @Test func `two targets cannot set one variable`() async {
    let fields = Fields(ValueMap())
    func database(_ address: Value) -> Target {
      Target(name: "main", type: "postgres", address: address, fields: fields)
    }
    let targets = [
      "primary": database("postgresql://u:hush@a:1/d"), "replica": database("postgresql://u:hush@b:1/d"),
      "same": database("postgresql://u:hush@a:1/d"),
    ]
    let twice = await error([("argv", ["true"]), ("targets", ["primary", "replica"])], targets: targets)
    #expect(twice?.kind == .invalid)
    #expect(
      twice?.message == "the targets 'primary' and 'replica' both set PGHOST, and not to the same value")
    let same = try? await observe([("argv", ["true"]), ("targets", ["primary", "same"])], targets: targets)
    #expect(same?.fields["exit_code"] == 0)
  }

  @Test func `a cluster becomes a kubeconfig of its own`() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      """
      clusters: [{name: k, cluster: {server: "https://k:6443", certificate-authority: ca.crt}}]
      users: [{name: ann, user: {token: hush-hush}}, {name: bob, user: {token: bobs-own}}]
      contexts:
        - {name: ann, context: {cluster: k, user: ann}}
        - {name: bob, context: {cluster: k, user: bob}}
      """, to: "config")
    func cluster(_ context: String, _ namespace: String) -> Target {
      Target(
        name: context, type: "kubernetes",
        address: [
          "kubeconfig": .string(path), "context": .string(context), "namespace": .string(namespace),
        ],
        fields: Fields(ValueMap()))
    }
    let targets = ["one": cluster("ann", "a"), "same": cluster("ann", "a"), "other": cluster("bob", "a")]
    let script = #"echo "$KUBECONFIG"; cat "$KUBECONFIG"; stat -c %a "$KUBECONFIG" "${KUBECONFIG%/*}""#
    let seen = try await observe(
      [("shell", .string(script)), ("targets", ["one", "same"])], targets: targets)
    let lines = (seen.fields["stdout"]?.string ?? "").split(separator: "\n").map(String.init)
    try #require(lines.count == 4)
    let written = try parseJSON(lines[1])
    #expect(written["users"]?.list?.first?["user"] == ["token": "hush-hush"])
    #expect(written["contexts"]?.list?.first?["context"]?["namespace"] == "a")
    #expect(
      written["clusters"]?.list?.first?["cluster"]
        == ["server": "https://k:6443", "certificate-authority": .string(directory.path(of: "ca.crt"))])
    #expect(lines[2...] == ["600", "700"])
    #expect(access(lines[0], F_OK) != 0 && access(String(lines[0].dropLast("/KUBECONFIG".count)), F_OK) != 0)
    #expect(seen.excerpt?.contains("hush-hush") == false)
    let both = await error([("argv", ["true"]), ("targets", ["one", "other"])], targets: targets)
    #expect(both?.message == "the targets 'one' and 'other' both set KUBECONFIG, and not to the same value")
    let own = try await observe(
      [("shell", "echo $KUBECONFIG"), ("targets", ["one"]), ("env", ["KUBECONFIG": "/mine"])],
      targets: targets)
    #expect(own.fields["stdout"] == "/mine\n")
  }

  @Test func `a cluster that is not known is said`() async throws {
    let target = Target(
      name: "c", type: "kubernetes", address: ["kubeconfig": "/nonexistent/config"],
      fields: Fields(ValueMap()))
    let unknown = await error([("argv", ["true"]), ("targets", ["c"])], targets: ["c": target])
    #expect(
      unknown?.message
        == "the kubeconfig /nonexistent/config cannot be read: No such file or directory")
  }

  @Test func `private files are gone whatever happened`() throws {
    var seen = ""
    let fault = ProcessError("not started")
    #expect(throws: fault) {
      try withPrivateFiles(["NAME": Array("text".utf8)]) { (paths) throws(ProcessError) in
        seen = paths["NAME"] ?? ""
        #expect((try? RegularFile.read(seen)) == Array("text".utf8))
        // What a program leaves beside it, as kubectl leaves locks.
        close(open("\(seen).lock", O_CREAT | O_WRONLY, 0o600))
        throw fault
      }
    }
    #expect(seen.hasSuffix("/NAME"))
    #expect(access(String(seen.dropLast("/NAME".count)), F_OK) != 0)
  }

  @Test func `a system at its limits is asked again`() {
    for status in [EAGAIN, ENOMEM] {
      let error = ProcessError(spawning: "x", status: status)
      #expect(error.isTransient && !error.isInvalid)
    }
    let error = ProcessError(spawning: "x", status: EACCES)
    #expect(error.isInvalid && !error.isTransient)
    #expect(error.message == "x cannot be run: Permission denied")
  }

  @Test func `directory and standard input`() async throws {
    let text = String(repeating: "line\n", count: 50_000)
    let seen = try await observe([("shell", "pwd; wc -c"), ("cwd", "/usr"), ("stdin", .string(text))])
    #expect(seen.fields["stdout"] == "/usr\n250000\n")
    #expect(try await shell("cat").fields["stdout"] == "")
  }

  @Test func `a program that cannot be run is an invalid question`() async throws {
    #expect(
      await error([("argv", ["no-such-program-x"])])?.message
        == "there is no program 'no-such-program-x' on PATH")
    #expect(await error([("argv", ["/etc/passwd"])])?.message == "'/etc/passwd' is not executable")
    let lost = await error([("argv", ["true"]), ("cwd", "/no/such")])
    #expect(lost?.message == "there is no directory '/no/such' to run true in")
    #expect(lost?.kind == .invalid && lost?.isTransient == false)
    #expect(await error([("argv", [])])?.kind == .invalid)
  }

  @Test func `a signal is an exit code and a note`() async throws {
    let seen = try await shell("kill -9 $$")
    #expect(seen.fields["exit_code"] == 137)
    #expect(seen.notes == ["/bin/sh was ended by signal 9"])
  }

  @Test(arguments: ["yes", "yes >&2", "trap '' TERM; yes | cat"])
  func `output without end is an error`(script: String) async {
    let failure = await error([("shell", .string(script)), ("max_output", 65_536)])
    let stream = script.contains(">&2") ? "standard error" : "standard output"
    #expect(failure?.message == "/bin/sh wrote more than 64Ki to its \(stream) and was ended")
    #expect(failure?.kind == .answer)
    // A secret that the limit cuts in two is no longer known as one.
    #expect(failure?.excerpt == nil)
  }

  @Test func `the excerpt is of the stream that was not too much`() async {
    let script = "echo why >&2; exec yes"
    #expect(await error([("shell", .string(script)), ("max_output", 65_536)])?.excerpt == "why")
  }

  @Test func `a relative path is searched where the program runs`() async throws {
    let directory = try TemporaryDirectory()
    _ = try directory.makeDirectory("bin")
    try directory.write("#!/bin/sh\necho found", to: "bin/some-tool", permissions: 0o755)
    let seen = try await observe([
      ("argv", ["some-tool"]), ("cwd", .string(directory.path)), ("env", ["PATH": "bin:/usr/bin:/bin"]),
    ])
    #expect(seen.fields["stdout"] == "found\n")
    // What is here is not there.
    let here = try findProgram("some-tool", path: "bin", directory: directory.path)
    #expect(here == "bin/some-tool")
    #expect(throws: ProcessError(isInvalid: true, "there is no program 'some-tool' on PATH")) {
      try findProgram("some-tool", path: "bin", directory: "/usr")
    }
  }

  @Test func `the end of the run ends what still runs`() async throws {
    let directory = try TemporaryDirectory()
    let file = "\(directory.path)/pid"
    let resources = RunResources()
    let script = "trap '' TERM; sleep 1000 & echo $! > '\(file)'; wait; sleep 1000"
    let probe = try CommandProbe(Fields(["shell": .string(script)]), target: nil)
    let task = Task {
      try await probe.observe(
        in: ProbeContext(timeout: nil, redactor: Redactor(), resources: resources) { Timestamp(seconds: 0) })
    }
    let pid = await waitFor {
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Int32($0.dropLast()) }
    }
    await resources.close()
    #expect(await isGone(try #require(pid)))
    let failure = await #expect(throws: ProbeError.self) { try await task.value }
    #expect(failure?.kind == .cancelled)
  }

  @Test func `nothing runs after the end of the run`() async throws {
    let running = RunningPrograms()
    await running.close()
    let child = Child(
      program: "/bin/sleep", arguments: ["sleep", "1000"], environment: [:], directory: nil, input: [],
      outputLimit: 1)
    guard case .cancelled = try await child.run(among: running).ending else {
      Issue.record("the program was not ended")
      return
    }
  }

  @Test func `input that nobody reads holds nothing up`() async throws {
    let text = String(repeating: "x", count: 1 << 20)
    let seen = try await observe([("shell", "exec <&-; echo done"), ("stdin", .string(text))])
    #expect(seen.fields["stdout"] == "done\n")
    #expect(try await observe([("argv", ["true"]), ("stdin", .string(text))]).fields["exit_code"] == 0)
  }

  @Test func `children left behind with the pipe are ended`() async throws {
    let seen = try await shell("(trap '' TERM HUP; exec sleep 1000) & echo $!")
    #expect(seen.fields["exit_code"] == 0)
    let pid = try #require(Int32((seen.fields["stdout"]?.string ?? "").dropLast()))
    #expect(await isGone(pid))
  }

  @Test func `who leaves the session cannot hold the pipe up`() async throws {
    let seen = try await shell(
      """
      file=$(mktemp)
      setsid sh -c "echo \\$\\$ > $file; exec sleep 1000" &
      until [ -s "$file" ]; do sleep 0.01; done
      cat "$file"; rm "$file"
      """)
    let pid = try #require(Int32((seen.fields["stdout"]?.string ?? "").dropLast()))
    #expect(kill(pid, SIGKILL) == 0)
  }

  @Test(arguments: [
    "echo $$ > FILE; exec sleep 1000", "trap '' TERM; echo $$ > FILE; while :; do sleep 1; done",
    "exec >&- 2>&-; echo $$ > FILE; sleep 1000",
    "trap '' TERM; sleep 1000 & echo $! > FILE; wait; sleep 1000",
    "echo $$ > FILE; kill -STOP $$; sleep 1000",
  ])
  func `cancelling ends the whole group`(script: String) async throws {
    let file = "\(FileManager.default.temporaryDirectory.path())/command-\(UUID().uuidString)"
    defer { unlink(file) }
    let task = Task { try await shell(script.replacing("FILE", with: "'\(file)'")) }
    let pid = await waitFor {
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Int32($0.dropLast()) }
    }
    task.cancel()
    let failure = await #expect(throws: ProbeError.self) { try await task.value }
    #expect(failure?.kind == .cancelled)
    #expect(await isGone(try #require(pid)))
  }

  @Test func `a task cancelled before it began starts nothing`() async throws {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await shell("exec sleep 1000")
    }
    #expect(await #expect(throws: ProbeError.self) { try await task.value }?.kind == .cancelled)
    let ending = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      let child = Child(program: "/no/such", arguments: ["x"], environment: [:], outputLimit: 1)
      return try await child.run(among: RunningPrograms()).ending
    }
    guard case .cancelled = try await ending.value else {
      Issue.record("the program was started")
      return
    }
  }

  @Test func `a command is exactly one of argv and shell`() {
    var sources = SourceMap()
    let file = sources.add(SourceFile(path: "a.yaml", bytes: Array("x".utf8)))
    let span = Span(file: file, bytes: 0..<1)
    func codes(_ fields: [String: Value]) -> [String] {
      var diagnostics = Diagnostics()
      let draft = ProbeDraft(
        fields: fields.map { ($0, .init(value: $1, span: span)) }, span: span, isAction: false,
        hasTarget: false)
      CommandProbe.check(draft, into: &diagnostics)
      return diagnostics.all.map(\.code.rawValue)
    }
    #expect(codes([:]) == ["command-without-program"])
    #expect(codes(["argv": []]) == ["command-without-program"])
    #expect(codes(["argv": ["a"], "shell": "b"]) == ["command-with-two-programs"])
    #expect(codes(["argv": ["a"]]).isEmpty && codes(["shell": "b"]).isEmpty)
  }
}

/// Whether the process ends soon: it does not exist, or nobody has reaped it yet.
private func isGone(_ pid: Int32) async -> Bool {
  await waitFor {
    guard kill(pid, 0) == 0, let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    else { return true }
    return status.split(separator: ")").last?.hasPrefix(" Z") == true ? true : nil
  } ?? false
}

/// The value once there is one; nil after twenty seconds without.
private func waitFor<Value>(_ value: () -> Value?) async -> Value? {
  for _ in 0..<2000 {
    if let found = value() { return found }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return nil
}
