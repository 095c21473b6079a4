internal import CheckModel
internal import Checklists
internal import Probes
internal import Values

/// Goes with a person through all that is pending, on standard input.
struct SignOffInterview {
  let desk: SignOffDesk

  private var console: Console { desk.session.console }

  /// Asks until all is answered, left, or the input ends.
  func hold(by name: String?) throws {
    let unasked = desk.items.filter { $0.probe.isPerSubject && desk.subject == nil }
    if !unasked.isEmpty {
      console.say(
        "left out, since they are answered for each --subject: "
          + unasked.map(\.id.rawValue).joined(separator: ", "))
    }
    let pending = try desk.items.filter { !$0.probe.isPerSubject || desk.subject != nil }.compactMap { item in
      try desk.pendingReason(of: item).map { (item: item, reason: $0) }
    }
    guard !pending.isEmpty else {
      return console.say("nothing is pending: \(counted(desk.items.count, "answer"))")
    }
    guard let name = name ?? ask("Who answers?"), !name.isEmpty else { return leave(pending.count) }
    var open = pending.count
    for (place, (item, reason)) in pending.enumerated() {
      show(item, reason, "\(place + 1) of \(pending.count)")
      guard let given = answer(to: item, by: name) else { continue }
      try desk.record(given, for: item)
      open -= 1
    }
    leave(open)
  }

  private func leave(_ open: Int) {
    console.say(open == 0 ? "nothing is pending any more" : "still pending: \(counted(open, "answer"))")
  }

  private func show(_ item: ManualItem, _ reason: String, _ count: String) {
    let summary = item.planned.summary
    console.say("\n\(count)  \(item.id)  \(summary.title) [\(summary.severity.rawValue)]")
    console.say("  \(item.probe.question)")
    let validity = item.probe.validFor.map { "an answer holds for \($0.unitText)" }
    let evidence = item.probe.requiresEvidence ? "evidence is required" : nil
    console.say("  (" + [reason, evidence, validity].compactMap(\.self).joined(separator: "; ") + ")")
  }

  /// What the person says; nil where the question is left open.
  private func answer(to item: ManualItem, by name: String) -> GivenAnswer? {
    var given = GivenAnswer(by: name)
    let choices = item.probe.answers.joined(separator: ", ")
    guard
      let answer = ask(
        "  Answer (\(choices); nothing to leave it):",
        until: { text in
          text.isEmpty || item.probe.answers.contains(text) ? nil : "one of \(choices)"
        }), !answer.isEmpty
    else { return nil }
    given.answer = answer
    if answer != ManualProbe.notApplicable {
      let isRequired = item.probe.takesEvidence(answer)
      guard
        let evidence = ask(
          "  Evidence, a URL or a file\(isRequired ? "" : " (nothing for none)"):",
          until: { text in
            if text.isEmpty { return isRequired ? "a URL or a file" : nil }
            return desk.evidence(text) == nil ? "an http or https URL, or a file that can be read" : nil
          })
      else { return nil }
      given.evidence = evidence.isEmpty ? [] : [evidence]
    }
    let needsReason = answer == ManualProbe.notApplicable
    guard
      let reason = ask(
        "  Reason\(needsReason ? "" : " (nothing for none)"):",
        until: { text in
          text.isEmpty && needsReason ? "why it does not apply" : nil
        })
    else { return nil }
    given.reason = reason.isEmpty ? nil : reason
    return given
  }

  /// A line that the person types, asked for again while there is something `wanted` of it; nil at the end of the input.
  private func ask(_ prompt: String, until wanted: (String) -> String? = { _ in nil }) -> String? {
    while true {
      console.prompt(prompt + " ")
      guard let line = readLine(strippingNewline: true) else {
        console.say("")
        return nil
      }
      let text = line.trimmed
      guard let wish = wanted(text) else { return text }
      console.say("  please: \(wish)")
    }
  }
}
