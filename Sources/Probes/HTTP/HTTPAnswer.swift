internal import HTTPClient
internal import ProbeKit
internal import Values

/// An answer, read as an observation.
struct HTTPAnswer {
  private let response: HTTPResponse
  private let type: MediaType

  init(_ response: HTTPResponse) {
    self.response = response
    type = MediaType(response.headers["content-type"])
  }

  /// The observation, the secrets of its excerpt masked.
  func observation(at now: Timestamp, redacting redactor: Redactor) -> Observation {
    var fields: ValueMap = [
      "status": .int(Int64(response.status)), "headers": .map(headers),
      "latency": .duration(response.latency), "version": .string(response.version),
      "redirects": .list(
        response.redirects.map { ["status": .int(Int64($0.status)), "url": .string($0.url)] }),
    ]
    var notes: [String] = []
    var undecidable: [String: String] = [:]
    var excerpt = "HTTP/\(response.version) \(response.status)"
    switch type.text(response.body) {
    case .success(let body):
      fields["body"] = .string(body)
      let beginning = Self.beginning(of: body, redacting: redactor)
      if !beginning.isEmpty { excerpt += "\n\(beginning)" }
    case .failure(let fault):
      notes.append(fault.reason)
      undecidable["body"] = fault.reason
    }
    switch json {
    case .success(let value): fields["json"] = value
    case .failure(let fault):
      if let note = fault.note {
        notes.append(note)
        undecidable["json"] = note
      }
    }
    if let tls = response.tls { fields["tls"] = .map(tls.observation(at: now)) }
    return Observation(
      fields, excerpt: excerpt, notes: notes, undecidable: undecidable,
      isFinal: [400, 401, 403].contains(response.status))
  }

  /// The header fields by their names in lower case.
  private var headers: ValueMap {
    var headers = ValueMap()
    for field in response.headers.fields {
      let name = ValueKey.string(field.name.lowercased())
      headers[name] = .string(headers[name]?.string.map { "\($0), \(field.value)" } ?? field.value)
    }
    return headers
  }

  private struct NoJSON: Error {
    let note: String?
  }

  /// The body's value. That a body which claims to be JSON is none deserves a note.
  private var json: Result<Value, NoJSON> {
    guard !response.body.isEmpty, !type.isHTML else { return .failure(NoJSON(note: nil)) }
    do {
      return .success(try parseJSON(response.body))
    } catch {
      guard type.isJSON else { return .failure(NoJSON(note: nil)) }
      let place = Self.place(of: error.offset, in: response.body)
      let note = "the body is not the JSON that its content type names: \(error.message), at \(place)"
      return .failure(NoJSON(note: note))
    }
  }

  static func place(of offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return "line \(line), column \(String(decoding: before[start...], as: UTF8.self).count + 1)"
  }

  /// The first lines of a body. Secrets are masked before anything is cut, or a part of one could remain at
  /// the end.
  static func beginning(of body: String, redacting redactor: Redactor) -> String {
    let text = redactor.redact(body).shortened(to: 2048)
    let lines = text.split(separator: "\n", maxSplits: 10, omittingEmptySubsequences: false)
    var shown = lines.prefix(10).map { $0.shortened(to: 200) }
    while shown.last?.allSatisfy(\.isWhitespace) == true { shown.removeLast() }
    if lines.count > 10, lines[10].contains(where: { !$0.isWhitespace }) { shown.append("…") }
    return shown.joined(separator: "\n")
  }
}
