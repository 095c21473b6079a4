internal import Checklists
internal import Diagnostics
internal import Digests
internal import ProbeKit
internal import SemanticVersions
internal import Values

/// Gets packs from wherever they are, each once.
struct PackMarket {
  let loader: PackLoader
  let policy: SignaturePolicy
  let registry: ProbeRegistry
  let redactor: Redactor
  private var candidates: [PackSource: [PackCandidate]] = [:]
  private var packs: [PackSource: [PackCandidate: ResolvedPack]] = [:]

  init(_ loader: PackLoader, _ policy: SignaturePolicy, _ registry: ProbeRegistry, _ redactor: Redactor) {
    self.loader = loader
    self.policy = policy
    self.registry = registry
    self.redactor = redactor
  }

  /// What a source has.
  mutating func candidates(in source: PackSource) async throws(PackError) -> [PackCandidate] {
    if let known = candidates[source] { return known }
    let found = try await provider(of: source).candidates()
    candidates[source] = found
    return found
  }

  /// A candidate as a whole, which is the pack of that name, if one is given, and of the version that its tag names.
  mutating func pack(
    _ candidate: PackCandidate, from source: PackSource, named name: PackName?
  ) async throws(PackError) -> ResolvedPack {
    if let known = packs[source]?[candidate] {
      try candidate.check(known.name, known.version, from: source.text, named: name)
      return known
    }
    let fetched = try await provider(of: source).fetch(candidate, named: name, policy)
    let pack = try checked(fetched, candidate, source, name)
    packs[source, default: [:]][candidate] = pack
    return pack
  }

  /// A pack that is pinned and on this machine already; nil where it has to be fetched.
  func pinned(_ pack: LockedPack, _ name: PackName) throws(PackError) -> ResolvedPack? {
    if case .directory = pack.source { return nil }
    guard let folder = loader.folder(of: name, pack) else { return nil }
    let content = try loader.verified(folder, name, pack)
    var signatures: [PackSignature] = []
    if let text = pack.envelope {
      signatures.append(try PackSignature(Array(text.utf8), of: "the pack \(name)"))
    }
    return try checked(
      FetchedPack(content: content, revision: pack.revision, signatures: signatures),
      PackCandidate(version: pack.version, tag: nil, revision: pack.revision), pack.source, name)
  }

  private func checked(
    _ fetched: FetchedPack, _ candidate: PackCandidate, _ source: PackSource, _ name: PackName?
  ) throws(PackError) -> ResolvedPack {
    let manifest = try PackMarket.manifest(of: fetched.content, from: source.text, registry, redactor)
    try candidate.check(manifest.name, manifest.version, from: source.text, named: name)
    let subject = SignaturePolicy.Subject(
      name: manifest.name, version: manifest.version, content: fetched.content.digest,
      manifest: fetched.revision.manifest)
    return ResolvedPack(
      manifest: manifest, source: source, revision: fetched.revision, content: fetched.content,
      signature: try policy.accepted(fetched.signatures, of: subject))
  }

  /// What the `pack.yaml` among the files of a pack says.
  static func manifest(
    of content: PackContent, from place: String, _ registry: ProbeRegistry, _ redactor: Redactor
  ) throws(PackError) -> PackManifest {
    guard let bytes = content.files[PackManifest.fileName] else {
      throw PackError(
        .invalid, "\(place) has no \(PackManifest.fileName)",
        help: "a pack describes itself in that file: see `checkctl explain pack`")
    }
    let reader = PackReader(registry: registry, redactor: redactor)
    if let manifest = reader.manifest(bytes, path: PackManifest.fileName) { return manifest }
    let faults = reader.diagnostics.sorted.map { fault in
      let place = fault.primary.map { "\(reader.sources.place(of: $0.span)): " } ?? ""
      return "\(place)\(fault.message)" + (fault.help.map { " (\($0))" } ?? "")
    }
    throw PackError(.invalid, "the \(PackManifest.fileName) of \(place) has faults", details: faults)
  }

  func provider(of source: PackSource) throws(PackError) -> any PackProvider {
    switch source {
    case .directory(let path):
      return DirectoryProvider(path: path.hasPrefix("/") ? path : "\(loader.directory)/\(path)")
    case .git(let url, let path, let revision):
      return GitProvider(
        url: url, path: path, wanted: revision, repository: loader.cache.repository(of: url),
        git: GitProgram(redactor: redactor))
    case .registry(let reference):
      return RegistryProvider(registry: try PackRegistry(reference, redactor: redactor))
    }
  }
}

extension PackCandidate {
  /// Makes sure that a pack is the one that is wanted, and of the version that its tag names.
  func check(
    _ own: PackName, _ ownVersion: SemanticVersion, from place: String, named name: PackName?
  ) throws(PackError) {
    if let name, own != name {
      throw PackError(
        .untrusted, "\(place) should have the pack \(name), and says that it is \(own)",
        help: "a pack goes by the name in its \(PackManifest.fileName): check where it comes from")
    }
    if let version, ownVersion != version {
      throw PackError(
        .untrusted,
        "\(place): the tag \(tag ?? version.description) should be version \(version), and its \(PackManifest.fileName) says \(ownVersion)",
        help: "a tag names the version that it holds: ask who keeps the pack")
    }
  }
}

extension PackRevision {
  /// The digest of the manifest that it is.
  var manifest: SHA256Digest? {
    if case .manifest(let digest, _) = self { digest } else { nil }
  }
}
