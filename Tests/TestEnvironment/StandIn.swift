/// An HTTP request, as a stand-in for a service reads it.
struct StandInRequest: Sendable {
  /// The method.
  let method: String
  /// The path, decoded, without the query.
  let path: String
  /// The parameters of the query, decoded, in their order.
  let query: [(name: String, value: String)]
  /// The header fields by their names in lower case; of a repeated one the last.
  let headers: [String: String]
  /// The body as text.
  let body: String

  /// Reads a request as it came, head and body.
  init(_ text: String) {
    let end = text.firstRange(of: "\r\n\r\n")
    let head = text[..<(end?.lowerBound ?? text.endIndex)].split(separator: "\r\n")
    body = end.map { String(text[$0.upperBound...]) } ?? ""
    let words = (head.first ?? "").split(separator: " ")
    method = words.first.map(String.init) ?? ""
    let target = (words.count > 1 ? words[1] : "/").split(separator: "?", maxSplits: 1)
    path = percentDecoded(target.first ?? "/")
    query = (target.count > 1 ? target[1] : "").split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (percentDecoded(parts[0]), parts.count > 1 ? percentDecoded(parts[1]) : "")
    }
    headers = Dictionary(
      head.dropFirst().compactMap { line in
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return (parts[0].lowercased(), String(parts[1].drop { $0 == " " }))
      }, uniquingKeysWith: { $1 })
  }

  /// The value of a parameter of the query.
  func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// What a stand-in answers.
struct StandInResponse: Sendable {
  /// The status code.
  let status: Int
  /// The header fields, without `Content-Length`.
  let headers: [(name: String, value: String)]
  /// The body.
  let body: String

  /// Answers `body`, of this media type.
  init(_ status: Int, _ contentType: String, _ body: String, headers: [(name: String, value: String)] = []) {
    self.status = status
    self.headers = [("Content-Type", contentType)] + headers
    self.body = body
  }

  /// Answers `body`, with these header fields alone.
  init(_ status: Int, _ body: String, headers: [(name: String, value: String)]) {
    (self.status, self.body, self.headers) = (status, body, headers)
  }

  func text(withBody: Bool = true) -> String {
    let fields = headers + [("Content-Length", "\(body.utf8.count)")]
    let head = ["HTTP/1.1 \(status) Answer"] + fields.map { "\($0.name): \($0.value)" }
    return head.joined(separator: "\r\n") + "\r\n\r\n" + (withBody ? body : "")
  }
}

extension ScriptedServer {
  /// Starts a server that behaves well. Its threads are its own, so that busy tests do not make it late.
  convenience init(serving answer: @escaping @Sendable (StandInRequest) -> StandInResponse) throws {
    try self.init { (text: String) in
      let request = StandInRequest(text)
      return [.text(answer(request).text(withBody: request.method != "HEAD"))]
    }
  }
}

/// RFC 3986, section 2.1; a plus is a space, as forms have it.
private func percentDecoded(_ text: Substring) -> String {
  var bytes: [UInt8] = []
  var rest = text.utf8[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) {
      bytes.append(value)
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
