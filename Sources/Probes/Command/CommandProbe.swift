public import Diagnostics
public import ProbeKit
internal import Values

/// Runs a program and sees how it ends and what it writes.
///
/// The program gets a session of its own, so that it can be ended with what it started; only what it puts into
/// another process group is not, as setsid and job control do. It gets PATH, HOME and LANG, what the item lists, and
/// the environment of the targets that the item names.
public struct CommandProbe: Probe {
  private let program: Program
  private let isShell: Bool

  /// Makes the probe; throws where there is no program to run.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    let arguments = fields.string("shell").map { ["/bin/sh", "-c", $0] } ?? fields.strings("argv")
    guard let name = arguments.first, !name.isEmpty else {
      throw ProbeError(.invalid, "there is no program to run: `argv` is empty")
    }
    program = try Program(arguments, fields)
    isShell = fields["shell"] != nil
  }

  /// Nobody knows what a program does.
  public var effect: Effect { .unknown }

  /// The program, the shell being `sh`; where it has a slash, its file too; and what the item gives it.
  public func accesses(targets: [String: Target]) -> [Access] {
    (isShell ? [.command("sh")] : program.ownAccesses) + program.givenAccesses(targets: targets)
  }

  /// Runs the program once. When the task is cancelled, it and all of its process group are told to end (SIGTERM) and
  /// made to (SIGKILL) a quarter of a second later.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let end = try await program.run(in: context)
    var observation = Self.observation(
      code: end.code, output: String(decoding: end.output, as: UTF8.self),
      errors: String(decoding: end.errors, as: UTF8.self))
    observation.excerpt = end.excerpt
    observation.notes = end.signal.map { ["\(program.name) was ended by signal \($0)"] } ?? []
    return observation
  }

  static func observation(code: Int32, output: String, errors: String) -> Observation {
    var fields = ValueMap([
      ("exit_code", .int(Int64(code))), ("stdout", .string(output)), ("stderr", .string(errors)),
    ])
    if let json = try? parseJSON(output) { fields["json"] = json }
    return Observation(fields)
  }
}

extension CommandProbe {
  /// Finds what the types of the fields cannot say: exactly one of `argv` and `shell`.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    switch (draft["argv"], draft["shell"]) {
    case (nil, nil): diagnostics.add(.noProgram(at: draft.span))
    case (_?, let shell?): diagnostics.add(.twoPrograms(at: shell.span))
    case (let argv?, nil):
      if argv.value?.list?.isEmpty == true { diagnostics.add(.emptyProgram(at: argv.span)) }
    case (nil, _?): break
    }
  }
}

extension Diagnostic {
  fileprivate static func noProgram(at span: Span) -> Diagnostic {
    Diagnostic(
      "command-without-program", "a command needs a program to run", at: span,
      help: "write `argv: [program, argument]`, or `shell:` for a line of shell")
  }

  fileprivate static func twoPrograms(at span: Span) -> Diagnostic {
    Diagnostic(
      "command-with-two-programs", "a command has either `argv` or `shell`, not both", at: span,
      help: "keep the one that is meant")
  }

  fileprivate static func emptyProgram(at span: Span) -> Diagnostic {
    Diagnostic(
      "command-without-program", "`argv` is empty", at: span,
      help: "name the program first: `argv: [program]`")
  }
}
