internal import Checklists
internal import Digests
internal import HTTPClient
internal import OCIRegistry
internal import Processes
internal import SemanticVersions
internal import Signatures
internal import Values

/// Packs in one repository of an OCI registry.
struct PackRegistry: Sendable {
  /// The repository, perhaps with a tag.
  let reference: OCIReference
  private let client: OCIRegistryClient

  /// How many signatures of one pack are looked at.
  private static let mostSignatures = 32
  /// How many files are got at once.
  private static let parallel = 8

  /// Talks to the registry of `registry/name[:tag]`, without TLS only where that is on this machine.
  init(_ text: String, redactor: Redactor) throws(PackError) {
    let environment = processEnvironment()
    var options = OCIRegistryOptions()
    do throws(OCIError) {
      reference = try OCIReference(parsing: text)
      if let server = try? HTTPURL("https://\(reference.registry)/") {
        options.plainHTTP = server.isOnThisMachine
        options.proxy = environmentProxy(for: server, environment)
      }
      options.caFile = environment["SSL_CERT_FILE"]
      client = try OCIRegistryClient(
        registry: reference.registry, options: options,
        credentials: DockerCredentials(
          environment: environment, programs: RunningPrograms(), redactor: redactor),
        http: HTTPClient(), redactor: redactor)
    } catch {
      throw PackError(.invalid, "oci://\(text): \(error.message)")
    }
  }

  /// The tags of the repository.
  func tags() async throws(PackError) -> [String] {
    try await asking { () async throws(OCIError) in try await client.tags(of: reference) }
  }

  /// The manifest under a tag, or of a digest; nil where there is none.
  func manifest(tag: String?, digest: SHA256Digest?) async throws(PackError) -> OCIStoredManifest? {
    do throws(OCIError) {
      return try await client.manifest(try place(tag: tag, digest: digest))
    } catch {
      if error.kind == .notFound { return nil }
      throw PackError(error)
    }
  }

  private func place(tag: String?, digest: SHA256Digest?) throws(OCIError) -> OCIReference {
    if let digest { return reference.pinned(to: digest) }
    return try tag.map { tag throws(OCIError) in try reference.tagged(tag) } ?? reference
  }

  /// The signatures that are attached to a manifest; those that cannot be read count as none.
  func signatures(of digest: SHA256Digest, _ what: String) async throws(PackError) -> [PackSignature] {
    let subject = reference.pinned(to: digest)
    let found = try await asking { () async throws(OCIError) in
      try await client.referrers(of: subject, artifactType: PackArtifact.signatureType)
    }
    var signatures: [PackSignature] = []
    for descriptor in found.prefix(Self.mostSignatures) {
      do throws(PackError) {
        guard let layer = try await signatureLayer(descriptor) else { continue }
        signatures.append(try PackSignature(try await blob(layer, atMost: Envelope.largest), of: what))
      } catch {
        guard error.kind == .untrusted else { throw error }
      }
    }
    return signatures
  }

  private func signatureLayer(_ descriptor: OCIDescriptor) async throws(PackError) -> OCIDescriptor? {
    guard let stored = try await manifest(tag: nil, digest: descriptor.digest),
      let manifest = try? stored.decoded(), manifest.artifactType == PackArtifact.signatureType
    else { return nil }
    return manifest.layers.first { $0.mediaType == Envelope.mediaType }
  }

  func blob(_ descriptor: OCIDescriptor, atMost limit: Int) async throws(PackError) -> [UInt8] {
    try await asking { () async throws(OCIError) in
      try await client.blob(descriptor, of: reference, atMost: limit)
    }
  }

  /// All layers, in their order.
  func blobs(_ descriptors: [OCIDescriptor], atMost limit: Int) async throws(PackError) -> [[UInt8]] {
    let results = await withTaskGroup(of: (Int, Result<[UInt8], PackError>).self) { group in
      var results: [Int: Result<[UInt8], PackError>] = [:]
      for (place, descriptor) in descriptors.enumerated() {
        if place >= Self.parallel, let (done, result) = await group.next() { results[done] = result }
        group.addTask {
          do throws(PackError) {
            return (place, .success(try await blob(descriptor, atMost: limit)))
          } catch {
            return (place, .failure(error))
          }
        }
      }
      for await (done, result) in group { results[done] = result }
      return results
    }
    return try descriptors.indices.map { place throws(PackError) in
      guard let result = results[place] else { throw PackError(.unavailable, "a file was not got") }
      return try result.get()
    }
  }

  /// Puts the files of a pack and then its manifest under a tag.
  func push(_ content: PackContent, _ artifact: PackArtifact, tag: String) async throws(PackError) {
    try await asking { () async throws(OCIError) in
      let place = try reference.tagged(tag)
      try await client.push(blob: OCIDescriptor.emptyContent, to: place)
      for (_, bytes) in content.files.sorted(by: { $0.key < $1.key }) {
        try await client.push(blob: bytes, to: place)
      }
      try await client.push(manifest: artifact.manifest, to: place)
    }
  }

  /// Attaches a signature to the manifest that it is over.
  func attach(_ signature: PackSignature, to subject: OCIDescriptor) async throws(PackError) {
    let bytes = Array(signature.text.utf8)
    let layer = OCIDescriptor(
      of: bytes, mediaType: Envelope.mediaType,
      annotations: [OCIDescriptor.titleKey: PackSignature.fileName])
    let manifest = OCIManifest(artifactType: PackArtifact.signatureType, layers: [layer], subject: subject)
    try await asking { () async throws(OCIError) in
      let place = reference.pinned(to: subject.digest)
      try await client.push(blob: OCIDescriptor.emptyContent, to: place)
      try await client.push(blob: bytes, to: place)
      try await client.attach(manifest, to: place)
    }
  }

  private func asking<Result>(
    _ body: () async throws(OCIError) -> Result
  ) async throws(PackError) -> Result {
    do throws(OCIError) {
      return try await body()
    } catch {
      throw PackError(error)
    }
  }
}

extension PackError {
  fileprivate init(_ error: OCIError) {
    let kind: Kind =
      switch error.kind {
      case .invalidRequest: .invalid
      case .digestMismatch, .tooLarge, .invalidAnswer: .untrusted
      default: .unavailable
      }
    self.init(kind, error.message)
  }
}
