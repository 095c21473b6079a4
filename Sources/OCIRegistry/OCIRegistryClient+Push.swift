public import Digests
internal import HTTPClient
internal import Values

extension OCIRegistryClient {
  /// Puts a blob into the repository of a reference, unless it is there already. An upload that breaks off is taken up
  /// where the registry says that it stands, or begun anew where it does not say, at most
  /// `OCIRegistryOptions.mostUploadResumptions` times.
  public func push(blob: [UInt8], to reference: OCIReference) async throws(OCIError) {
    var upload = BlobUpload(client: self, reference: reference, blob: blob)
    try await upload.run()
  }

  /// Puts a manifest where a reference says: under its tag, or by its digest, which must be the manifest's. Its blobs
  /// must be there already.
  ///
  /// - Returns: The digest of the manifest.
  @discardableResult
  public func push(manifest: OCIManifest, to reference: OCIReference) async throws(OCIError) -> SHA256Digest {
    _ = try await put(manifest.bytes, mediaType: OCIManifest.mediaType, to: reference)
    return SHA256Digest(of: manifest.bytes)
  }

  /// The header fields of the answer.
  func put(
    _ bytes: [UInt8], mediaType: String, to reference: OCIReference
  ) async throws(OCIError) -> HTTPHeaders {
    guard let name = reference.name else {
      throw OCIError(.invalidRequest, "\(reference) does not say where a manifest is to go: add a :tag")
    }
    let digest = SHA256Digest(of: bytes)
    guard reference.digest == nil || reference.digest == digest else {
      throw OCIError(.invalidRequest, "the manifest to push as \(reference) has the digest \(digest)")
    }
    guard bytes.count <= OCIManifest.largest else {
      throw OCIError(.tooLarge, "the manifest to push is larger than \(OCIManifest.largest >> 20) MiB")
    }
    var question = try question(
      "to take the manifest \(reference)", reference, "manifests/\(name)", isPush: true)
    question.method = "PUT"
    question.body = bytes
    question.headers.append("Content-Type", mediaType)
    question.accepted = [200, 201, 202]
    let response = try await transport.ask(question)
    if let said = response.headers["docker-content-digest"], said != digest.description {
      throw OCIError(
        .digestMismatch,
        "\(reference.registry) was sent the manifest \(digest) and says that it took"
          + " \(printable(said.shortened(to: 100)))")
    }
    return response.headers
  }
}
