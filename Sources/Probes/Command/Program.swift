internal import ProbeKit
internal import Processes
internal import Values

/// A program that a probe runs. It gets PATH, HOME and LANG, the variables that the item lists, and the environment of the
/// targets that the item names.
struct Program: Sendable {
  /// How it ended by itself.
  struct End: Sendable {
    /// The exit code, or 128 and the number of the signal that ended it.
    let code: Int32
    /// The signal that ended it, if one did.
    let signal: Int32?
    /// What it wrote to standard output.
    let output: [UInt8]
    /// What it wrote to standard error.
    let errors: [UInt8]
    /// The last lines of standard error, or of standard output where that is empty.
    let excerpt: String?
  }

  static let defaultOutputLimit = 1 << 20
  /// Where programs are looked for where this process has no PATH.
  static let usualPath = "/usr/local/bin:/usr/bin:/bin"

  /// What an item may say of the program's environment.
  static let environmentFields = [
    FieldDescription("env", .map(.string), "Variables for the program, beside PATH, HOME and LANG."),
    FieldDescription(
      "targets", .list(.string),
      "Roles of targets whose standard environment the program gets: PGHOST and its like for a database, a private KUBECONFIG for a cluster, CHECKCTL_TARGET_<ROLE>_URL for what is asked over HTTP.",
      interpolation: .never(instead: "name the role as `targets:` of the checklist does")),
  ]

  /// What an item may say of what the program writes.
  static let outputField = FieldDescription(
    "max_output", .size, "The most it may write to each of its outputs; more is an error.",
    defaultValue: .int(Int64(defaultOutputLimit)))

  private let arguments: [String]
  let variables: [(name: String, value: String)]
  let roles: [String]
  let directory: String?
  private var input: [UInt8]
  private let outputLimit: Int

  /// A program with the `env`, `targets`, `cwd`, `stdin` and `max_output` of checked fields; throws where there can be no
  /// such arguments or variables.
  init(_ arguments: [String], _ fields: Fields = Fields([:])) throws(ProbeError) {
    self.arguments = arguments
    variables = fields.stringMap("env")
    roles = fields.strings("targets")
    directory = fields.string("cwd")
    input = Array((fields.string("stdin") ?? "").utf8)
    outputLimit = fields.int("max_output") ?? Self.defaultOutputLimit
    let texts = arguments + [directory ?? ""] + variables.flatMap { [$0.name, $0.value] }
    if texts.contains(where: { $0.utf8.contains(0) }) {
      throw ProbeError(.invalid, "an argument or a variable of a program cannot hold a NUL character")
    }
    if let wrong = variables.first(where: { $0.name.isEmpty || $0.name.contains("=") }) {
      throw ProbeError(.invalid, "'\(wrong.name)' cannot be the name of a variable")
    }
  }

  /// What it is called by.
  var name: String { arguments[0] }

  /// The same program, which can read this.
  func reading(_ text: String) -> Program {
    var program = self
    program.input = Array(text.utf8)
    return program
  }

  /// Runs it to its end; throws where it does not come to that by itself, or writes too much. When the task is cancelled,
  /// it and all of its process group are told to end (SIGTERM) and made to (SIGKILL) a quarter of a second later.
  func run(in context: ProbeContext) async throws(ProbeError) -> End {
    let variables = try await targetVariables(in: context).merging(
      variables.map { ($0.name, .text($0.value)) }, uniquingKeysWith: { $1 })
    // Finding the program reads files.
    let unasked = ProbeError(
      .cancelled, "\(name) was not run: the item ended first",
      awaited: "\(name) did not start")
    let child = try await onThread(orThrow: unasked) {
      Result { () throws(ProbeError) in try makeChild(variables) }
    }.get()
    let exit: ChildExit
    do throws(ProcessError) {
      exit = try await child.run(among: context.resources.resource { RunningPrograms() })
    } catch {
      throw ProbeError(error)
    }
    return try end(exit, redacting: context.redactor)
  }

  private func makeChild(_ variables: [String: ChildVariable]) throws(ProbeError) -> Child {
    var environment = inheritedVariables(["PATH", "HOME", "LANG"])
    if environment["PATH"] == nil { environment["PATH"] = Self.usualPath }
    var files: [String: [UInt8]] = [:]
    for (name, variable) in variables {
      switch variable {
      case .text(let text): environment[name] = text
      case .file(let content): files[name] = Array(content.utf8)
      }
    }
    let program: String
    do throws(ProcessError) {
      program = try findProgram(name, path: environment["PATH"] ?? "", directory: directory)
    } catch {
      throw ProbeError(error)
    }
    return Child(
      program: program, arguments: arguments, environment: environment, files: files,
      directory: directory, input: input, outputLimit: outputLimit)
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

  private func end(_ exit: ChildExit, redacting redactor: Redactor) throws(ProbeError) -> End {
    let excerpt = exit.excerpt(redacting: redactor)
    switch exit.ending {
    case .cancelled:
      throw ProbeError(
        .cancelled, "\(name) did not end in time and was ended", excerpt: excerpt,
        awaited: "\(name) did not end")
    case .tooMuch(let stream):
      throw ProbeError(
        .answer, "\(name) wrote more than \(byteText(Int64(outputLimit))) to its \(stream) and was ended",
        isTransient: false, excerpt: excerpt)
    case .exited(let code, let signal):
      return End(code: code, signal: signal, output: exit.output, errors: exit.errors, excerpt: excerpt)
    }
  }
}

extension ProbeError {
  fileprivate init(_ error: ProcessError) {
    self.init(error.isInvalid ? .invalid : .internal, error.message, isTransient: error.isTransient)
  }
}
