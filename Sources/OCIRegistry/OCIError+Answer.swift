internal import HTTPClient
internal import Values

extension OCIError {
  /// What a failed exchange means, of what was asked.
  init(_ error: HTTPError, asking what: String, _ registry: String) {
    let kind: Kind
    let advice: String
    switch error.kind {
    case .invalidURL, .invalidRequest: (kind, advice) = (.invalidRequest, "")
    case .tls(.files): (kind, advice) = (.tls, "; check the CA file")
    case .tls(.unknownAuthority), .tls(.selfSigned):
      (kind, advice) = (.tls, "; name its authority in a CA file")
    case .tls(.notTLS):
      (kind, advice) = (.tls, "; plain HTTP is spoken only with registries on this machine")
    case .tls: (kind, advice) = (.tls, "")
    case .timeout: (kind, advice) = (.timeout, "")
    case .resolve: (kind, advice) = (.unreachable, "; check the name of the registry")
    case .connectionRefused, .connect, .noSocket, .proxy, .reset, .truncated:
      (kind, advice) = (.unreachable, "")
    case .bodyTooLarge, .headersTooLarge: (kind, advice) = (.tooLarge, "")
    case .cancelled, .closed: (kind, advice) = (.cancelled, "")
    case .protocolViolation, .tooManyRedirects, .redirectRefused, .decompression, .other:
      (kind, advice) = (.invalidAnswer, "; is it an OCI registry?")
    }
    self.init(kind, "\(registry) \(Self.asked(what)): \(error.message)\(advice)")
  }

  /// What an answer means that is no success: the registry's own codes and messages (distribution specification, "Error
  /// Codes").
  init(
    _ response: HTTPResponse, asking what: String, _ registry: String, advice: String? = nil,
    redacting redactor: Redactor
  ) {
    let kind: Kind
    let usual: String?
    switch response.status {
    case 401: (kind, usual) = (.unauthorized, "log in with `docker login \(registry)`")
    case 403: (kind, usual) = (.forbidden, "ask its owner for access, or log in as somebody who has it")
    case 404: (kind, usual) = (.notFound, "check the registry, the name and the version")
    case 408, 504: (kind, usual) = (.timeout, "try again")
    case 429: (kind, usual) = (.throttled, Self.waiting(response.headers["retry-after"]))
    case 500...: (kind, usual) = (.server, "try again, or look at the registry's log")
    case 300..<400: (kind, usual) = (.refused, "a redirect is not followed here")
    default: (kind, usual) = (.refused, nil)
    }
    let said = Self.said(response.body, redactor).map { ": \($0)" } ?? ""
    let hint = (advice ?? usual).map { "; \($0)" } ?? ""
    self.init(kind, "\(registry) \(Self.asked(what)) and answered \(response.status)\(said)\(hint)")
  }

  /// An answer that cannot be understood.
  static func invalid(_ fault: String, asking what: String, _ registry: String) -> OCIError {
    OCIError(.invalidAnswer, "\(registry) \(Self.asked(what)): \(fault)")
  }

  /// `CODE: message` of each error; nil where the registry says nothing.
  private static func said(_ body: [UInt8], _ redactor: Redactor) -> String? {
    let value = try? parseJSON(body)
    let errors = (value?["errors"]?.list ?? []).prefix(3).compactMap { error -> String? in
      let parts = [error["code"]?.string, error["message"]?.string].compactMap(\.self).filter { !$0.isEmpty }
      return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
    if !errors.isEmpty { return oneLine(errors.joined(separator: "; "), redactor) }
    // Token servers say it as OAuth 2 has it (RFC 6749, section 5.2), or in their own way.
    let other = ["error_description", "details", "message", "error"].lazy.compactMap { value?[$0]?.string }
    if let text = other.first(where: { !$0.isEmpty }) { return oneLine(text, redactor) }
    guard value == nil, let text = String(validating: body.prefix(2048), as: UTF8.self) else { return nil }
    let first = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return first.isEmpty || first.hasPrefix("<") ? nil : oneLine(first, redactor)
  }

  private static func asked(_ what: String) -> String {
    what.hasPrefix("to ") ? "was asked \(what)" : "was asked for \(what)"
  }

  private static func oneLine(_ text: String, _ redactor: Redactor) -> String {
    printable(redactor.redact(text)).shortened(to: 300)
  }

  private static func waiting(_ text: String?) -> String {
    guard let seconds = text.flatMap({ Int($0) }), (1...86_400).contains(seconds) else {
      return "try again later"
    }
    return "try again in \(Duration.seconds(seconds).unitText)"
  }
}

/// What somebody else wrote, on one line: what a terminal would obey becomes a space.
func printable(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: result.append(" ")
    default: result.append(scalar)
    }
  }
  return String(result)
}
