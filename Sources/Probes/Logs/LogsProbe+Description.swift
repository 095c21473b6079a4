internal import CEL
public import ProbeKit
internal import Values

extension LogsProbe {
  /// The `logs` kind.
  public static let description = ProbeDescription(
    kind: "logs",
    summary:
      "Reads the ends of logs, of files or of the containers of pods: how they are written, what errors they tell of, and whether they hold what they should not. What is sensitive in a line is masked.",
    target: .kubernetes, targetAlternatives: ["path", "glob"], fields: fields, observation: observation,
    presenceFields: ["count"], examples: examples)

  private static let fields: [FieldDescription] = [
    .init("path", .path, "The file."),
    .init("glob", .path, "A pattern as the shell has it: all files that match are read, 50 at most."),
    .init("pod", .string, "The pod."),
    .init(
      "selector", .string,
      "Which pods, by their labels, such as app=shop,tier!=cache. Where the log of one cannot be read, that is an error."
    ),
    .init("container", .string, "The container; all of the pod by default, 50 at most."),
    .init("namespace", .string, "The namespace; that of the target by default."),
    .init(
      "tail", .int(1...mostLines), "How many lines are read of the end of each file or container.",
      defaultValue: .int(Int64(defaultLines))),
    .init(
      "since", .duration,
      "How long ago lines may have been written. Lines of files say so themselves, with the offset from UTC, as RFC 3339 has it."
    ),
    .init(
      "baseline", .path,
      "A file of the patterns of errors that are known, one a line, as `error_patterns` has them; lines that begin with # are comments."
    ),
  ]

  private static let observation: [Type.Field] = [
    .init("lines", .list(.string), "The lines that are not blank."),
    .init(
      "records", .list(.dyn),
      "The lines that are JSON objects; `_from` says of which file or POD/CONTAINER each is."),
    .init("count", .int, "How many lines there are."),
    .init("structured", .double, "Which share of the lines are JSON objects, from 0 to 1."),
    .init(
      "levels", .map(key: .string, value: .int),
      "How many lines have each level: trace, debug, info, warn, error, fatal, and none for lines without. Other names count as the level they mean, such as critical and emerg as fatal; numbers are those of syslog or pino. A log without any level, or with one that is not known, leaves it undecided."
    ),
    .init(
      "sensitive",
      .list(
        .object([
          .init("kind", .string, "email, card, password, token, jwt, key or private_key."),
          .init("line", .int, "The place among the lines that were read of that log, from 1."),
          .init("where", .string, "The file, or POD/CONTAINER."),
        ])), "What should not stand in a log, without what it is."),
    .init(
      "error_patterns", .list(.string),
      "The messages of lines of the levels error and fatal, each once, with numbers, ids and quoted texts left out."
    ),
    .init("new_patterns", .list(.string), "Those of them that the baseline does not have."),
  ]

  private static let examples: [ProbeDescription.Example] = [
    .init(
      "Every record has a correlation id",
      yaml: """
        logs: {selector: app=eventcore, since: 15m}
        expect: {structured: 1}
        assert: records.all(r, has(r.correlation_id) && r.correlation_id != '')
        """),
    .init(
      "Logs hold nothing sensitive",
      yaml: """
        logs: {selector: app=eventcore, tail: 5000}
        expect: {sensitive: {empty: true}}
        """),
    .init(
      "A release brings no new errors",
      yaml: """
        logs: {path: /var/log/eventcore/app.log, baseline: known-errors.txt}
        expect: {new_patterns: {empty: true}}
        """),
    .init(
      "Hardly anything fails",
      yaml: """
        logs: {glob: '/var/log/eventcore/*.log', since: 1h}
        expect: {levels.fatal: 0, levels.error: {lt: 10}}
        """),
    .init(
      "The log of errors is empty",
      yaml: """
        logs: {path: /var/log/eventcore/error.log}
        expect: {count: 0}
        """),
  ]
}
