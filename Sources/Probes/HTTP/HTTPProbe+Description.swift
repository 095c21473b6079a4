internal import CEL
public import ProbeKit
internal import Values

extension HTTPProbe {
  /// What a checklist may say of it, and what it sees.
  public static let description = ProbeDescription(
    kind: "http", summary: "Asks an HTTP service and observes its answer.", target: .http,
    targetAlternatives: ["url"], fields: requestFields + redirectFields + HTTPOptions.fields,
    observation: observation,
    naturalExpectation: .init(
      field: "status", matchers: [.ge(.int(200)), .lt(.int(300))], summary: "a status of 2xx"),
    secrets: { HTTPCredentials.secrets(in: $0) }, examples: examples)

  private static let parameters = FieldType.map(
    .either([.string, .number, .bool, .list(.either([.string, .number, .bool]))]))

  /// What is asked, and how much of an answer is taken.
  static let requestFields: [FieldDescription] = [
    .init("url", .url, "The URL to ask, where there is no target.", names: .host),
    .init("path", .string, "The path to ask, behind the target's URL; begins with a slash."),
    .init(
      "method", .string, "The method; anything but GET, HEAD and OPTIONS takes an action.",
      defaultValue: "GET"),
    .init("query", parameters, "Parameters to add to the URL; they are encoded."),
    .init("body", .string, "Text to send."),
    .init("json", .any, "A value to send as JSON."),
    .init("form", parameters, "Fields of a form to send."),
    .init(
      "max_body", .size, "How large the answer's body may be, decompressed.", defaultValue: "10Mi"),
    .init(
      "decompress", .bool, "Whether a compressed body is asked for and decompressed.", defaultValue: true),
  ]

  private static let redirectFields: [FieldDescription] = [
    .init(
      "follow_redirects", .bool,
      "Whether redirects are followed; those of an action only within its own origin.", defaultValue: true),
    .init("max_redirects", .int(0...50), "How many redirects are followed; 5 where it is left out."),
  ]

  private static let observation: [Type.Field] = [
    .init("status", .int, "The status code."),
    .init(
      "headers", .map(key: .string, value: .string),
      "The header fields by their names in lower case; the values of one that repeats are joined by `, `."),
    .init("body", .string, "The body, where it is text in UTF-8, US-ASCII or ISO-8859-1."),
    .init("json", .dyn, "The body's value, where it is JSON."),
    .init("latency", .duration, "How long the exchange took, redirects included."),
    .init("version", .string, "The version of HTTP: 1.0, 1.1 or 2."),
    .init(
      "redirects",
      .list(
        .object([
          .init("status", .int, "The status code of the redirect."),
          .init("url", .string, "Where it led."),
        ])), "The redirects that were followed."),
    .init("tls", .object(tls), "The TLS connection; absent over plain HTTP."),
  ]

  private static let tls: [Type.Field] = [
    .init("protocol", .string, "The version of TLS, such as TLSv1.3."),
    .init("subject", .string, "Whom the certificate is for."),
    .init("issuer", .string, "Who signed the certificate."),
    .init("names", .list(.string), "The DNS names and addresses that the certificate is for."),
    .init("not_after", .timestamp, "When the certificate ends."),
    .init("expires_in", .duration, "How long the certificate is still valid."),
    .init("verified", .bool, "Whether the certificate is trusted, valid now, and for the host."),
  ]

  private static let examples: [ProbeDescription.Example] = [
    .init(
      "A health check that answers quickly and says what it should",
      yaml: """
        http: {target: api, path: /health}
        expect:
          json.status: ok
          latency: {lt: 500ms}
        """),
    .init(
      "A page that only known users may see",
      yaml: """
        http: {target: api, path: /admin}
        expect: {status: {in: [401, 403]}}
        """),
    .init(
      "A certificate that is valid for a month",
      yaml: """
        http: {url: "https://example.com/", method: HEAD}
        expect: {tls.expires_in: {ge: 30d}}
        """),
    .init(
      "An action",
      yaml: """
        action: true
        http: {target: api, path: /streams, method: POST, json: {name: smoke-test}}
        expect: {status: 201}
        """),
  ]
}
