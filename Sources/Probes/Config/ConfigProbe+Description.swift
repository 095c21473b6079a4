internal import CEL
public import Diagnostics
internal import Documents
public import ProbeKit
internal import Values

extension ConfigProbe {
  /// The `config` kind.
  public static let description = ProbeDescription(
    kind: "config",
    summary:
      "Reads a configuration: a file of this machine, or a ConfigMap or Secret of a Kubernetes cluster. Values of Secrets, and those under keys that sound like secrets, are judged and never shown.",
    target: .kubernetes, targetAlternatives: ["path"], fields: fields, observation: observation,
    presenceFields: ["exists"], refusalFields: ["exists"], examples: examples)

  private static let fields: [FieldDescription] = [
    .init("path", .path, "The file, of 8 MiB at most."),
    .init("config_map", .string, "The ConfigMap."),
    .init(
      "secret", .string,
      "The Secret. Everything in it but single characters, true and false is masked wherever it would be shown."
    ),
    .init("namespace", .string, "The namespace; that of the target by default."),
    .init(
      "key", .string,
      "The one entry of the ConfigMap or Secret that is a document itself, such as app.yaml; without it `document` is all its data."
    ),
    .init(
      "format", .oneOf(DocumentFormat.allCases.map(\.rawValue)),
      "How it is written; by default what the ending of `path` or `key` says. A dotenv file has lines of KEY=VALUE, comments, `export` and quotes; variables in it are not expanded."
    ),
  ]

  private static let observation: [Type.Field] = [
    .init(
      "document", .dyn,
      "What it holds. Times of TOML with an offset are timestamps, its other dates and times are text, and so is every value of dotenv and of data without a `key`."
    ),
    .init("exists", .bool, "Whether it is there."),
    .init(
      "format", .string,
      "How it was read: yaml, json, toml, dotenv, or data for a ConfigMap or Secret as a whole."),
  ]

  private static let examples: [ProbeDescription.Example] = [
    .init(
      "The secret that signs tokens has at least 256 bits",
      yaml: """
        config: {path: /etc/eventcore/config.yaml}
        assert: size(bytes(document.jwt.secret_key)) >= 32
        """),
    .init(
      "CORS does not allow every origin",
      yaml: """
        config: {config_map: eventcore-config, key: app.toml}
        expect: {document.cors.allowed_origins: {not_contains: '*', empty: false}}
        """),
    .init(
      "HTTPS is enforced",
      yaml: """
        config: {path: /etc/eventcore/config.json}
        expect: {document.server.force_https: true}
        """),
    .init(
      "Requests are limited",
      yaml: """
        config: {path: /etc/eventcore/production.env}
        assert: int(document.RATE_LIMITING_REQUESTS_PER_MINUTE) > 0
        """),
    .init(
      "A Secret has a password of some length",
      yaml: """
        config: {secret: eventcore-db}
        expect: {document.password: {length: {ge: 16}}}
        """),
  ]

  /// Finds what the types of the fields cannot say.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    let sources = ["path", "config_map", "secret"].filter { draft[$0] != nil }
    guard let source = sources.first else {
      diagnostics.add(
        Diagnostic(
          "config-without-source", "there is no configuration to read", at: draft.span,
          help: "write `path:` for a file, or `config_map:` or `secret:` for one of a cluster"))
      return
    }
    refuse(
      sources.dropFirst() + (source == "path" ? ["namespace", "key"] : []), beside: source, in: draft,
      into: &diagnostics)
    if let path = draft["path"] {
      if draft.hasTarget {
        diagnostics.add(
          Diagnostic(
            "conflicting-fields", "a file is of this machine, and no target is asked for it", at: path.span,
            help: "leave out `target:`"))
      }
      checkFilePath(path, help: "name the file", into: &diagnostics)
    }
    checkFormat(draft, source: source, into: &diagnostics)
  }

  private static func checkFormat(
    _ draft: ProbeDraft, source: String, into diagnostics: inout Diagnostics
  ) {
    let named = source == "path" ? "path" : "key"
    if let format = draft["format"] {
      guard source != "path", draft["key"] == nil else { return }
      diagnostics.add(
        Diagnostic(
          "config-format", "the data of a \(source) as a whole has no format", at: format.span,
          help: "name the entry that is a document by `key:`, or leave out `format:`"))
    } else if let field = draft[named], let text = field.value?.string, DocumentFormat(ofFile: text) == nil {
      diagnostics.add(
        Diagnostic(
          "config-format", "the ending of `\(named)` does not say how it is written", at: field.span,
          help: "add `format:`, one of \(DocumentFormat.allCases.map(\.rawValue).joined(separator: ", "))"))
    }
  }
}
