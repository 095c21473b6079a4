public import Diagnostics
public import ProbeKit
internal import Values

extension HTTPProbe {
  /// Finds fields that contradict each other, and methods that need an action.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    checkRequest(draft, into: &diagnostics)
    if let limit = draft["max_redirects"], draft["follow_redirects"]?.value?.bool == false {
      diagnostics.add(
        Diagnostic(
          "conflicting-fields", "`max_redirects` has no use where redirects are not followed", at: limit.span,
          help: "leave one of the two out"))
    }
  }

  /// Finds what is wrong with the request itself, for every kind that sends one.
  static func checkRequest(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    checkMethod(draft, into: &diagnostics)
    checkAddress(draft, into: &diagnostics)
    checkBody(draft, into: &diagnostics)
    HTTPOptions.check(draft, into: &diagnostics)
  }

  private static func checkMethod(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    guard let field = draft["method"], let method = field.value?.string else { return }
    guard isMethod(method) else {
      let capitals = method.uppercased()
      diagnostics.add(
        Diagnostic(
          "invalid-method", "\(jsonQuoted(method)) is not a method", at: field.span,
          help: isMethod(capitals) ? "write it in capitals: \(capitals)" : "methods are words such as GET"))
      return
    }
    guard !isRead(method), !draft.isAction else { return }
    diagnostics.add(
      Diagnostic(
        "undeclared-action", "\(method) may change something, and the item does not say so", at: field.span,
        help: "add `action: true`; such an item runs only with --allow-actions"))
  }

  private static func checkAddress(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    if let path = draft["path"] {
      if let url = draft["url"] {
        diagnostics.conflict("url", "path", at: url.span, with: path.span, help: "put the path into the URL")
      }
      if let text = path.value?.string, !text.hasPrefix("/") || text.hasPrefix("//") {
        let rest = text.drop { $0 == "/" }
        let help = text.contains("://") ? "write a whole URL as `url:`" : "write it as /\(rest)"
        diagnostics.add(
          Diagnostic(
            "invalid-path", "the path should begin with a single slash", at: path.span, help: help))
      }
    }
    if let url = draft["url"], draft.hasTarget {
      diagnostics.add(
        Diagnostic(
          "conflicting-fields", "`url` and `target` exclude each other", at: url.span,
          help: "leave `target` out, or write `path:` instead of `url:`"))
    }
  }

  private static func checkBody(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    let bodies = ["body", "json", "form"].compactMap { name in draft[name].map { (name: name, field: $0) } }
    guard let first = bodies.first else { return }
    for other in bodies.dropFirst() {
      diagnostics.conflict(
        other.name, first.name, at: other.field.span, with: first.field.span, help: "send one of them")
    }
    guard let method = draft["method"] else {
      diagnostics.add(
        Diagnostic(
          "conflicting-fields", "`\(first.name)` is not sent by GET, which is the method where none is named",
          at: first.field.span, help: "add `method: POST`, and `action: true` to the item"))
      return
    }
    guard let name = method.value?.string, ["GET", "HEAD"].contains(name) else { return }
    diagnostics.add(
      Diagnostic(
        "conflicting-fields", "`\(first.name)` is not sent by \(name)", at: first.field.span,
        related: [.init(method.span, "the method")], help: "name another method, or leave `\(first.name)` out"
      ))
  }
}

extension HTTPOptions {
  /// Finds ways to authenticate that exclude each other, halves of a client certificate, and what only a target
  /// may say.
  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    if draft.hasTarget {
      for name in routeFields {
        guard let field = draft[name] else { continue }
        diagnostics.add(
          Diagnostic(
            "conflicting-fields", "`\(name)` and `target` exclude each other", at: field.span,
            help: "set it on the target in the environment"))
      }
      if let headers = draft["headers"],
        let name = hostField(in: headers.value?.map?.keys.map(\.description) ?? [])
      {
        diagnostics.add(
          Diagnostic(
            "conflicting-fields", "`headers.\(name)` and `target` exclude each other", at: headers.span,
            help: "set it on the target in the environment"))
      }
    }
    if let basic = draft["basic"], let bearer = draft["bearer"] {
      diagnostics.conflict(
        "bearer", "basic", at: bearer.span, with: basic.span, help: "a request authenticates in one way")
    }
    let names = draft["headers"]?.value?.map?.keys.map { $0.description.lowercased() } ?? []
    if let headers = draft["headers"], names.contains("authorization") {
      for name in ["basic", "bearer"] {
        guard let field = draft[name] else { continue }
        diagnostics.conflict(
          name, "headers.Authorization", at: field.span, with: headers.span,
          help: "a request authenticates in one way")
      }
    }
    let (certificate, key) = (draft["client_certificate"], draft["client_key"])
    if let certificate, key == nil {
      diagnostics.add(
        Diagnostic(
          "missing-field", "`client_certificate` needs `client_key`", at: certificate.span,
          help: "add `client_key:`; a file that holds both is named twice"))
    }
    if let password = draft["client_key_password"], key == nil {
      diagnostics.add(
        Diagnostic(
          "missing-field", "`client_key_password` needs `client_key`", at: password.span,
          help: "add `client_key:`"))
    }
    if let key, certificate == nil {
      diagnostics.add(
        Diagnostic(
          "missing-field", "`client_key` needs `client_certificate`", at: key.span,
          help: "add `client_certificate:`; a file that holds both is named twice"))
    }
  }
}

extension Diagnostics {
  /// Adds that two fields exclude each other.
  mutating func conflict(
    _ name: String, _ other: String, at span: Span, with otherSpan: Span, help: String
  ) {
    add(
      Diagnostic(
        "conflicting-fields", "`\(name)` and `\(other)` exclude each other", at: span,
        related: [.init(otherSpan, "`\(other)` is here")], help: help))
  }
}
