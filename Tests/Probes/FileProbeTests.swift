import Glibc
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Files as the system has them.
@Suite(.timeLimit(.minutes(1))) struct FileProbeTests {
  private let folder: TemporaryDirectory
  private static let now = Timestamp(seconds: 1_800_000_000)

  init() throws { folder = try TemporaryDirectory() }

  private func observe(_ fields: [(ValueKey, Value)]) async throws -> Observation {
    let checked = try Fields.make(from: ValueMap(fields), fields: FileProbe.description.fields)
    return try await FileProbe(checked, target: nil).observe(
      in: ProbeContext(timeout: nil, redactor: Redactor(), resources: RunResources(), now: { Self.now }))
  }

  /// Writes a file that changed so many seconds before now.
  private func write(_ text: String, to name: String, age: Int, permissions: UInt16 = 0o644) throws -> String
  {
    let path = try folder.write(text, to: name, permissions: permissions)
    let time = timespec(tv_sec: Int(Self.now.seconds) - age, tv_nsec: 0)
    let times = [time, time]
    try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
    return path
  }

  @Test func aFileTellsWhatTheSystemKnows() async throws {
    let path = try write("hello\n", to: "a.txt", age: 90, permissions: 0o640)
    let seen = try await observe([("path", .string(path))])
    let expected: [(ValueKey, Value)] = [
      ("exists", true), ("count", 1), ("newest", .string(path)), ("type", "file"), ("size", 6),
      ("age", .duration(.seconds(90))), ("modified", .timestamp(Timestamp(seconds: 1_799_999_910))),
      ("mode", "0640"), ("content", "hello\n"),
    ]
    for (field, value) in expected { #expect(seen.fields[field] == value, "\(field)") }
    #expect(seen.fields["owner"]?.string?.isEmpty == false && seen.fields["group"]?.string?.isEmpty == false)
    #expect(seen.noData == nil)
    #expect(seen.excerpt?.hasPrefix("\(path): file, 0640 ") == true)
  }

  @Test func theNewestOfSeveralIsLookedAt() async throws {
    _ = try write("1", to: "old.dump", age: 7200)
    let newest = try write("22", to: "new.dump", age: 60)
    _ = try write("333", to: "newer.txt", age: 1)
    let seen = try await observe([("glob", .string(folder.path(of: "*.dump")))])
    #expect(seen.fields["newest"] == .string(newest))
    #expect(seen.fields["count"] == 2)
    #expect(seen.fields["age"] == .duration(.seconds(60)))
  }

  @Test func whatIsNotThereIsNoData() async throws {
    let path = folder.path(of: "missing")
    let one = try await observe([("path", .string(path))])
    #expect(one.fields == ["exists": false, "count": 0])
    #expect(one.noData == "there is no \(path)" && one.cause == one.noData)
    let pattern = folder.path(of: "*.none")
    let several = try await observe([("glob", .string(pattern))])
    #expect(several.noData == "nothing matches \(pattern)")
    try folder.makeDirectory("there")
    let through = try write("x", to: "plain", age: 0) + "/below"
    #expect(try await observe([("path", .string(through))]).fields["exists"] == false)
  }

  @Test func directoriesAndLinksAreToldApart() async throws {
    let directory = try folder.makeDirectory("sub")
    let seen = try await observe([("path", .string(directory))])
    #expect(seen.fields["type"] == "directory" && seen.fields["size"] == nil)
    #expect(
      seen.undecidable == ["size": "\(directory) is a directory", "content": "\(directory) is a directory"])
    #expect(try await observe([("glob", "/nonexistent/*.dump")]).fields["count"] == 0)
    let target = try write("12345", to: "target", age: 5)
    let link = folder.path(of: "link")
    try #require(symlink(target, link) == 0)
    #expect(try await observe([("path", .string(link))]).fields["size"] == 5)
    try #require(unlink(target) == 0)
    #expect(try await observe([("path", .string(link))]).fields["exists"] == false)
  }

  @Test func contentThatCannotBeTextIsUndecided() async throws {
    let large = try write(String(repeating: "x", count: 2000), to: "large", age: 0)
    let seen = try await observe([("path", .string(large)), ("max_content", "1Ki")])
    #expect(seen.fields["content"] == nil && seen.fields["size"] == 2000)
    #expect(seen.undecidable["content"]?.contains("more than `max_content: ") == true)
    let pipe = folder.path(of: "pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(try await observe([("path", .string(pipe))]).fields["type"] == "other")
  }

  @Test func aPathOrAPatternButNotBoth() {
    for fields in [[], [("path", "/a"), ("glob", "/b")]] as [[(ValueKey, Value)]] {
      #expect(throws: ProbeError.self) { try FileProbe(Fields(ValueMap(fields)), target: nil) }
    }
  }
}
