import Glibc
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Files of items that may not read everything, and links that lead out of what they may.
@Suite(.timeLimit(.minutes(2))) struct FileGrantTests {
  private let folder: TemporaryDirectory
  private let root: String
  private let policy: TestPolicy

  init() throws {
    folder = try TemporaryDirectory()
    root = try realPath(of: folder.path(of: "."))
    for name in ["granted", "granted/sub", "secret"] { _ = try folder.makeDirectory(name) }
    for name in ["granted/a.log", "granted/a.yaml", "secret/s.log", "secret/s.yaml", "granted/tool"] {
      try folder.write("x: y\n", to: name, permissions: 0o755)
    }
    let links = [
      ("granted/link.log", "../secret/s.log"), ("granted/link.yaml", "../secret/s.yaml"),
      ("granted/folder", "../secret"), ("granted/dangling.log", "../secret/missing.log"),
      ("granted/own.log", "a.log"), ("granted/tool-link", "/bin/sh"),
    ]
    for (link, place) in links { try #require(symlink(place, "\(root)/\(link)") == 0) }
    var policy = TestPolicy()
    policy.words.files = [try FilePattern("granted/**", in: root)]
    self.policy = policy
  }

  private func path(_ name: String) -> Value { .string("\(root)/\(name)") }

  @Test(arguments: ["granted/a.log", "granted/own.log", "granted//./a.log"])
  func whatIsGrantedIsSeen(name: String) async throws {
    let answer = try await ask(FileProbe.self, ["path": path(name)], granting: policy)
    #expect(try answer.get().fields["content"] == "x: y\n")
    let logs = try await ask(LogsProbe.self, ["path": path(name)], granting: policy)
    #expect(try logs.get().fields["count"] == 1)
  }

  @Test func anAnswerNamesWhatTheItemNames() async throws {
    let answer = try await ask(FileProbe.self, ["path": path("granted/own.log")], granting: policy)
    #expect(try answer.get().fields["newest"] == path("granted/own.log"))
  }

  @Test(arguments: [
    "secret/s.log", "granted/../secret/s.log", "granted/link.log", "granted/folder/s.log",
    "granted/folder/missing",
    "granted/dangling.log", "granted/folder/../secret/s.log", "granted", "granted/sub/../a.log",
    "granted/a.log/../../secret/s.log",
  ])
  func whatLeadsElsewhereIsNot(name: String) async throws {
    for kind in [FileProbe.self, LogsProbe.self] as [any Probe.Type] {
      let answer = try await ask(kind, ["path": path(name)], granting: policy)
      #expect(answer.notGranted != nil, "\(kind) \(answer)")
    }
    let config = try await ask(ConfigProbe.self, ["path": path(name), "format": "yaml"], granting: policy)
    #expect(config.notGranted != nil, "\(config)")
  }

  @Test func aLinkIsNamedWithThePlaceItLeadsTo() async throws {
    let answer = try await ask(FileProbe.self, ["path": path("granted/link.log")], granting: policy)
    #expect(
      answer.notGranted
        == "\(root)/granted/link.log leads to \(root)/secret/s.log: the pack team/db was not granted the file `\(root)/secret/s.log`"
    )
  }

  @Test func whatIsNotThereIsSeenAsSuch() async throws {
    let answer = try await ask(FileProbe.self, ["path": path("granted/missing")], granting: policy)
    #expect(try answer.get().fields["exists"] == false)
  }

  @Test(arguments: [
    "granted/*.log", "granted/folder/*.log", "granted/*/*.log", "granted/.*/secret/*.log",
    "granted/\\.\\./secret/*.log", "granted/[.][.]/secret/*.log", "*/*.log", "granted/link.*",
  ])
  func aPatternThatMatchesSomethingElseIsNotGranted(pattern: String) async throws {
    for kind in [FileProbe.self, LogsProbe.self] as [any Probe.Type] {
      let answer = try await ask(kind, ["glob": path(pattern)], granting: policy)
      if case .success(let seen) = answer {
        // glob(7) lets no bracket match a leading point.
        #expect(seen.fields["count"] == 0 && pattern.contains("[.]"), "\(kind) \(seen)")
      } else if pattern.contains("[.]"), kind is LogsProbe.Type {
        #expect(answer.notGranted == nil)
      } else {
        #expect(answer.notGranted != nil, "\(kind) \(answer)")
      }
    }
  }

  @Test func aPatternOfGrantedFilesIsRead() async throws {
    let answer = try await ask(FileProbe.self, ["glob": path("granted/a.*")], granting: policy)
    #expect(try answer.get().fields["count"] == 2)
  }

  @Test func aBaselineIsAFileToo() async throws {
    let fields: ValueMap = ["path": path("granted/a.log"), "baseline": path("granted/link.log")]
    #expect(try await ask(LogsProbe.self, fields, granting: policy).notGranted != nil)
  }

  @Test func filesOfCertificatesAreToo() async throws {
    var policy = policy
    policy.words.hosts = [try HostPattern("127.0.0.1")]
    for file in ["granted/link.yaml", "secret/s.yaml", "granted/folder/../a.yaml"] {
      let fields: ValueMap = ["url": "https://127.0.0.1:1/", "ca_file": path(file)]
      #expect(try await ask(HTTPProbe.self, fields, granting: policy).notGranted != nil)
      let tls: ValueMap = ["host": "127.0.0.1", "port": 1, "ca_file": path(file)]
      #expect(try await ask(TLSProbe.self, tls, granting: policy).notGranted != nil)
    }
  }

  @Test func aProgramByItsPathIsAFileAndACommand() async throws {
    let fields: ValueMap = ["argv": [path("granted/tool")]]
    #expect(
      try await ask(CommandProbe.self, fields, granting: policy).notGranted?.contains("the command") == true)
    var policy = policy
    policy.words.commands = ["\(root)/granted/tool", "\(root)/granted/tool-link", "\(root)/secret/s.log"]
    #expect(try await ask(CommandProbe.self, fields, granting: policy).notGranted == nil)
    for name in ["granted/tool-link", "secret/s.log"] {
      let answer = try await ask(CommandProbe.self, ["argv": [path(name)]], granting: policy)
      #expect(answer.notGranted?.contains("the file") == true, "\(answer)")
    }
  }

  @Test func aShellIsGrantedByItsName() async throws {
    #expect(try await ask(CommandProbe.self, ["shell": "true"], granting: policy).notGranted != nil)
    var policy = policy
    policy.words.commands = ["sh"]
    let answer = try await ask(CommandProbe.self, ["shell": "true"], granting: policy)
    #expect(try answer.get().fields["exit_code"] == 0)
    let preloading: ValueMap = ["shell": "true", "env": ["LD_PRELOAD": "/x.so"]]
    #expect(
      try await ask(CommandProbe.self, preloading, granting: policy).notGranted
        == "the pack team/db was not granted the command `LD_PRELOAD=`")
  }
}
