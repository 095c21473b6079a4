import Checklists
import Diagnostics
import Digests
import FoundationEssentials
import ProbeKit
import SemanticVersions
import TestEnvironment
import Testing
import Values

@testable import RulePacks

/// Why a body fails; nil where it does not, or for another reason.
func refusal<Result>(_ body: () throws -> Result) -> PackError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? PackError
  }
}

/// The same of a body that waits for others.
func refusal<Result>(_ body: () async throws -> Result) async -> PackError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? PackError
  }
}

extension PackError {
  /// All that a reader sees, a line each.
  var lines: [String] { [message] + details + (help.map { ["help: \($0)"] } ?? []) }
}

func packName(_ text: String) throws -> PackName { try #require(PackName(text)) }
func version(_ text: String) throws -> SemanticVersion { try #require(SemanticVersion(text)) }
func range(_ text: String) throws -> VersionRange { try #require(VersionRange(text)) }

/// Files by their texts.
func bytes(_ files: [String: String]) -> [String: [UInt8]] { files.mapValues { Array($0.utf8) } }

func content(_ files: [String: String]) throws -> PackContent {
  try PackContent(bytes(files), of: "the pack")
}

/// A `pack.yaml`; what it needs is a range, or a range and a source in flow style.
func manifest(
  _ name: String, _ version: String, program: String? = nil, needs packs: [String: String] = [:],
  more: String = ""
) -> String {
  var text = "checkctl: 1\npack: \(name)\nversion: \(version)\n"
  if program != nil || !packs.isEmpty { text += "requires:\n" }
  if let program { text += "  checkctl: \"\(program)\"\n" }
  if !packs.isEmpty { text += "  packs:\n" }
  for (name, need) in packs.sorted(by: { $0.key < $1.key }) {
    text += "    \(name): \(need.hasPrefix("{") ? need : "\"\(need)\"")\n"
  }
  return text + more
}

/// A project in a folder of its own, with a cache of its own.
struct Team {
  let folder: TemporaryDirectory
  let registry = ProbeRegistry([])

  /// A project whose `checkctl.yaml` says this after its first line.
  init(_ body: String) throws {
    folder = try TemporaryDirectory()
    try folder.makeDirectory("checklists")
    try say(body)
  }

  func say(_ body: String) throws { try folder.write("checkctl: 1\n" + body, to: "checklists/checkctl.yaml") }

  var directory: String { folder.path(of: "checklists") }
  var cache: PackCache { PackCache(directory: folder.path(of: "cache")) }
  var loader: PackLoader { PackLoader(directory: directory, cache: cache) }
  var lockText: String { get throws { try folder.read("checklists/checkctl.lock") } }

  func file() throws -> ProjectFile {
    let reader = PackReader(registry: registry)
    return try #require(reader.projectFile(in: directory), "\(reader.diagnostics.all.map(\.message))")
  }

  func manager(program: SemanticVersion = SemanticVersion(1, 0, 0)) throws -> PackManager {
    PackManager(
      loader: loader, project: try file(), lock: try loader.lock(), registry: registry, redactor: Redactor(),
      program: program)
  }

  /// What the packs would become; all of them are renewed where none is named.
  func update(_ names: String..., program: SemanticVersion = SemanticVersion(1, 0, 0)) async throws
    -> PackUpdate
  {
    try await manager(program: program).resolve { names.isEmpty || names.contains($0.description) }
  }

  /// Takes over what they would become; the versions by name.
  @discardableResult
  func take(_ update: PackUpdate) throws -> [String: String] {
    try manager().write(update)
    return update.versions
  }

  func library() throws -> PackLibrary { try loader.library(for: try file()) }

  func signaturePolicy() throws -> SignaturePolicy { SignaturePolicy(try file(), directory: directory) }
}

extension PackUpdate {
  /// The versions that were chosen, by name.
  var versions: [String: String] {
    Dictionary(uniqueKeysWithValues: after.map { ($0.key.description, $0.value.version.description) })
  }
}

/// A git repository, as `git fast-import` makes it.
struct Repository {
  let folder: TemporaryDirectory

  /// A commit that has these files and no others, and its tags.
  struct Commit {
    var files: [String: String] = [:]
    /// Tags that are references and no more.
    var tags: [String] = []
    /// Tags that are objects of their own.
    var annotated: [String] = []
    /// Symbolic links, by what they lead to.
    var links: [String: String] = [:]
    /// Other repositories.
    var modules: [String] = []
  }

  var path: String { folder.path(of: "repository") }
  var url: String { "file://\(path)" }

  init(_ commits: [Commit]) async throws {
    folder = try TemporaryDirectory()
    _ = try await git(["init", "--quiet", "--bare", path])
    try await add(commits)
  }

  /// A repository of one pack, of which each version is a tag.
  init(_ manifests: [String: String]) async throws {
    try await self.init(
      manifests.sorted { $0.key < $1.key }.map {
        Commit(files: ["pack.yaml": $0.value, "a.yaml": "checkctl: 1\nchecklist: a\n"], tags: ["v\($0.key)"])
      })
  }

  /// The versions of a pack that needs nothing.
  init(_ name: String, _ versions: String...) async throws {
    try await self.init(Dictionary(uniqueKeysWithValues: versions.map { ($0, manifest(name, $0)) }))
  }

  /// Commits more on the branch.
  func add(_ commits: [Commit]) async throws {
    var stream = ""
    for (place, commit) in commits.enumerated() {
      stream += "commit refs/heads/main\nmark :\(place + 1)\ncommitter T <t@example.com> 0 +0000\n"
      stream += data("a commit") + (place == 0 ? "from refs/heads/main^0\n" : "") + "deleteall\n"
      for (path, text) in commit.files { stream += "M 100644 inline \(path)\n" + data(text) }
      for (path, target) in commit.links { stream += "M 120000 inline \(path)\n" + data(target) }
      for path in commit.modules { stream += "M 160000 \(String(repeating: "1", count: 40)) \(path)\n" }
      for tag in commit.tags { stream += "reset refs/tags/\(tag)\nfrom :\(place + 1)\n\n" }
      for tag in commit.annotated {
        stream += "tag \(tag)\nfrom :\(place + 1)\ntagger T <t@example.com> 0 +0000\n" + data("a tag")
      }
    }
    let exists = try await runCommand(["git", "--git-dir=\(path)", "rev-parse", "--verify", "-q", "main"])
    if exists.exitCode != 0 { stream = stream.replacing("from refs/heads/main^0\n", with: "") }
    _ = try await git(["--git-dir=\(path)", "fast-import", "--quiet", "--force"], input: stream)
  }

  private func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }

  /// The commit that a name leads to.
  func commit(_ name: String) async throws -> String {
    try await git(["--git-dir=\(path)", "rev-parse", "\(name)^{commit}"]).filter { !$0.isNewline }
  }

  @discardableResult
  func git(_ arguments: [String], input: String = "") async throws -> String {
    let result = try await runCommand(["git"] + arguments, input: input)
    try #require(result.exitCode == 0, "git \(arguments): \(result.stderr)")
    return result.stdout
  }

  func provider(
    _ path: String? = nil, _ wanted: PackSource.GitRevision? = nil, in repository: String? = nil
  ) -> GitProvider {
    GitProvider(
      url: url, path: path, wanted: wanted, repository: repository ?? folder.path(of: "fetched"),
      git: GitProgram(redactor: Redactor()))
  }
}

extension PackProvider {
  /// One of the candidates, whichever pack it is.
  func fetch(_ candidate: PackCandidate, _ policy: SignaturePolicy) async throws(PackError) -> FetchedPack {
    try await fetch(candidate, named: nil, policy)
  }
}
