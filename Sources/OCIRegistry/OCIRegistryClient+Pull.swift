public import Digests
internal import HTTPClient
internal import Values

/// A manifest as a registry has it.
public struct OCIStoredManifest: Hashable, Sendable {
  /// Its bytes, of which the digest is.
  public let bytes: [UInt8]
  /// Its digest, computed of the bytes.
  public let digest: SHA256Digest
  /// What the registry says that it is.
  public let mediaType: String
  /// Where it was asked for.
  public let reference: OCIReference

  /// What it says, where it is a manifest of an artifact; see `OCIManifest.init(decoding:what:)`.
  public func decoded() throws(OCIError) -> OCIManifest {
    let what = "the manifest \(reference)"
    guard mediaType == OCIManifest.mediaType else {
      throw OCIError(
        .invalidAnswer,
        "\(what) is `\(printable(mediaType.shortened(to: 100)))`, not `\(OCIManifest.mediaType)`: no artifact is kept"
          + " in that")
    }
    return try OCIManifest(decoding: bytes, what: what)
  }
}

extension OCIRegistryClient {
  /// The tags of the repository of a reference, in the order in which the registry lists them. Throws `tooLarge` where
  /// there are more than `mostTags`.
  public func tags(of reference: OCIReference) async throws(OCIError) -> [String] {
    var question = try question("the tags of \(reference.repository)", reference, "tags/list?n=1000")
    var tags: [String] = []
    while true {
      let response = try await transport.ask(question)
      let page = try self.tags(in: response, question)
      tags += page
      guard tags.count <= Self.mostTags else {
        throw OCIError(
          .tooLarge, "\(reference.registry)/\(reference.repository) has more than \(Self.mostTags) tags")
      }
      guard let next = nextPage(response) else { return tags }
      guard !page.isEmpty else {
        throw transport.invalid("a page of tags is empty and not the last", question)
      }
      question.url = try transport.following(next, from: question)
    }
  }

  private func tags(in response: HTTPResponse, _ question: Question) throws(OCIError) -> [String] {
    let value = try? parseJSON(response.body)
    // Some registries write null for none.
    if value?["tags"] == .null { return [] }
    guard let list = value?["tags"]?.list else {
      throw transport.invalid("the answer holds no list `tags`; is it an OCI registry?", question)
    }
    var tags: [String] = []
    for entry in list {
      guard let tag = entry.string, OCIReference.isTag(tag) else {
        throw transport.invalid("the answer holds a tag that can be none", question)
      }
      tags.append(tag)
    }
    return tags
  }

  /// The manifest that a reference names by its digest, or else by its tag. Its digest is computed, and is what was
  /// asked for and what the registry says.
  public func manifest(_ reference: OCIReference) async throws(OCIError) -> OCIStoredManifest {
    guard let name = reference.name else {
      throw OCIError(.invalidRequest, "\(reference) names no manifest: add a :tag or an @sha256: digest")
    }
    var question = try question("the manifest \(reference)", reference, "manifests/\(name)")
    question.followsRedirects = true
    for type in Self.manifestTypes { question.headers.append("Accept", type) }
    return try stored(try await transport.ask(question), reference, question)
  }

  /// All that a name may stand for, so that a registry does not convert it, and its bytes keep their digest.
  private static let manifestTypes = [
    OCIManifest.mediaType, OCIIndex.mediaType, "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
  ]

  /// The manifest in an answer.
  func stored(
    _ response: HTTPResponse, _ reference: OCIReference, _ question: Question
  ) throws(OCIError) -> OCIStoredManifest {
    guard response.body.count <= OCIManifest.largest else {
      throw OCIError(.tooLarge, "\(question.what) is larger than \(OCIManifest.largest >> 20) MiB")
    }
    let digest = SHA256Digest(of: response.body)
    if let asked = reference.digest, asked != digest {
      throw OCIError(
        .digestMismatch,
        "\(reference.registry) was asked for \(question.what) and sent another one, whose digest is \(digest)"
      )
    }
    if let said = response.headers["docker-content-digest"], said != digest.description {
      throw OCIError(
        .digestMismatch,
        "\(reference.registry) was asked for \(question.what) and sent one whose digest is \(digest), but says that it"
          + " is \(printable(said.shortened(to: 100)))")
    }
    let type = response.headers["content-type"]?.prefix { $0 != ";" } ?? ""
    return OCIStoredManifest(
      bytes: response.body, digest: digest, mediaType: String(type).trimmed, reference: reference)
  }

  /// The content that a descriptor describes, from the repository of a reference: exactly of its size and its digest.
  /// Throws `tooLarge`, without asking, where it is larger than `limit` bytes.
  public func blob(
    _ descriptor: OCIDescriptor, of reference: OCIReference, atMost limit: Int
  ) async throws(OCIError) -> [UInt8] {
    let title = descriptor.title.map { " (\(printable($0.shortened(to: 100))))" } ?? ""
    let what = "the blob \(descriptor.digest)\(title) of \(reference.repository)"
    guard descriptor.size <= limit else {
      throw OCIError(
        .tooLarge,
        "\(what) has \(byteText(Int64(descriptor.size))), more than the \(byteText(Int64(limit))) that are allowed"
      )
    }
    var question = try question(what, reference, "blobs/\(descriptor.digest)")
    question.followsRedirects = true
    question.maxBytes = descriptor.size
    let response = try await transport.ask(question)
    guard response.body.count == descriptor.size else {
      throw OCIError(
        .digestMismatch,
        "\(reference.registry) was asked for \(what) and sent \(counted(response.body.count, "byte")) instead of"
          + " \(descriptor.size)")
    }
    let digest = SHA256Digest(of: response.body)
    guard digest == descriptor.digest else {
      throw OCIError(
        .digestMismatch,
        "\(reference.registry) was asked for \(what) and sent another one, whose digest is \(digest)")
    }
    return response.body
  }

  /// The next page of a list (RFC 8288); nil on the last one.
  func nextPage(_ response: HTTPResponse) -> String? {
    for field in response.headers.values(of: "link") {
      for link in field.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
        guard let end = link.firstIndex(of: ">") else { continue }
        let parameters = link[end...].lowercased().filter { $0 != " " && $0 != "\"" }
        if parameters.contains(";rel=next") { return String(link[..<end]) }
      }
    }
    return nil
  }
}
