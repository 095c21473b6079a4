internal import Checklists
internal import SemanticVersions
internal import Values

/// A git repository of which tags are versions: `v1.2.3` or `1.2.3`, in a repository of several packs also behind the
/// name of the pack's folder and a slash.
struct GitProvider: PackProvider {
  let url: String
  let path: String?
  let wanted: PackSource.GitRevision?
  /// Where what was fetched is kept.
  let repository: String
  let git: GitProgram

  private var what: String { "the repository \(url)" }

  func candidates() async throws(PackError) -> [PackCandidate] {
    if case .commit(let name)? = wanted {
      return [PackCandidate(version: nil, tag: nil, revision: .commit(name, tag: nil))]
    }
    let tags = try await tags()
    if case .tag(let tag)? = wanted {
      guard let commit = tags[tag] else {
        throw PackError(.unavailable, "\(what) has no tag \(tag)", details: Self.some(of: tags.keys.sorted()))
      }
      return [PackCandidate(version: nil, tag: tag, revision: .commit(commit, tag: tag))]
    }
    // Of tags that name one version the first counts: that which names this pack most closely.
    let candidates = tags.sorted { ($0.key.utf8.count, $0.key) > ($1.key.utf8.count, $1.key) }
      .compactMap { tag, commit in
        version(ofTag: tag).map { PackCandidate(version: $0, tag: tag, revision: .commit(commit, tag: tag)) }
      }
    guard !candidates.isEmpty else {
      throw PackError(
        .unavailable, "\(what) has no tag that is a version", details: Self.some(of: tags.keys.sorted()),
        help: "tag a commit as `v1.0.0`, or name a `tag` or a `commit`")
    }
    return candidates
  }

  func fetch(
    _ candidate: PackCandidate, named name: PackName?, _ policy: SignaturePolicy
  ) async throws(PackError) -> FetchedPack {
    guard case .commit(let commit, let tag)? = candidate.revision else {
      throw PackError(.invalid, "\(what): there is no commit to get")
    }
    try await bring(commit, tag: tag)
    let tree = path.map { "\(commit):\($0)" } ?? "\(commit)^{tree}"
    let place = path.map { "the folder \($0) of \(what)" } ?? what
    let listing = try await git.run(
      ["--git-dir=\(repository)", "ls-tree", "-r", "-l", "-z", tree], of: place)
    let entries = try GitTree.entries(listing, of: place)
    let blobs = try await blobs(entries.map(\.object), of: place)
    var files: [String: [UInt8]] = [:]
    for (entry, blob) in zip(entries, blobs) { files[entry.path] = blob }
    let envelope = files.removeValue(forKey: PackSignature.fileName)
    let content = try PackContent(files, of: "the pack in \(place)")
    var signatures: [PackSignature] = []
    if let envelope { signatures.append(try PackSignature(envelope, of: "the pack in \(place)")) }
    return FetchedPack(content: content, revision: .commit(commit, tag: tag), signatures: signatures)
  }

  /// The commits that tags lead to.
  func tags() async throws(PackError) -> [String: String] {
    let output = try await git.run(["ls-remote", "--tags", "--", url], of: what)
    var tags: [String: String] = [:]
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "\t")
      guard parts.count == 2, let name = String(parts[1]).removingBeginning("refs/tags/") else { continue }
      // The line of an annotated tag itself comes before that of the commit it leads to.
      let tag = name.hasSuffix("^{}") ? String(name.dropLast(3)) : name
      tags[tag] = String(parts[0])
    }
    return tags
  }

  private func version(ofTag tag: String) -> SemanticVersion? {
    let folder = path?.split(separator: "/").last.map(String.init)
    for prefix in [path, folder].compactMap(\.self) + [""] {
      guard let rest = prefix.isEmpty ? tag : tag.removingBeginning("\(prefix)/") else { continue }
      if let version = SemanticVersion(rest) ?? rest.removingBeginning("v").flatMap({ SemanticVersion($0) }) {
        return version
      }
    }
    return nil
  }

  /// Makes sure that a commit is on this machine. One at a time changes what is kept of a repository: git itself fails
  /// where it finds another at work.
  private func bring(_ commit: String, tag: String?) async throws(PackError) {
    if try await has(commit) { return }
    try FolderWriter.makeFolders(repository)
    try await FileLock.holding("\(repository).lock") { () async throws(PackError) in
      if try await has(commit) { return }
      if !(try await git.succeeds(["--git-dir=\(repository)", "rev-parse", "--git-dir"], of: what)) {
        _ = try await git.run(["init", "--quiet", "--bare", repository], of: what)
      }
      try await fetch(commit, tag: tag)
    }
  }

  private func has(_ commit: String) async throws(PackError) -> Bool {
    try await git.succeeds(["--git-dir=\(repository)", "cat-file", "-e", "\(commit)^{commit}"], of: what)
  }

  private func fetch(_ commit: String, tag: String?) async throws(PackError) {
    let fetch = [
      "--git-dir=\(repository)", "fetch", "--quiet", "--no-tags", "--depth=1", "--no-write-fetch-head",
      "--", url,
    ]
    var said: [String] = []
    for reference in [commit] + (tag.map { ["refs/tags/\($0)"] } ?? []) {
      do throws(PackError) {
        _ = try await git.run(fetch + [reference], of: what)
        if try await has(commit) { return }
      } catch {
        said = error.details
      }
    }
    let elsewhere = tag.map { ", and its tag \($0) does not lead there" } ?? ""
    throw PackError(
      .unavailable, "\(what) does not hand out the commit \(commit)\(elsewhere)", details: said,
      help: "it may be out of reach; or the tag was moved or the commit removed: ask who keeps the pack")
  }

  private func blobs(_ objects: [String], of place: String) async throws(PackError) -> [[UInt8]] {
    guard !objects.isEmpty else { throw PackError(.unavailable, "\(place) is empty") }
    let input = Array(objects.map { $0 + "\n" }.joined().utf8)
    let output = try await git.run(
      ["--git-dir=\(repository)", "cat-file", "--batch"], input: input, of: place)
    guard let blobs = GitTree.blobs(output, count: objects.count) else {
      throw PackError(.unavailable, "\(place): git wrote something else than \(objects.count) files")
    }
    return blobs
  }

  private static func some(of names: [String]) -> [String] {
    names.isEmpty
      ? [] : ["it has " + names.suffix(10).joined(separator: ", ") + (names.count > 10 ? ", ..." : "")]
  }
}

extension String {
  /// The text without a beginning; nil where it does not begin so.
  fileprivate func removingBeginning(_ beginning: String) -> String? {
    hasPrefix(beginning) ? String(dropFirst(beginning.count)) : nil
  }
}
