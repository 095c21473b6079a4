public import Diagnostics
public import ProbeKit
internal import Processes
internal import Values

/// Runs a program and sees how it ends and what it writes.
///
/// The program gets a session of its own, so that it can be ended with what it started; only what it puts into
/// another process group is not, as setsid and job control do. It gets PATH, HOME and LANG, what the item lists, and
/// the environment of the targets that the item names.
public struct CommandProbe: Probe {
  private let arguments: [String]
  private let variables: [(name: String, value: String)]
  private let roles: [String]
  private let directory: String?
  private let input: String
  private let outputLimit: Int

  /// Makes the probe; throws where there is no program to run.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    if let shell = fields.string("shell") {
      arguments = ["/bin/sh", "-c", shell]
    } else {
      arguments = fields.strings("argv")
    }
    guard let program = arguments.first, !program.isEmpty else {
      throw ProbeError(.invalid, "there is no program to run: `argv` is empty")
    }
    variables = fields.stringMap("env")
    roles = fields.strings("targets")
    directory = fields.string("cwd")
    input = fields.string("stdin") ?? ""
    outputLimit = fields.int("max_output") ?? Self.defaultOutputLimit
    let texts = arguments + [directory ?? ""] + variables.flatMap { [$0.name, $0.value] }
    if texts.contains(where: { $0.utf8.contains(0) }) {
      throw ProbeError(.invalid, "an argument or a variable of a program cannot hold a NUL character")
    }
    if let wrong = variables.first(where: { $0.name.isEmpty || $0.name.contains("=") }) {
      throw ProbeError(.invalid, "'\(wrong.name)' cannot be the name of a variable")
    }
  }

  static let defaultOutputLimit = 1 << 20

  /// Nobody knows what a program does.
  public var effect: Effect { .unknown }

  /// Runs the program once. When the task is cancelled, it and all of its process group are told to end (SIGTERM) and
  /// made to (SIGKILL) a quarter of a second later.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let variables = try await targetVariables(in: context).merging(
      variables.map { ($0.name, .text($0.value)) }, uniquingKeysWith: { $1 })
    // Finding the program reads files.
    let unasked = ProbeError(
      .cancelled, "\(arguments[0]) was not run: the item ended first",
      awaited: "\(arguments[0]) did not start")
    let child = try await onThread(orThrow: unasked) {
      Result { () throws(ProbeError) in try makeChild(variables) }
    }.get()
    let exit: ChildExit
    do throws(ProcessError) {
      exit = try await child.run(among: context.resources.resource { RunningPrograms() })
    } catch {
      throw ProbeError(error)
    }
    return try observation(of: exit, redacting: context.redactor)
  }

  private func makeChild(_ variables: [String: ChildVariable]) throws(ProbeError) -> Child {
    var environment = inheritedVariables(["PATH", "HOME", "LANG"])
    if environment["PATH"] == nil { environment["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
    var files: [String: [UInt8]] = [:]
    for (name, variable) in variables {
      switch variable {
      case .text(let text): environment[name] = text
      case .file(let content): files[name] = Array(content.utf8)
      }
    }
    let program: String
    do throws(ProcessError) {
      program = try findProgram(arguments[0], path: environment["PATH"] ?? "", directory: directory)
    } catch {
      throw ProbeError(error)
    }
    return Child(
      program: program, arguments: arguments, environment: environment, files: files,
      directory: directory, input: Array(input.utf8), outputLimit: outputLimit)
  }

  private func targetVariables(
    in context: ProbeContext
  ) async throws(ProbeError) -> [String: ChildVariable] {
    var variables: [String: ChildVariable] = [:]
    var owners: [String: String] = [:]
    for role in roles {
      guard let target = context.targets[role] else {
        throw ProbeError(.invalid, "the environment binds no target to '\(role)'")
      }
      let added = try await childEnvironment(for: target, role: role, in: context)
      if let name = added.keys.sorted().first(where: { variables[$0] ?? added[$0] != added[$0] }) {
        throw ProbeError(
          .invalid,
          "the targets '\(owners[name] ?? "")' and '\(role)' both set \(name), and not to the same value")
      }
      variables.merge(added) { _, new in new }
      owners.merge(added.mapValues { _ in role }) { old, _ in old }
    }
    return variables
  }

  private func observation(of exit: ChildExit, redacting redactor: Redactor) throws(ProbeError) -> Observation
  {
    let excerpt = exit.excerpt(redacting: redactor)
    switch exit.ending {
    case .cancelled:
      throw ProbeError(
        .cancelled, "\(arguments[0]) did not end in time and was ended", excerpt: excerpt,
        awaited: "\(arguments[0]) did not end")
    case .tooMuch(let stream):
      throw ProbeError(
        .answer,
        "\(arguments[0]) wrote more than \(byteText(Int64(outputLimit))) to its \(stream) and was ended",
        isTransient: false, excerpt: excerpt)
    case .exited(let code, let signal):
      let output = String(decoding: exit.output, as: UTF8.self)
      var fields = ValueMap([
        ("exit_code", .int(Int64(code))), ("stdout", .string(output)),
        ("stderr", .string(String(decoding: exit.errors, as: UTF8.self))),
      ])
      if let json = try? parseJSON(output) { fields["json"] = json }
      let notes = signal.map { ["\(arguments[0]) was ended by signal \($0)"] } ?? []
      return Observation(fields, excerpt: excerpt, notes: notes)
    }
  }
}

extension ProbeError {
  fileprivate init(_ error: ProcessError) {
    self.init(error.isInvalid ? .invalid : .internal, error.message, isTransient: error.isTransient)
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
