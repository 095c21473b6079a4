import CheckModel
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Recordings

@Suite struct FolderTests {
  private static func recording(_ checklist: String = "main") -> Recording {
    let question = RecordedQuestion(kind: "http", target: "api", fields: ["path": "/health"])
    let item = RecordedItem(
      id: "a/b[c]", title: "A", wording: "sha256:0", outcome: .passed, attempts: 2, firstAsked: .zero,
      asks: [
        RecordedAsk(
          question: question, asked: .milliseconds(1), answered: .milliseconds(2),
          answer: .failure(ProbeError(.timeout, "no answer"))),
        RecordedAsk(
          question: question, asked: .milliseconds(5), answered: .milliseconds(6), wasStopped: true,
          answer: .success(Observation(["status": 200]))),
      ])
    return Recording(
      run: .init(
        checklist: checklist, environment: "prod", recorded: Timestamp(seconds: 1000), deadline: .seconds(5),
        settings: ["a": "b"], variables: ["X": "y"], secretFiles: ["f": "g"]), items: [item],
      surrogates: ["xyzzy"])
  }

  @Test func aRecordingIsReadAsItWasWritten() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/rec/"
    try RecordingFolder(path).write(Self.recording())
    let text = try directory.read("rec/items/a%2Fb%5Bc%5D.json")
    #expect(text.components("\"question\"") == 1, "what is asked again is not repeated")
    let read = try Recording(directory: path)
    #expect(read.run.variables == ["X": "y"])
    #expect(read.run.deadline == .seconds(5))
    #expect(read.surrogates == ["xyzzy"])
    let asks = read.answers(for: "a/b[c]")
    #expect(asks.count == 2)
    #expect(asks[1].wasStopped)
    #expect(asks[1].question == asks[0].question)
    #expect(asks[1].answer == .success(Observation(["status": 200])))
    #expect(read.answers(for: "other").isEmpty)
    // An existing recording is replaced as a whole.
    try RecordingFolder(path).write(Recording(run: Self.recording("other").run, items: []))
    #expect(try Recording(directory: path).run.checklist == "other")
    #expect(try Recording(directory: path).items.isEmpty)
  }

  @Test func onlyARecordingIsReplaced() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "full/notes.txt")
    try directory.write("x", to: "file")
    for name in ["full", "file"] {
      let fault = try #require(throws: RecordingFault.self) {
        try RecordingFolder(directory.path + "/" + name).write(Self.recording())
      }
      #expect(fault.kind == .notARecording)
    }
    #expect(try directory.read("full/notes.txt") == "x")
    let fault = try #require(throws: RecordingFault.self) {
      try RecordingFolder(directory.path + "/no/rec").check()
    }
    #expect(fault.kind == .notWritten)
    try RecordingFolder(directory.path + "/rec").write(Self.recording())
    try directory.write("x", to: "rec/README")
    let odd = try #require(throws: RecordingFault.self) {
      try RecordingFolder(directory.path + "/rec").check()
    }
    #expect(odd.message.contains("README"))
  }

  @Test(arguments: [
    ("recording.json", "{\"checkctl_recording\": 2}", "version 2 of the format is not known"),
    ("recording.json", "{}", "this is no recording"),
    ("recording.json", "{\n  \"a\": ", "recording.json:2:8: the text ends"),
    (
      "recording.json",
      "{\"checkctl_recording\": 1, \"checklist\": 5, \"recorded\": \"2026-01-31T12:00:00Z\"}",
      "checklist: a text should stand here"
    ),
    (
      "recording.json",
      "{\"checkctl_recording\": 1, \"checklist\": \"m\", \"recorded\": \"2026-01-31T12:00:00Z\", \"items\": [\"../x\"]}",
      "items/%2E./x.json: No such file"
    ),
    ("items/a%2Fb%5Bc%5D.json", "{\"item\": \"other\"}", "`wording` is missing"),
    ("items/a%2Fb%5Bc%5D.json", "[]", "an object should stand here"),
    (
      "items/a%2Fb%5Bc%5D.json",
      "{\"item\": \"other\", \"wording\": \"\", \"outcome\": \"passed\", \"attempts\": 0}",
      "this is other, and should be a/b[c]"
    ),
  ]) func whatIsNoRecordingIsRefused(_ file: String, _ text: String, _ message: String) throws {
    let directory = try TemporaryDirectory()
    try RecordingFolder(directory.path + "/rec").write(Self.recording())
    try directory.write(text, to: "rec/" + file)
    let fault = try #require(throws: RecordingFault.self) {
      try Recording(directory: directory.path + "/rec")
    }
    #expect(fault.kind == .invalid)
    #expect(fault.message.contains(message.replacing("%2E./x", with: "%2E.%2Fx")), "\(fault.message)")
  }

  @Test func fileNamesAreSafeAndDiffer() {
    #expect(RecordingFolder.fileName(of: "a/b[c]") == "a%2Fb%5Bc%5D.json")
    #expect(RecordingFolder.fileName(of: "..") == "%2E..json")
    let long = ItemID(rawValue: "x[" + String(repeating: "é", count: 300) + "]")
    #expect(RecordingFolder.fileName(of: long).utf8.count < 200)
    #expect(
      RecordingFolder.fileName(of: long)
        != RecordingFolder.fileName(of: ItemID(rawValue: long.rawValue + "y")))
  }
}

extension String {
  /// How often another text stands in it.
  fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
