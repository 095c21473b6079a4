internal import Digests
internal import HTTPClient
internal import Values

/// The upload of one blob (distribution specification, "Pushing blobs" and "Pushing a blob in chunks").
struct BlobUpload {
  private let client: OCIRegistryClient
  private let reference: OCIReference
  private let blob: [UInt8]
  private let digest: SHA256Digest
  /// How many bytes go up at once.
  private var chunk: Int
  /// Where the upload goes on; nil where it is to begin.
  private var location: HTTPURL?
  /// How many bytes the registry has.
  private var offset = 0

  init(client: OCIRegistryClient, reference: OCIReference, blob: [UInt8]) {
    self.client = client
    self.reference = reference
    self.blob = blob
    digest = SHA256Digest(of: blob)
    chunk = max(1, client.options.chunkBytes)
  }

  private var what: String { "to take the blob \(digest) of \(reference.repository)" }

  /// Ends when the registry has the blob.
  mutating func run() async throws(OCIError) {
    var resumptions = 0
    while true {
      do {
        if location == nil {
          if try await isThere() { return }
          try await begin()
        }
        while offset < blob.count { try await sendChunk() }
        return try await finish()
      } catch {
        guard isBroken(by: error) else { throw error }
        guard resumptions < client.options.mostUploadResumptions else {
          throw OCIError(
            error.kind, "\(error.message); given up after \(counted(resumptions, "resumption")) of the upload"
          )
        }
        resumptions += 1
        try await pause(before: resumptions)
        try await findOffset()
      }
    }
  }

  /// Whether the exchange broke off, so that nobody knows how far the upload has come.
  private func isBroken(by error: OCIError) -> Bool {
    switch error.kind {
    case .unreachable, .timeout, .server, .throttled: true
    // The registry has lost the upload, or thinks that it stands elsewhere.
    case .notFound, .refused: location != nil
    default: false
    }
  }

  private func isThere() async throws(OCIError) -> Bool {
    var question = try client.question(
      "the blob \(digest) of \(reference.repository)", reference, "blobs/\(digest)", isPush: true)
    question.method = "HEAD"
    question.accepted = [200, 404]
    question.followsRedirects = true
    return try await client.transport.ask(question).status == 200
  }

  private mutating func begin() async throws(OCIError) {
    var question = try client.question(what, reference, "blobs/uploads/", isPush: true)
    question.method = "POST"
    question.accepted = [202]
    let response = try await client.transport.ask(question)
    if let least = response.headers["oci-chunk-min-length"].flatMap({ Int($0) }) { chunk = max(chunk, least) }
    offset = 0
    location = try place(response, question)
  }

  private mutating func sendChunk() async throws(OCIError) {
    guard let location else { return }
    let end = min(blob.count, offset + min(chunk, blob.count))
    var question = ongoing(location)
    question.method = "PATCH"
    question.body = Array(blob[offset..<end])
    question.headers.append("Content-Type", "application/octet-stream")
    question.headers.append("Content-Range", "\(offset)-\(end - 1)")
    question.accepted = [202]
    let response = try await client.transport.ask(question)
    self.location = try place(response, question)
    let taken = Self.taken(response) ?? end
    guard taken > offset, taken <= end else {
      throw client.transport.invalid(
        "it was sent the bytes \(offset) to \(end - 1), and says that it has \(counted(taken, "byte"))",
        question)
    }
    offset = taken
  }

  private func finish() async throws(OCIError) {
    guard let location else { return }
    var question = ongoing(location)
    let separator = location.text.contains("?") ? "&" : "?"
    question.url = try client.transport.following(
      "\(location.text)\(separator)digest=\(digest)", from: question)
    question.method = "PUT"
    question.body = []
    question.headers.append("Content-Type", "application/octet-stream")
    question.accepted = [201, 204]
    _ = try await client.transport.ask(question)
  }

  /// Asks how far the upload has come; it begins anew where the registry does not say.
  private mutating func findOffset() async throws(OCIError) {
    guard let current = location else { return }
    var question = ongoing(current)
    question.accepted = [200, 204]
    do {
      let response = try await client.transport.ask(question)
      // `0-0` may mean one byte, or none.
      guard let taken = Self.taken(response), taken > 1, taken <= blob.count else {
        location = nil
        return
      }
      offset = taken
      if response.headers.contains("location") { location = try place(response, question) }
    } catch {
      if error.kind == .cancelled { throw error }
      location = nil
    }
  }

  private func pause(before resumption: Int) async throws(OCIError) {
    do {
      try await Task.sleep(for: .milliseconds(100 << min(resumption - 1, 5)))
    } catch {
      throw OCIError(.cancelled, "\(reference.registry) was not asked \(what) again")
    }
  }

  private func ongoing(_ url: HTTPURL) -> Question {
    Question(what: what, url: url, scope: Scope(repository: reference.repository, isPush: true))
  }

  private func place(_ response: HTTPResponse, _ question: Question) throws(OCIError) -> HTTPURL {
    guard let location = response.headers.values(of: "location").first else {
      throw client.transport.invalid("the answer does not say where the upload goes on", question)
    }
    return try client.transport.following(location, from: question)
  }

  /// How many bytes the registry says that it has.
  private static func taken(_ response: HTTPResponse) -> Int? {
    let text = (response.headers["range"] ?? "").replacing(exactly: "bytes=", with: "")
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "0", let last = Int(parts[1]), last >= 0, last < Int.max else {
      return nil
    }
    return last + 1
  }
}
