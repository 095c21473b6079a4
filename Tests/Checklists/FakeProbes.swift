import CEL
import Diagnostics
import ProbeKit
import Values

/// Kinds of probe that ask nobody: like `http`, `sql`, `promql` and `command` as far as files can tell.
enum FakeProbes {
  static let registry = ProbeRegistry([FakeHTTP.self, FakeSQL.self, FakePromQL.self, FakeCommand.self])
}

/// A probe that shows its question as its answer.
protocol FakeProbe: Probe {
  init()
}

extension FakeProbe {
  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}
  init(_ fields: Fields, target: Target?) throws(ProbeError) { self.init() }
  var effect: Effect { .read }
  func accesses(targets: [String: Target]) -> [Access] { [] }
  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation { Observation(ValueMap()) }
}

struct FakeHTTP: FakeProbe {
  static let description = ProbeDescription(
    kind: "http", summary: "Sends a request.",
    target: TargetDescription(
      type: "http", summary: "A service.", address: FieldDescription("http", .url, "Its base URL."),
      fields: [FieldDescription("headers", .map(.string), "Headers.", isSecret: true)]),
    targetAlternatives: ["url"],
    fields: [
      FieldDescription("url", .url, "The URL."),
      FieldDescription("method", .oneOf(["GET", "POST"]), "The method.", defaultValue: "GET"),
      FieldDescription("headers", .map(.string), "Headers."),
      FieldDescription(
        "query", .map(.either([.string, .number, .bool, .list(.string)])), "Query parameters."),
      FieldDescription("json", .any, "A body."),
      FieldDescription("insecure", .bool, "Whether certificates are not checked."),
      FieldDescription("max_body", .size, "The most that is read.", defaultValue: "1Mi"),
      FieldDescription("ca", .path, "Certificates that are trusted."),
      FieldDescription("connect_timeout", .duration, "The time to connect."),
      FieldDescription("redirects", .int(0...20), "How many redirects are followed.", defaultValue: 0),
      FieldDescription(
        "auth",
        .object([
          FieldDescription("user", .string, "The user.", isRequired: true),
          FieldDescription("password", .string, "The password.", isSecret: true),
        ]), "Basic authentication."),
    ],
    observation: [
      Type.Field("status", .int, "The status."),
      Type.Field("headers", .map(key: .string, value: .string), "The headers."),
      Type.Field("json", .dyn, "The body."), Type.Field("latency", .duration, "The time it took."),
      Type.Field("body", .string, "The body."),
    ],
    naturalExpectation: .init(
      field: "status", matchers: [.ge(200), .lt(300)], summary: "a status of 2xx"),
    defaultTimeout: .seconds(10),
    secrets: { fields in
      guard let url = fields.string("url"), let at = url.firstRange(of: "token=") else { return [] }
      return [String(url[at.upperBound...])]
    }, examples: [])

  let isWrite: Bool

  init() { isWrite = false }
  init(_ fields: Fields, target: Target?) throws(ProbeError) { isWrite = fields.string("method") == "POST" }
  var effect: Effect { isWrite ? .write : .read }
}

struct FakeSQL: FakeProbe {
  static let description = ProbeDescription(
    kind: "sql", summary: "Asks a database.",
    target: TargetDescription(
      type: "postgres", summary: "A database.",
      address: FieldDescription(
        "postgres",
        .either([
          .string,
          .object([
            FieldDescription("host", .string, "The host.", isRequired: true),
            FieldDescription("password", .string, "The password.", isSecret: true),
          ]),
        ]), "Where it is."),
      fields: [
        FieldDescription("password", .string, "The password.", isSecret: true),
        FieldDescription("max_connections", .int(1...100), "How many connections."),
        FieldDescription("sslrootcert", .path, "Certificates that are trusted."),
      ], defaultLimit: 8,
      secrets: { target in
        guard let dsn = target.address.string, let scheme = dsn.firstRange(of: "://") else { return [] }
        let user = dsn[scheme.upperBound...].prefix { $0 != "@" }
        return user.split(separator: ":").dropFirst().map(String.init)
      }),
    fields: [
      FieldDescription(
        "query", .string, "The question.", isRequired: true,
        interpolation: .never(instead: "write $1 in the query and the value under `params:`")),
      FieldDescription("params", .list(.any), "The values of $1, $2 and so on."),
    ],
    observation: [
      Type.Field("value", .dyn, "The first column of the only row."),
      Type.Field("row", .map(key: .string, value: .dyn), "The only row."),
      Type.Field("rows", .list(.map(key: .string, value: .dyn)), "All rows."),
      Type.Field("row_count", .int, "How many rows."),
    ], presenceFields: ["row_count"], examples: [])

  init() {}
}

struct FakePromQL: FakeProbe {
  static let description = ProbeDescription(
    kind: "promql", summary: "Asks Prometheus.",
    target: TargetDescription(
      type: "prometheus", summary: "A Prometheus.", address: FieldDescription("prometheus", .url, "Its URL."),
      fields: [FieldDescription("bearer", .string, "A token.", isRequired: false, isSecret: true)]),
    fields: [
      FieldDescription("query", .string, "The question.", isRequired: true, interpolation: .promQL),
      FieldDescription("range", .duration, "How far back."),
    ],
    observation: [
      Type.Field("value", .double, "The only value."), Type.Field("count", .int, "How many series."),
    ], presenceFields: ["count"], examples: [])

  init() {}
}

struct FakeCommand: FakeProbe {
  static let description = ProbeDescription(
    kind: "command", summary: "Runs a program.",
    fields: [
      FieldDescription("argv", .list(.string), "The program and its arguments."),
      FieldDescription("shell", .string, "A script.", interpolation: .never(instead: "pass it under `env:`")),
      FieldDescription("env", .map(.string), "Its environment."),
      FieldDescription("cwd", .path, "The directory in which it runs."),
      FieldDescription("targets", .list(.string), "Targets that it may reach."),
    ],
    observation: [
      Type.Field("exit_code", .int, "The exit code."), Type.Field("stdout", .string, "What it wrote."),
    ],
    naturalExpectation: .init(field: "exit_code", matchers: [.eq(0)], summary: "exit code 0"), examples: [])

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    guard draft["argv"] == nil, draft["shell"] == nil else { return }
    diagnostics.add(Diagnostic("missing-key", "a command needs `argv` or `shell`", at: draft.span))
  }

  init() {}
}
