internal import ArgumentParser
internal import CheckEngine
internal import CheckModel
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Probes
internal import Values

/// `checkctl plan CHECKLIST [ITEM ...]`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a run would ask, in which order, without asking.",
    discussion: "Contacts nothing. Secrets are not needed and not shown.")

  @Argument(help: "The checklist, by its name or by the path of its file.")
  var checklist: String

  @OptionGroup(title: "Selection") var selecting: SelectionOptions
  @OptionGroup(title: "Values") var values: EnvironmentOptions
  @OptionGroup var project: ProjectOptions

  func validate() throws { _ = try values.inputs() }

  func run() throws {
    let session = try Session(project)
    let loaded = try session.checklist(checklist)
    let environment = try session.environment(values.environment, for: loaded)
    let plan = try session.plan(
      loaded, environment, inputs: try values.inputs(), selection: selecting.selection, isDry: true)
    let run = RunPlan(checklist: loaded.name, title: loaded.title, items: plan.items)
    let waves = run.waves
    let places = Dictionary(plan.items.enumerated().map { ($1.summary.id, $0) }) { first, _ in first }
    var text = "\(loaded.title) (\(loaded.name))\(environment.map { ", environment \($0.name)" } ?? "")"
    text += ": \(count(plan.items.count, "item")) in \(count(waves.count, "wave"))\n"
    text += targets(of: plan)
    let registry = ProbeRegistry(BuiltInProbes.all)
    for (number, wave) in waves.enumerated() {
      text += "\nWave \(number + 1)\n"
      for place in wave.compactMap({ places[$0] }) {
        let item = plan.items[place]
        let fields = registry[item.summary.kind]?.description.fieldsByName ?? [:]
        PlannedItemText(item: item, fields: fields, redactor: session.redactor).write(to: &text)
      }
    }
    let disabled = loaded.disabled + plan.disabled
    if !disabled.isEmpty {
      text += "\nDisabled\n" + table(disabled.map { [$0.id.rawValue, $0.reason] }, indent: "  ")
    }
    session.console.write(text)
  }

  /// Whom the questions go to, each once.
  private func targets(of plan: Plan) -> String {
    let asked = plan.items.flatMap { item in
      [item.question.identity.target].compactMap(\.self) + item.question.targets.values
    }
    let rows = Set(asked).sorted { $0.name < $1.name }.map { target in
      [target.name, target.type, target.address.string ?? target.address.json]
    }
    return rows.isEmpty ? "" : "\nTargets\n" + table(rows, indent: "  ")
  }

  private func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

/// An item of a plan, for reading.
private struct PlannedItemText {
  let item: PlannedItem
  /// What the kind of its probe knows.
  let fields: [String: FieldDescription]
  let redactor: Redactor

  func write(to text: inout String) {
    let summary = item.summary
    text.addLine(
      summary.id.rawValue, "  ", summary.title, "  (", summary.severity.rawValue,
      summary.gates ? "" : ", does not gate", summary.isAction ? ", ACTION" : "",
      item.isCleanup ? ", cleanup" : "", ")")
    if let reason = item.skipReason {
      text.addLine("  skipped: ", reason)
    } else {
      if let condition = item.lateCondition { text.addLine("  when ", redactor.redact(condition)) }
      writeQuestion(to: &text)
      writeJudging(to: &text)
    }
    if !item.needs.isEmpty { text.addLine("  needs ", item.needs.map(\.rawValue).joined(separator: ", ")) }
    if !item.after.isEmpty { text.addLine("  after ", item.after.map(\.rawValue).joined(separator: ", ")) }
    if let pack = summary.pack { text.addLine("  from the pack ", pack) }
    for override in summary.overrides { text.addLine("  overridden: ", override) }
    let policies = policies
    if !policies.isEmpty { text.addLine("  ", policies.joined(separator: "; ")) }
  }

  private func writeQuestion(to text: inout String) {
    let identity = item.question.identity
    text.addLine("  asks ", identity.kind, identity.target.map { " \($0.name)" } ?? "")
    for entry in identity.fields.values where !isDefault(entry) {
      let value = words(for: entry.value)
      if value.utf8.contains(UInt8(ascii: "\n")) {
        let lines = "    \(entry.key): " + value.replacing("\n", with: "\n      ")
        for line in lines.split(separator: "\n") { text.addLine(String(line)) }
      } else {
        text.addLine("    ", entry.key.description, ": ", value)
      }
    }
  }

  /// What is made of the answer.
  private func writeJudging(to text: inout String) {
    for expectation in item.expectations {
      for phrase in expectation.phrases(redacting: redactor) { text.addLine("  expects ", phrase) }
    }
    for phrase in item.lateExpectations { text.addLine("  expects ", redactor.redact(phrase)) }
    if let split = item.split {
      text.addLine("  for each of ", split.source, split.keySource.map { " by \($0)" } ?? "")
      if let expected = split.expectedSource { text.addLine("  expects an element for each of ", expected) }
    }
    for assertion in item.assertions { text.addLine("  asserts ", redactor.redact(assertion.source)) }
    if !item.outputs.isEmpty {
      let names = item.outputs.map { $0.name + ($0.isSecret ? " (secret)" : "") }
      text.addLine("  outputs ", names.joined(separator: ", "))
    }
  }

  /// Whether a field is what it would be if the checklist did not name it.
  private func isDefault(_ field: ValueMap.Element) -> Bool {
    (try? fields[field.key.description]?.convertedDefault?.get()) == field.value
  }

  private func words(for value: Value) -> String {
    var text = Substring(value.string ?? value.json)
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }

  private var policies: [String] {
    var policies: [String] = []
    if let timeout = item.timeout { policies.append("timeout \(timeout.unitText)") }
    if let retry = item.retry {
      let end = [retry.limit.map { "for \($0.unitText)" }, retry.attempts.map { "\($0) attempts" }]
        .compactMap(\.self)
      policies.append("retry every \(retry.every.unitText), \(end.joined(separator: ", "))")
    }
    if let stable = item.stable {
      policies.append("stable \(stable.passes) times every \(stable.every.unitText)")
    }
    if let delay = item.delay { policies.append("delay \(delay.unitText)") }
    if !item.locks.isEmpty { policies.append("locks " + item.locks.sorted().joined(separator: ", ")) }
    return policies
  }
}

extension String {
  /// Adds a line, indented, without making a text of its parts first: plans are long.
  fileprivate mutating func addLine(_ parts: String...) {
    self += "  "
    for part in parts { self += part }
    self += "\n"
  }
}
