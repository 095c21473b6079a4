import Checklists
import FoundationEssentials
import SemanticVersions
import TestEnvironment
import Testing
import Values

@testable import RulePacks

/// Packs in real git repositories.
@Suite(.timeLimit(.minutes(2))) struct GitProviderTests {
  private let none: SignaturePolicy

  init() throws { none = try Team("").signaturePolicy() }

  private func texts(_ pack: FetchedPack) -> [String: String] {
    pack.content.files.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  @Test func tagsAreVersionsWhateverKindTheyAre() async throws {
    let repository = try await Repository([
      .init(files: ["pack.yaml": "1"], tags: ["v1.0.0", "latest"]),
      .init(files: ["pack.yaml": "2"], annotated: ["1.1.0", "v2"]),
      .init(files: ["pack.yaml": "3"], tags: ["v2.0.0-rc.1", "other/v3.0.0"]),
    ])
    let provider = repository.provider()
    let candidates = try await provider.candidates()
    #expect(Set(candidates.compactMap { $0.version?.description }) == ["1.0.0", "1.1.0", "2.0.0-rc.1"])
    for (tag, text) in [("v1.0.0", "1"), ("1.1.0", "2"), ("v2.0.0-rc.1", "3")] {
      let candidate = try #require(candidates.first { $0.tag == tag })
      let commit = try await repository.commit(tag)
      #expect(candidate.revision == .commit(commit, tag: tag))
      #expect(texts(try await provider.fetch(candidate, none)) == ["pack.yaml": text])
    }
  }

  @Test func aFolderOfARepositoryHasTagsOfItsOwn() async throws {
    let files = ["packs/db/pack.yaml": "db", "packs/db/a.yaml": "a", "packs/web/pack.yaml": "web", "x": "x"]
    let repository = try await Repository([
      .init(files: files, tags: ["db/v1.0.0", "packs/db/1.1.0", "web/1.2.0", "v1.3.0", "data/1.4.0"])
    ])
    let provider = repository.provider("packs/db")
    let candidates = try await provider.candidates()
    #expect(Set(candidates.compactMap { $0.version?.description }) == ["1.0.0", "1.1.0", "1.3.0"])
    let pack = try await provider.fetch(try #require(candidates.first), none)
    #expect(texts(pack) == ["pack.yaml": "db", "a.yaml": "a"])
  }

  /// Which of them counts must not be chance.
  @Test func ofTagsForOneVersionThatOfTheFolderCounts() async throws {
    let repository = try await Repository([
      .init(files: ["db/pack.yaml": "plain"], tags: ["1.0.0", "v1.0.0"]),
      .init(files: ["db/pack.yaml": "closest"], tags: ["db/v1.0.0"]),
    ])
    for _ in 0..<5 {
      let tags = try await repository.provider("db").candidates().map(\.tag)
      #expect(tags == ["db/v1.0.0", "v1.0.0", "1.0.0"])
    }
  }

  @Test func aTagOrACommitMayBeNamed() async throws {
    let repository = try await Repository([
      .init(files: ["pack.yaml": "1"], tags: ["stable"]), .init(files: ["pack.yaml": "2"]),
    ])
    let tagged = repository.provider(nil, .tag("stable"))
    let candidates = try await tagged.candidates()
    #expect(candidates.map(\.tag) == ["stable"] && candidates.map(\.version) == [nil])
    #expect(texts(try await tagged.fetch(candidates[0], none)) == ["pack.yaml": "1"])

    let commit = try await repository.commit("main")
    let pinned = repository.provider(nil, .commit(commit))
    let only = try await pinned.candidates()
    #expect(only.map(\.revision) == [.commit(commit, tag: nil)])
    #expect(texts(try await pinned.fetch(only[0], none)) == ["pack.yaml": "2"])
  }

  @Test func whatIsMissingIsNamed() async throws {
    let repository = try await Repository([.init(files: ["pack.yaml": "1"], tags: ["nightly"])])
    let what = "the repository \(repository.url)"
    let untagged = try #require(await refusal { try await repository.provider().candidates() })
    #expect(untagged.message == "\(what) has no tag that is a version")
    #expect(untagged.details == ["it has nightly"])
    let tag = try #require(await refusal { try await repository.provider(nil, .tag("x")).candidates() })
    #expect(tag.message == "\(what) has no tag x")
    let name = String(repeating: "1", count: 40)
    let lost = PackCandidate(version: nil, tag: nil, revision: .commit(name, tag: nil))
    let commit = try #require(await refusal { try await repository.provider().fetch(lost, none) })
    #expect(commit.kind == .unavailable)
    #expect(commit.message == "\(what) does not hand out the commit \(name)")
    let missing = GitProvider(
      url: "file:///nowhere/x", path: nil, wanted: nil, repository: repository.folder.path(of: "y"),
      git: GitProgram(redactor: Redactor()))
    let gone = try #require(await refusal { try await missing.candidates() })
    #expect(gone.kind == .unavailable)
    #expect(gone.message == "the repository file:///nowhere/x: git ls-remote ended with 128")
    #expect(gone.details.contains { $0.contains("/nowhere/x") }, "\(gone.details)")
  }

  @Test func aFolderThatIsNotThereIsNamed() async throws {
    let repository = try await Repository([.init(files: ["pack.yaml": "1"], tags: ["v1.0.0"])])
    let provider = repository.provider("missing")
    let candidate = try #require(try await provider.candidates().first)
    let error = try #require(await refusal { try await provider.fetch(candidate, none) })
    #expect(error.kind == .unavailable)
    #expect(error.message.hasPrefix("the folder missing of the repository"), "\(error.message)")
  }

  /// What was fetched once is not asked for again: its name says what it is.
  @Test func aMovedTagLeadsToAnotherCommit() async throws {
    let repository = try await Repository([.init(files: ["pack.yaml": "1"], tags: ["v1.0.0"])])
    let provider = repository.provider()
    let before = try #require(try await provider.candidates().first)
    #expect(texts(try await provider.fetch(before, none)) == ["pack.yaml": "1"])
    try await repository.add([.init(files: ["pack.yaml": "2"], tags: ["v1.0.0"])])
    let after = try #require(try await provider.candidates().first)
    #expect(after.revision != before.revision)
    #expect(texts(try await provider.fetch(after, none)) == ["pack.yaml": "2"])
    #expect(texts(try await provider.fetch(before, none)) == ["pack.yaml": "1"])
  }

  @Test func linksAndOtherRepositoriesAreRefused() async throws {
    let repository = try await Repository([
      .init(files: ["pack.yaml": "1"], tags: ["v1.0.0"], links: ["a": "/etc/passwd"]),
      .init(files: ["pack.yaml": "1"], tags: ["v1.1.0"], modules: ["b"]),
      .init(files: ["pack.yaml": "1"], tags: ["v1.2.0"], links: [".c": "/etc/passwd"]),
    ])
    let provider = repository.provider()
    var refused: [String: String] = [:]
    for candidate in try await provider.candidates() {
      let error = await refusal { try await provider.fetch(candidate, none) }
      refused[candidate.tag ?? ""] = error?.message
    }
    let reason = "is a link or another repository"
    #expect(refused.keys.sorted() == ["v1.0.0", "v1.1.0"])
    #expect(refused["v1.0.0"] == "the repository \(repository.url) is refused: a \(reason)")
    #expect(refused["v1.1.0"] == "the repository \(repository.url) is refused: b \(reason)")
  }

  @Test func aSignatureComesAlongAndIsNoFile() async throws {
    let repository = try await Repository([
      .init(files: ["pack.yaml": "1", "pack.dsse.json": "{}"], tags: ["v1.0.0"])
    ])
    let provider = repository.provider()
    let candidate = try #require(try await provider.candidates().first)
    let error = try #require(await refusal { try await provider.fetch(candidate, none) })
    #expect(error.kind == .untrusted)
    #expect(error.message.contains("the signature of the pack in the repository"), "\(error.message)")
  }

  /// As many runs of one user share a cache.
  @Test func manyMayFetchAtOnce() async throws {
    let commits = (0..<12).map { Repository.Commit(files: ["pack.yaml": "\($0)"], tags: ["v1.\($0).0"]) }
    let repository = try await Repository(commits)
    let candidates = try await repository.provider().candidates()
    let failures: [String] = await withTaskGroup(of: String?.self) { group in
      for candidate in candidates + candidates {
        group.addTask {
          await refusal { try await repository.provider().fetch(candidate, none) }?.lines.joined()
        }
      }
      var failures: [String] = []
      for await line in group { failures += line.map { [$0] } ?? [] }
      return failures
    }
    #expect(failures == [])
  }
}
