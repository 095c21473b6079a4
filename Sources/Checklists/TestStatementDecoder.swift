internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Reads what an item is answered: an outcome, or what the system says, what the probe sees, or why it sees nothing.
struct StatementDecoder {
  let decoding: Decoding
  let item: ComposedItem
  let kind: String
  /// What the file calls the item.
  let name: String

  static let settling: [String] = ["passed", "failed", "error", "no_data", "skipped", "pending"]
  static let errorKinds: [ProbeError.Kind] = [
    .timeout, .unreachable, .authentication, .refused, .invalid, .answer, .unanswered,
  ]

  func statement(_ node: Node, isOnly: Bool) -> CannedStatement? {
    let template = Template(literal: node)
    guard let reader = node.mapping.map({ MapReader(entries: $0, span: node.span, decoding) }) else {
      return outcome(node, isOnly: isOnly).map {
        CannedStatement(content: .outcome($0, outputs: [:]), template: template)
      }
    }
    let content: CannedStatement.Content?
    if let word = reader["outcome"] {
      reader.allowOnly(["outcome", "outputs"], in: "what `\(name)` is given")
      content = outcome(word, isOnly: isOnly).map { .outcome($0, outputs: outputs(reader)) }
    } else if reader["error"] != nil {
      content = error(reader)
    } else if reader["observe"] != nil {
      content = observation(reader)
    } else if reader["no_data"] != nil {
      reader.allowOnly(["no_data"], in: "what `\(name)` is given, which is no data,")
      content = reader.text("no_data").map { .observation(Observation([:], noData: $0)) }
    } else {
      content = fields(template, node)
    }
    return content.map { CannedStatement(content: $0, template: template) }
  }

  private func outcome(_ node: Node, isOnly: Bool) -> Outcome? {
    guard let text = node.scalar?.text, let outcome = outcomeWords[text], Self.settling.contains(outcome.word)
    else {
      decoding.report(
        "unknown-word",
        "`\(name)` is given an outcome, one of \(Self.settling.joined(separator: ", ")), or a map of what it is answered; this is \(node.scalar.map { "`\($0.text)`" } ?? node.kindName)",
        at: node.span, help: Decoding.suggestion(for: node.scalar?.text ?? "", among: Self.settling))
      return nil
    }
    guard isOnly else {
      decoding.report(
        "conflicting-keys", "an outcome stands for all that `\(name)` is asked, and not in a list of answers",
        at: node.span)
      return nil
    }
    return outcome
  }

  private func outputs(_ reader: MapReader) -> ValueMap {
    guard let node = reader["outputs"] else { return [:] }
    let known = item.template.outputs.map(\.name)
    guard let entries = node.mapping else {
      decoding.report("wrong-type", "`outputs` is a map, this is \(node.kindName)", at: node.span)
      return [:]
    }
    var outputs = ValueMap()
    for entry in entries {
      guard let output = entry.key.scalar?.text else { continue }
      guard known.contains(output) else {
        decoding.report(
          "unknown-output", "`\(item.id)` has no output `\(output)`", at: entry.key.span,
          help: Decoding.suggestion(for: output, among: known)
            ?? (known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"))
        continue
      }
      outputs[.string(output)] = Template(literal: entry.value).outline
    }
    return outputs
  }

  private func error(_ reader: MapReader) -> CannedStatement.Content? {
    reader.allowOnly(["error", "kind"], in: "what `\(name)` is given, which is an error,")
    guard let message = reader["error"].flatMap({ decoding.plainText($0, "an error") }) else { return nil }
    guard let node = reader["kind"] else { return .error(ProbeError(.unreachable, message)) }
    let words = Self.errorKinds.map(\.rawValue)
    guard let text = node.scalar?.text, words.contains(text), let kind = ProbeError.Kind(rawValue: text)
    else {
      decoding.report(
        "unknown-word", "the `kind` of an error is one of \(words.joined(separator: ", "))", at: node.span,
        help: Decoding.suggestion(for: node.scalar?.text ?? "", among: words))
      return nil
    }
    return .error(ProbeError(kind, message))
  }

  private func observation(_ reader: MapReader) -> CannedStatement.Content? {
    reader.allowOnly(["observe", "no_data"], in: "what `\(name)` is given, which is an observation,")
    guard let node = reader["observe"], let description = decoding.registry[kind]?.description else {
      return nil
    }
    let template = Template(literal: node)
    guard let fields = template.outline.map else {
      decoding.report("wrong-type", "`observe` is a map, this is \(node.kindName)", at: node.span)
      return nil
    }
    let noData = reader["no_data"] == nil ? nil : reader.text("no_data")
    guard !description.isOpen else { return .observation(Observation(fields, noData: noData)) }
    do throws(FieldFault) {
      return .observation(Observation(try stated(fields, as: description.observation), noData: noData))
    } catch {
      report(error, at: template)
      return nil
    }
  }

  /// What the kind of the item may be answered. Every wrong key and value is told.
  private func fields(_ template: Template, _ node: Node) -> CannedStatement.Content? {
    guard let type = decoding.registry[kind], !(type is any CompositeProbe.Type) else {
      decoding.report(
        "wrong-type", "`\(name)` stands for a checklist, which is asked nothing itself", at: node.span,
        help: "give it an outcome, or give its items what they are answered")
      return nil
    }
    guard let rehearsed = type as? any RehearsedProbe.Type else {
      decoding.report(
        "wrong-type", "what a \(kind) item is answered is written under `observe`", at: node.span,
        help: "write `{observe: {FIELD: VALUE}}`")
      return nil
    }
    let descriptions = rehearsed.cannedFields
    var values = ValueMap()
    var isSound = true
    for (key, value) in template.outline.map ?? [:] {
      do throws(FieldFault) {
        let one = try Fields.make(
          from: [key: value], fields: descriptions.filter { $0.name == key.description || !$0.isRequired })
        values[key] = one.values[key]
      } catch {
        isSound = false
        report(error.telling(descriptions), at: template)
      }
    }
    guard isSound else { return nil }
    do throws(FieldFault) {
      return .fields(try Fields.make(fromChecked: values, fields: descriptions))
    } catch {
      report(error, at: template)
      return nil
    }
  }

  private func report(_ fault: FieldFault, at template: Template) {
    decoding.diagnostics.add(
      CannedStatement(content: .outcome(.passed, outputs: [:]), template: template).diagnostic(
        fault, of: ItemID(rawValue: name)))
  }
}

extension FieldFault {
  /// The fault with all that may stand there, where it says that something may not.
  fileprivate func telling(_ fields: [FieldDescription]) -> FieldFault {
    guard isAboutKey, help?.hasPrefix("did you mean") != true else { return self }
    let known = fields.map(\.name).joined(separator: ", ")
    return FieldFault(
      message, path: path,
      help: "what may be stated is \(known); beside that there are no_data, error, observe and outcome",
      isAboutKey: true)
  }
}
