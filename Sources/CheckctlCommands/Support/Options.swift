internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import Values

extension CompletionKind {
  /// The names of the checklists.
  static var checklists: CompletionKind { .shellCommand("checkctl list 2>/dev/null | awk '{print $1}'") }
}

/// Where the checklists are.
struct ProjectOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .long],
    help:
      "The folder of the checklists, or the one that holds it as `checklists`; the current one by default.",
    completion: .directory)
  var directory: String?

  /// The folder of the checklists.
  func folder(_ console: Console) throws -> String {
    let named = directory ?? "."
    let folder = named == "." ? "checklists" : "\(named)/checklists"
    let found = Project.isFolder(folder) ? folder : named
    guard Project.isFolder(found) else {
      console.say("error: there is no folder \(found)")
      throw FailureCode.usage.exit
    }
    return found
  }
}

/// The values of a run.
struct EnvironmentOptions: ParsableArguments {
  @Option(
    name: [.short, .long], help: "The environment; may be left out where there is only one.",
    completion: .shellCommand("ls checklists/environments 2>/dev/null | sed 's/[.]ya*ml$//'"))
  var environment: String?

  @OptionGroup var settings: SettingOptions

  /// The inputs by name.
  func inputs() throws -> [String: String] { try settings.inputs() }
}

/// What a run or an answer is about.
struct SubjectOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "What it is about, such as an incident: items with `per_subject` are answered for each by itself.")
  var subject: String?

  func validate() throws {
    guard subject?.trimmed.isEmpty != true else { throw ValidationError("--subject is empty.") }
  }
}

/// Inputs on the command line.
struct SettingOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("An input, as NAME=VALUE; may be repeated.", valueName: "name=value"))
  var settings: [String] = []

  /// The inputs by name.
  func inputs() throws -> [String: String] {
    var inputs: [String: String] = [:]
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set takes NAME=VALUE, not '\(parts.first ?? "")'.")
      }
      guard inputs.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
        throw ValidationError("--set \(parts[0]) is given twice.")
      }
    }
    return inputs
  }
}

/// Which items are meant.
struct SelectionOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Items to select, by id; * and ? stand for any characters and for one. All by default. What a selected item needs comes with it.",
      valueName: "item"))
  var items: [String] = []

  @Option(name: .long, help: "Select items with this tag; may be repeated.")
  var tag: [String] = []

  @Option(name: .long, help: "Select items of this section; may be repeated.")
  var section: [String] = []

  @Option(name: .long, help: "Select items of at least this severity.")
  var severity: SeverityOption?

  var selection: Selection {
    Selection(
      ids: items, tags: tag, sections: section, severity: severity.flatMap { Severity(rawValue: $0.rawValue) }
    )
  }
}

/// A severity on the command line.
enum SeverityOption: String, ExpressibleByArgument, CaseIterable {
  case info, low, medium, high, critical
}

/// A duration on the command line.
struct DurationOption: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    guard let duration = Duration(units: argument), duration > .zero else { return nil }
    self.duration = duration
  }
}
