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
    let byID = Dictionary(plan.items.map { ($0.summary.id, $0) }) { first, _ in first }
    var text = "\(loaded.title) (\(loaded.name))\(environment.map { ", environment \($0.name)" } ?? "")"
    text += ": \(count(plan.items.count, "item")) in \(count(waves.count, "wave"))\n"
    text += targets(of: plan)
    let registry = ProbeRegistry(BuiltInProbes.all)
    for (number, wave) in waves.enumerated() {
      text += "\nWave \(number + 1)\n"
      for item in wave.compactMap({ byID[$0] }) {
        let fields = registry[item.summary.kind]?.description.fieldsByName ?? [:]
        PlannedItemText(item: item, fields: fields, redactor: session.redactor).write(to: &text)
      }
    }
    if !loaded.disabled.isEmpty {
      text += "\nDisabled\n" + table(loaded.disabled.map { [$0.id.rawValue, $0.reason] }, indent: "  ")
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
    let marks: [String?] = [
      summary.severity.rawValue, summary.gates ? nil : "does not gate", summary.isAction ? "ACTION" : nil,
      item.isCleanup ? "cleanup" : nil,
    ]
    var lines = [
      "\(summary.id.rawValue)  \(summary.title)  (\(marks.compactMap(\.self).joined(separator: ", ")))"
    ]
    if let reason = item.skipReason {
      lines.append("  skipped: \(reason)")
    } else {
      if let condition = item.lateCondition { lines.append("  when \(redactor.redact(condition))") }
      lines += question + judging
    }
    if !item.needs.isEmpty { lines.append("  needs " + item.needs.map(\.rawValue).joined(separator: ", ")) }
    if !item.after.isEmpty { lines.append("  after " + item.after.map(\.rawValue).joined(separator: ", ")) }
    lines += policies
    for line in lines {
      text += "  "
      text += line
      text += "\n"
    }
  }

  private var question: [String] {
    let identity = item.question.identity
    let target = identity.target.map { " \($0.name)" } ?? ""
    return identity.fields.values.reduce(into: ["  asks \(identity.kind)\(target)"]) { lines, entry in
      guard !isDefault(entry) else { return }
      let line = "    \(entry.key.description): " + text(entry.value)
      if line.utf8.contains(UInt8(ascii: "\n")) {
        lines += line.replacing("\n", with: "\n      ").split(separator: "\n").map(String.init)
      } else {
        lines.append(line)
      }
    }
  }

  /// What is made of the answer.
  private var judging: [String] {
    var lines = item.expectations.flatMap { $0.phrases(redacting: redactor) }.map { "expects \($0)" }
    lines += item.lateExpectations.map { "expects \(redactor.redact($0))" }
    if let split = item.split {
      lines.append("for each of \(split.source)\(split.keySource.map { " by \($0)" } ?? "")")
      if let expected = split.expectedSource { lines.append("expects an element for each of \(expected)") }
    }
    lines += item.assertions.map { "asserts \(redactor.redact($0.source))" }
    if !item.outputs.isEmpty {
      let names = item.outputs.map { $0.name + ($0.isSecret ? " (secret)" : "") }
      lines.append("outputs " + names.joined(separator: ", "))
    }
    return lines.map { "  " + $0 }
  }

  /// Whether a field is what it would be if the checklist did not name it.
  private func isDefault(_ field: ValueMap.Element) -> Bool {
    (try? fields[field.key.description]?.convertedDefault?.get()) == field.value
  }

  private func text(_ value: Value) -> String {
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
    return policies.isEmpty ? [] : ["  " + policies.joined(separator: "; ")]
  }
}
