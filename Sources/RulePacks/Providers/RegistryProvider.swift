internal import Checklists
internal import Digests
internal import OCIRegistry
internal import SemanticVersions

/// A repository of an OCI registry of which the tags are versions, or one tag of it.
struct RegistryProvider: PackProvider {
  let registry: PackRegistry

  private var what: String { "oci://\(registry.reference)" }

  func candidates() async throws(PackError) -> [PackCandidate] {
    if let tag = registry.reference.tag { return [PackCandidate(version: nil, tag: tag, revision: nil)] }
    let tags = try await registry.tags()
    let candidates = tags.compactMap { tag in
      SemanticVersion(tag).map { PackCandidate(version: $0, tag: tag, revision: nil) }
    }
    guard !candidates.isEmpty else {
      throw PackError(.unavailable, "\(what) has no tag that is a version", help: "name a tag: \(what):TAG")
    }
    return candidates
  }

  /// The signature is judged by the manifest alone before any file is asked for.
  func fetch(
    _ candidate: PackCandidate, named name: PackName?, _ policy: SignaturePolicy
  ) async throws(PackError) -> FetchedPack {
    let digest = candidate.revision?.manifest
    guard let stored = try await registry.manifest(tag: candidate.tag, digest: digest) else {
      throw PackError(
        .unavailable, "\(what) does not have \(digest?.description ?? candidate.tag ?? "that")",
        help: "ask who keeps the pack")
    }
    let manifest = try decoded(stored)
    let signatures = try await registry.signatures(of: stored.digest, what)
    let subject = try subject(of: manifest, stored.digest)
    try candidate.check(subject.name, subject.version, from: what, named: name)
    _ = try policy.accepted(signatures, of: subject)
    let tag = candidate.tag ?? manifest.annotations[PackArtifact.versionKey] ?? ""
    return FetchedPack(
      content: try await content(of: manifest), revision: .manifest(stored.digest, tag: tag),
      signatures: signatures)
  }

  /// Which pack and version a manifest is said to be.
  private func subject(
    of manifest: OCIManifest, _ digest: SHA256Digest
  ) throws(PackError) -> SignaturePolicy.Subject {
    guard let name = manifest.annotations[PackArtifact.nameKey].flatMap(PackName.init),
      let version = manifest.annotations[PackArtifact.versionKey].flatMap(SemanticVersion.init)
    else {
      throw PackError(
        .untrusted, "\(what) is refused: its manifest does not say which pack and version it is")
    }
    return .init(name: name, version: version, manifest: digest)
  }

  private func decoded(_ stored: OCIStoredManifest) throws(PackError) -> OCIManifest {
    let manifest: OCIManifest
    do throws(OCIError) {
      manifest = try stored.decoded()
    } catch {
      throw PackError(.untrusted, "\(what): \(error.message)")
    }
    guard manifest.artifactType == PackArtifact.type else {
      throw PackError(
        .untrusted, "\(what) is no pack: its manifest has the type \(manifest.artifactType ?? "of an image")")
    }
    return manifest
  }

  private func content(of manifest: OCIManifest) async throws(PackError) -> PackContent {
    try PackArtifact.checkFiles(manifest.layers, of: what)
    let blobs = try await registry.blobs(manifest.layers, atMost: PackContent.mostFileBytes)
    let files = zip(manifest.layers, blobs).map { ($0.title ?? "", $1) }
    return try PackContent(Dictionary(files) { first, _ in first }, of: what)
  }
}
