import CheckModel
import Glibc
import TestEnvironment
import Testing
import Values

@testable import Reporting

@Suite struct ReportSinkTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Runs the events through a sink whose standard output is a file of the folder; its text.
  @discardableResult
  private func report(
    _ record: RunRecord = SampleRun.record, to requests: [ReportRequest], redactor: Redactor = Redactor()
  ) async throws -> String {
    let descriptor = open("\(folder.path)/stdout", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let sink = try ReportSink(requests, style: ReportStyle(), redactor: redactor, descriptor: descriptor)
    for event in SampleRun.events(of: record) { sink.receive(event) }
    try await sink.close()
    return try folder.read("stdout")
  }

  private func mode(of name: String) -> UInt32 {
    var status = stat()
    return stat(folder.path(of: name), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test func `several reports at once, each where it belongs`() async throws {
    let text = try await report(to: [
      ReportRequest(.pretty), ReportRequest(.json, to: .file("\(folder.path)/run.json")),
      ReportRequest(.junit, to: .file("\(folder.path)/run.xml")),
    ])
    #expect(text == SampleRun.text(.pretty))
    #expect(try folder.read("run.json") == SampleRun.text(.json))
    #expect(try folder.read("run.xml") == SampleRun.text(.junit))
    #expect(mode(of: "run.json") == 0o644)
    #expect(folder.names == ["run.json", "run.xml", "stdout"])
  }

  @Test func `an old report is replaced, through a symbolic link too`() async throws {
    try folder.write("old", to: "real.json")
    symlink("real.json", "\(folder.path)/link.json")
    try await report(to: [ReportRequest(.json, to: .file("\(folder.path)/link.json"))])
    #expect(try folder.read("real.json") == SampleRun.text(.json))
    var status = stat()
    #expect(lstat("\(folder.path)/link.json", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test(arguments: ["missing/run.json", "."])
  func `a place that cannot be written is told before the run`(name: String) throws {
    let path = "\(folder.path)/\(name)"
    let reason = name == "." ? "Is a directory" : "No such file or directory"
    let error = #expect(throws: ReportError.self) {
      try ReportSink([ReportRequest(.json, to: .file(path))], style: ReportStyle(), redactor: Redactor())
    }
    #expect(error?.description == "cannot write the report to \(path): \(reason)")
  }

  @Test func `a device is written to and stays, and its error is told`() async throws {
    let error = await #expect(throws: ReportError.self) {
      try await report(to: [ReportRequest(.json, to: .file("/dev/full"))])
    }
    #expect(error?.description == "cannot write the report to /dev/full: No space left on device")
  }

  @Test func `one report's failure leaves the others alone`() async throws {
    let error = await #expect(throws: ReportError.self) {
      try await report(to: [
        ReportRequest(.json, to: .file("/dev/full")),
        ReportRequest(.junit, to: .file("\(folder.path)/run.xml")),
      ])
    }
    #expect(error?.path == "/dev/full")
    #expect(try folder.read("run.xml") == SampleRun.text(.junit))
  }

  @Test func `a pipe that nobody reads ends that report quietly`() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let requests = [ReportRequest(.pretty), ReportRequest(.json, to: .file("\(folder.path)/run.json"))]
    let sink = try ReportSink(requests, style: ReportStyle(), redactor: Redactor(), descriptor: ends[1])
    for event in SampleRun.events { sink.receive(event) }
    try await sink.close()
    #expect(try folder.read("run.json") == SampleRun.text(.json))
  }

  @Test func `closing twice is closing once`() async throws {
    let sink = try ReportSink([], style: ReportStyle(), redactor: Redactor())
    try await sink.close()
    try await sink.close()
  }

  @Test(arguments: ReportFormat.allCases, ["s3cret<&>\"\\/pass word", "name", "1234"])
  func `no secret gets out, whatever its form and wherever it stands`(format: ReportFormat, secret: String)
    async throws
  {
    let xml = xmlEscaped(secret, inAttribute: true)
    let forms = [
      secret, String(jsonQuoted(secret).dropFirst().dropLast()), xml, base64(Array("u:\(secret)".utf8)),
    ]
    let all = forms.joined(separator: " | ")
    let result = ItemResult(
      item: ItemSummary(
        id: ItemID(rawValue: "id-\(secret)"), title: all, section: all, tags: [secret], owner: all,
        kind: "sql",
        target: secret, remedy: all, docs: all, place: "\(secret):1:1", overrides: [all]),
      outcome: .blocked, message: all,
      findings: [
        Finding(path: all, expected: all, observed: jsonQuoted(String(repeating: "x", count: 280) + all))
      ],
      excerpt: String(repeating: "x", count: 390) + all, notes: [all],
      root: ItemResult.Root(id: ItemID(rawValue: secret), outcome: .failed))
    let header = RunHeader(
      checklist: secret, title: all, environment: all, itemCount: 1,
      disabled: [DisabledItem(id: ItemID(rawValue: secret), title: all, reason: all)],
      started: SampleRun.start)
    let summary = RunSummary(verdict: .failed, counts: [.blocked: 1], duration: .zero, cutShort: all)
    let redactor = Redactor()
    redactor.add(secret)
    let record = RunRecord(header: header, results: [result], summary: summary)
    let text = try await report(record, to: [ReportRequest(format)], redactor: redactor)
    #expect(text.contains(Redactor.mask))
    let structure = SampleRun.text(format, of: SampleRun.record(of: SampleRun.results[0]))
    for form in Set(forms) where !structure.contains(form) { #expect(!text.contains(form), "\(form)") }
    if format == .json { #expect(try parseJSON(text)["checklist"]?.string == Redactor.mask) }
    if format == .junit { #expect(text.contains("<testsuites name=\"\(Redactor.mask)\"")) }
  }

  @Test func `a short secret does not hide where an item stands`() async throws {
    let redactor = Redactor()
    redactor.add("9")
    let record = SampleRun.record(of: SampleRun.results[0])
    let text = try await report(record, to: [ReportRequest(.json)], redactor: redactor)
    let place = try parseJSON(text)["items"]?.list?.first?["place"]
    #expect(place == "checklists/security.yaml:9:5")
  }

  @Test func `a secret that is learned late is masked in what came before`() async throws {
    let redactor = Redactor()
    let sink = try ReportSink(
      [ReportRequest(.json, to: .file("\(folder.path)/run.json"))], style: ReportStyle(), redactor: redactor)
    let results = [ItemResult(item: ItemSummary(id: "a", title: "token-8471", kind: "sql"), outcome: .passed)]
    sink.receive(.runStarted(SampleRun.header))
    sink.receive(.itemFinished(results[0].item.id, [results[0]]))
    redactor.add("token-8471")
    sink.receive(.runFinished(SampleRun.summary(of: results)))
    try await sink.close()
    #expect(try !folder.read("run.json").contains("8471"))
  }

  @Test func `requests as the command line writes them`() {
    #expect(ReportRequest(argument: "json") == ReportRequest(.json))
    #expect(ReportRequest(argument: "junit=a=b.xml") == ReportRequest(.junit, to: .file("a=b.xml")))
    for wrong in ["", "xml", "json=", "=file", "JSON"] { #expect(ReportRequest(argument: wrong) == nil) }
  }

  @Test func `the style of what is no terminal`() {
    let style = ReportStyle(descriptor: -1, environment: ["TERM": "xterm"], isVerbose: true)
    #expect(style == ReportStyle(isVerbose: true))
  }
}
