public import Digests
internal import HTTPClient
internal import Values

extension OCIRegistryClient {
  /// What refers to the manifest that a reference names by its digest, of one type where that is given. Registries that
  /// do not know the question keep the answer under the tag `sha256-HEX` (distribution specification, "Listing
  /// Referrers" and "Referrers Tag Schema"). Nobody vouches for the list but the registry.
  public func referrers(
    of reference: OCIReference, artifactType: String? = nil
  ) async throws(OCIError) -> [OCIDescriptor] {
    let digest = try Self.subject(of: reference)
    let listed = try await listed(digest, reference, artifactType)
    let all: [OCIDescriptor]
    if let listed { all = listed } else { all = try await fallbackIndex(of: digest, reference).manifests }
    return all.filter { artifactType == nil || $0.artifactType == artifactType }
  }

  /// Puts a manifest whose subject is the manifest that a reference names by its digest into the same repository, by
  /// its own digest, so that `referrers` lists it. Its blobs must be there already.
  ///
  /// - Returns: The digest of the manifest.
  @discardableResult
  public func attach(_ manifest: OCIManifest, to reference: OCIReference) async throws(OCIError)
    -> SHA256Digest
  {
    let subject = try Self.subject(of: reference)
    guard manifest.subject?.digest == subject else {
      throw OCIError(.invalidRequest, "the manifest to attach to \(reference) has another subject")
    }
    let descriptor = manifest.descriptor
    let headers = try await put(
      manifest.bytes, mediaType: OCIManifest.mediaType, to: reference.pinned(to: descriptor.digest))
    if headers["oci-subject"] == subject.description { return descriptor.digest }
    try await list(descriptor, of: subject, reference)
    return descriptor.digest
  }

  private static func subject(of reference: OCIReference) throws(OCIError) -> SHA256Digest {
    guard let digest = reference.digest else {
      throw OCIError(.invalidRequest, "\(reference) names no manifest by its digest: add @sha256:")
    }
    return digest
  }

  /// What the registry lists; nil where it does not know the question.
  private func listed(
    _ digest: SHA256Digest, _ reference: OCIReference, _ artifactType: String?
  ) async throws(OCIError) -> [OCIDescriptor]? {
    let filter = artifactType.map { "?artifactType=\(percentEncoded($0, keeping: "-._~"))" } ?? ""
    var question = try question(
      "the referrers of \(reference.repository)@\(digest)", reference, "referrers/\(digest)\(filter)")
    question.accepted = [200, 404]
    question.headers.append("Accept", OCIIndex.mediaType)
    var result: [OCIDescriptor] = []
    // A filter may leave nothing of a page, but there is an end to pages.
    for _ in 0..<Self.mostPages {
      let response = try await transport.ask(question)
      if response.status == 404 { return nil }
      result += try OCIIndex(decoding: response.body, what: "the list of \(question.what)").manifests
      guard result.count <= OCIManifest.mostEntries else {
        throw OCIError(.tooLarge, "\(question.what) are more than \(OCIManifest.mostEntries)")
      }
      guard let next = nextPage(response) else { return result }
      question.url = try transport.following(next, from: question)
    }
    throw OCIError(.tooLarge, "\(question.what) are more than \(Self.mostPages) pages")
  }

  private static let mostPages = 200

  // MARK: The tag of registries without the API

  private static func fallbackTag(of digest: SHA256Digest) -> String { "sha256-\(digest.hex)" }

  private func fallbackIndex(
    of digest: SHA256Digest, _ reference: OCIReference
  ) async throws(OCIError) -> OCIIndex {
    let place = try reference.tagged(Self.fallbackTag(of: digest))
    let stored: OCIStoredManifest
    do {
      stored = try await manifest(place)
    } catch {
      if error.kind == .notFound { return OCIIndex() }
      throw error
    }
    return try OCIIndex(decoding: stored.bytes, what: "the index of referrers \(place)")
  }

  /// Nobody can lock the tag: where somebody else has put another index there in the meantime, it is done again.
  private func list(
    _ descriptor: OCIDescriptor, of subject: SHA256Digest, _ reference: OCIReference
  ) async throws(OCIError) {
    for _ in 0..<5 {
      var index = try await fallbackIndex(of: subject, reference)
      if index.manifests.contains(where: { $0.digest == descriptor.digest }) { return }
      index.append(descriptor)
      let place = try reference.tagged(Self.fallbackTag(of: subject))
      _ = try await put(index.bytes, mediaType: OCIIndex.mediaType, to: place)
    }
    throw OCIError(
      .refused,
      "\(reference.registry) does not keep the index of what refers to \(reference.repository)@\(subject), or others"
        + " write it all the time; try again")
  }
}
