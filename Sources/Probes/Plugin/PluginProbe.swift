public import Diagnostics
public import ProbeKit
internal import Processes
internal import Values

/// Asks through a program that users add: `checkctl-probe-NAME` on PATH, which reads a question and writes an answer, both
/// in JSON.
public struct PluginProbe: Probe {
  private let name: String
  private let with: ValueMap
  private let program: Program
  private let describing: Program

  /// Makes the probe; throws where there can be no such plugin.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    let name = fields.string("name") ?? ""
    guard Self.isName(name) else {
      throw ProbeError(.invalid, "\(jsonQuoted(name)) is not the name of a plugin: \(Self.nameRule)")
    }
    guard fields.stringMap("env").allSatisfy({ $0.name != "PATH" }) else {
      throw ProbeError(.invalid, "a plugin is found on checkctl's own PATH, which `env` cannot change")
    }
    self.name = name
    with = fields["with"]?.map ?? [:]
    program = try Program(["checkctl-probe-\(name)"], fields)
    describing = try Program(["checkctl-probe-\(name)", "--describe"])
  }

  /// Nobody knows what a program does.
  public var effect: Effect { .unknown }

  /// The plugin, and what the item gives it.
  public func accesses(targets: [String: Target]) -> [Access] {
    [.plugin(name)] + program.givenAccesses(targets: targets)
  }

  /// Asks once. What the question holds is checked against what the plugin says of itself, and so is the answer.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let catalog = context.resources.resource { PluginCatalog() }
    let description = try await catalog.description(of: program.name, in: context) { [describing] in
      await Self.describe(describing, in: context)
    }
    let values: Fields
    do throws(PluginFault) {
      values = try description.checked(with)
    } catch {
      throw ProbeError(.invalid, "\(program.name): \(error.message)")
    }
    for secret in description.secrets(in: values) { context.redactor.add(secret) }
    let end = try await program.reading(question(values, in: context)).run(in: context)
    try Self.demandSuccess(of: program, end)
    let answer: PluginAnswer
    do throws(PluginFault) {
      answer = try PluginAnswer(parsing: end.output, description, redacting: context.redactor)
    } catch {
      throw Self.misunderstood(program, "its answer", error, end)
    }
    switch answer {
    case .observation(let observation): return observation
    case .error(let error): throw error
    }
  }

  private func question(_ values: Fields, in context: ProbeContext) -> String {
    var question: ValueMap = [
      "checkctl_probe": .int(PluginMessage.version),
      "with": .map(ValueMap(values.values.map { ($0.key, $0.value.forPlugin) })),
    ]
    if let timeout = context.timeout { question["timeout_seconds"] = .double(timeout.seconds) }
    return Value.map(question).json + "\n"
  }

  private static func describe(_ program: Program, in context: ProbeContext) async -> PluginCatalog.Answer {
    do throws(ProbeError) {
      let end: Program.End
      do throws(ProbeError) {
        end = try await program.run(in: context)
      } catch  where error.kind == .invalid {
        let path = inheritedVariables(["PATH"])["PATH"] ?? Program.usualPath
        throw ProbeError(.invalid, "\(error.message); PATH is \(path)")
      }
      try demandSuccess(of: program, end)
      do throws(PluginFault) {
        return .success(try PluginDescription(parsing: end.output))
      } catch {
        throw misunderstood(program, "what it says of itself (--describe)", error, end)
      }
    } catch {
      return .failure(error)
    }
  }

  /// Other exit codes than 0 say that the plugin broke, whatever it wrote.
  private static func demandSuccess(of program: Program, _ end: Program.End) throws(ProbeError) {
    guard end.code != 0 else { return }
    let how = end.signal.map { "was ended by signal \($0)" } ?? "ended with exit code \(end.code)"
    throw ProbeError(.answer, "\(program.name) \(how), which is no answer", excerpt: end.excerpt)
  }

  private static func misunderstood(
    _ program: Program, _ what: String, _ fault: PluginFault, _ end: Program.End
  ) -> ProbeError {
    ProbeError(.answer, "\(program.name): \(what) \(fault.message)", isTransient: false, excerpt: end.excerpt)
  }

  static let nameRule = "names are of small letters, digits and `-`, a letter first"

  /// Whether such a name can be part of a program's: it never leads out of a directory of PATH.
  static func isName(_ text: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    guard let first = text.utf8.first, letters.contains(first), text.utf8.count <= 100 else { return false }
    return text.utf8.allSatisfy {
      letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
    }
  }
}

extension PluginProbe {
  /// Finds names that no plugin can have.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    if let field = draft["name"], let name = field.value?.string, !isName(name) {
      diagnostics.add(
        Diagnostic(
          "invalid-plugin", "\(jsonQuoted(name)) is not the name of a plugin", at: field.span,
          help: "\(nameRule); the program is called checkctl-probe-NAME"))
    }
    if let field = draft["env"], field.value?["PATH"] != nil {
      diagnostics.add(
        Diagnostic(
          "plugin-path", "a plugin is found on checkctl's own PATH, which `env` cannot change",
          at: field.span,
          help: "leave `PATH` out, and run checkctl with the PATH that is meant"))
    }
  }
}
