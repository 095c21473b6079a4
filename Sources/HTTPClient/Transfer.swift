internal import CLibCurl

/// One hop on its way: what came in so far, and who waits for it.
///
/// Unchecked: all of it but the constant `hop` is touched by the loop's thread only.
final class Transfer: @unchecked Sendable {
  typealias Outcome = Result<Answer, HTTPError>

  let hop: Hop
  /// Set while libcurl works on the transfer.
  var handle: EasyHandle?
  private var continuation: CheckedContinuation<Outcome, Never>?
  private var outcome: Outcome?

  /// What a callback stopped the transfer for.
  private(set) var failure: HTTPError?
  /// Whether the header section of the final answer is complete.
  private(set) var hasHeaders = false
  /// Whether the connection stood and a TLS handshake began; libcurl's own times do not tell.
  private(set) var hasBegunHandshake = false
  /// Whether a name lookup began; over a connection that is shared there is none.
  private(set) var hasBegunLookup = false
  /// Why the system gave no socket, as errno.h numbers it; 0 where it did.
  private(set) var socketFailure: Int32 = 0
  private var headers = HTTPHeaders()
  private var headerBytes = 0
  private var body: [UInt8] = []
  private var bodyBytes = 0
  private var isSent = false
  private var tls: TLSFacts?

  init(_ hop: Hop) {
    self.hop = hop
  }

  /// Whether the outcome is known: nothing happens after it.
  var isFinished: Bool { outcome != nil }

  /// Has `continuation` wait for the outcome, which a cancellation may have brought before.
  func attach(_ continuation: CheckedContinuation<Outcome, Never>) {
    if let outcome {
      continuation.resume(returning: outcome)
    } else {
      self.continuation = continuation
    }
  }

  /// Settles the outcome, once.
  func finish(_ outcome: Outcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    continuation?.resume(returning: outcome)
    continuation = nil
  }

  /// The answer that libcurl completed in `handle`.
  func answer(from handle: EasyHandle) -> Answer {
    Answer(
      status: handle.integer(CURLINFO_RESPONSE_CODE),
      version: Self.versions[handle.integer(CURLINFO_HTTP_VERSION)] ?? "1.1",
      headers: headers, body: body, total: handle.duration(CURLINFO_TOTAL_TIME_T), peer: handle.peer,
      tls: tls,
      complaint: tls?.verified == false ? complaint(of: handle) : nil)
  }

  private static let versions = [
    Int(CURL_HTTP_VERSION_1_0): "1.0", Int(CURL_HTTP_VERSION_1_1): "1.1", Int(CURL_HTTP_VERSION_2_0): "2",
  ]

  // MARK: Callbacks

  /// Notes that the connection stands.
  func handshakeBegins() {
    hasBegunHandshake = true
  }

  /// Takes the facts of a connection over which nothing is asked, as its handshake ends.
  func handshakeEnds(_ session: OpaquePointer) {
    guard hop.connectsOnly, tls == nil else { return }
    tls = TLSFacts(session: session, host: hop.request.tls.serverName ?? hop.url.host)
  }

  /// Notes that a name is looked up.
  func lookupBegins() {
    hasBegunLookup = true
  }

  /// Notes that there is no socket to connect with.
  func hasNoSocket(because number: Int32) {
    socketFailure = number
  }

  /// Notes that the request goes out. False stops the transfer: it went out before, over a connection that is dead.
  func requestGoesOut() -> Bool {
    defer { isSent = true }
    guard isSent else { return true }
    return stop(.reset, "\(hop.url.authority) closed the connection without an answer")
  }

  /// Takes in one line of a header section. False stops the transfer.
  func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
    guard !hasHeaders else { return true }  // A trailer section.
    headerBytes += line.count
    guard headerBytes <= hop.request.maxHeaderBytes else {
      return stop(
        .headersTooLarge,
        "the header fields of \(hop.url.authority) exceed \(hop.request.maxHeaderBytes) bytes")
    }
    let text = line.trimmingASCIIWhitespace()
    if line.starts(with: "HTTP/".utf8) {
      headers = HTTPHeaders()
    } else if text.isEmpty {
      endOfHeaders()
    } else if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") {
      guard let last = headers.fields.indices.last else { return true }
      headers.fields[last].value += " " + String(decoding: text, as: UTF8.self)
    } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      let value = UnsafeRawBufferPointer(rebasing: text[(colon + 1)...]).trimmingASCIIWhitespace()
      headers.append(
        String(decoding: text[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
    return true
  }

  /// Takes in a piece of content. False stops the transfer.
  func receive(content: UnsafeRawBufferPointer) -> Bool {
    guard content.count <= hop.request.maxBodyBytes - bodyBytes else {
      return stop(
        .bodyTooLarge, "the body from \(hop.url.authority) exceeds \(hop.request.maxBodyBytes) bytes")
    }
    bodyBytes += content.count
    if !hop.request.discardsBody { body.append(contentsOf: content) }
    return true
  }

  private func endOfHeaders() {
    guard let handle, handle.integer(CURLINFO_RESPONSE_CODE) >= 200 else { return }
    hasHeaders = true
    guard hop.url.scheme == "https", let session = handle.tlsSession() else { return }
    tls = TLSFacts(session: session, host: hop.request.tls.serverName ?? hop.url.host)
  }

  private func stop(_ kind: HTTPError.Kind, _ message: String) -> Bool {
    failure = HTTPError(kind, message)
    return false
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes without spaces, tabs and line ends at either end.
  fileprivate func trimmingASCIIWhitespace() -> UnsafeRawBufferPointer {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
    else {
      return UnsafeRawBufferPointer(rebasing: self[..<startIndex])
    }
    return UnsafeRawBufferPointer(rebasing: self[first...last])
  }
}
