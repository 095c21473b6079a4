internal import CEL
internal import CheckModel
internal import ProbeKit
internal import Values

/// The parts of an item that only the run can give a value: they read what came of other items, or the time.
struct LateParts: Sendable {
  /// What they read beside that.
  let known: CapturedScope
  /// Whether what is asked, or expected of the answer by `expect`, depends on the time.
  private let readsNow: Bool
  /// The fields of the observation.
  let observation: [Type.Field]
  private(set) var when: PlacedExpression?
  let question: LateQuestion?
  let expectations: [ExpectationTemplate]
  let title: Template?
  let remedy: Template?
  let docs: Template?
  /// Whether the item reads what came of others, in what it expects perhaps.
  let readsNeeds: Bool
  /// The expectations that were known before the run, beside which the late ones stand.
  var settled: [Expectation] = []
  /// The items that it waits for, by the names that its file gives them.
  var sources: [Source] = []

  /// What a name in `needs` stands for.
  struct Source: Sendable {
    let name: String
    let content: Content

    enum Content: Sendable {
      case item(ItemID)
      /// All elements of a `for_each`, by what stands for each in its id.
      case elements([(key: String, id: ItemID)])
    }
  }

  init(
    _ template: ItemTemplate, _ observation: [Type.Field], question: LateQuestion?, in scope: Scope
  ) throws(EvaluationError) {
    self.observation = observation
    when = template.when.flatMap { $0.expression.isLate ? $0 : nil }
    self.question = question
    expectations = template.expectations.filter(\.isLate)
    func late(_ text: Template?) -> Template? { text.flatMap { $0.isLate ? $0 : nil } }
    title = late(template.title)
    remedy = late(template.remedy)
    docs = late(template.docs)
    readsNeeds = template.usesNeeds
    let asked = (question?.late.map(\.value) ?? []) + expectations.flatMap { $0.matchers.map(\.value) }
    readsNow = asked.flatMap(\.expressions).contains { $0.expression.variables.contains("now") }
    let templates = asked + [title, remedy, docs].compactMap(\.self)
    known = try CapturedScope(templates.flatMap(\.expressions) + [when].compactMap(\.self), of: scope)
  }

  /// Takes the condition out, where something else decides it.
  mutating func dropCondition() { when = nil }

  /// Whether all is known before the run.
  var isEmpty: Bool {
    !readsNeeds && when == nil && question == nil && expectations.isEmpty
      && [title, remedy, docs].allSatisfy { $0 == nil }
  }

  /// What gets a value again whenever the item is asked: all that depends on the time, once it is known to be wanted.
  var recurring: LateParts? {
    guard readsNow else { return nil }
    var parts = self
    parts.dropCondition()
    return parts
  }

  /// What came of the items that it waits for; those that are not part of the run are absent.
  func needs(_ ended: (ItemID) -> PlannedItem.Ended?) -> Value {
    var needs = ValueMap()
    for source in sources {
      switch source.content {
      case .item(let id): if let ended = ended(id) { needs[.string(source.name)] = ended.value }
      case .elements(let elements):
        let all = elements.compactMap { element in ended(element.id).map { (element.key, $0) } }
        guard let outcome = Outcome.worst(of: all.map(\.1.outcome)) else { continue }
        let outputs = ValueMap(all.map { (.string($0), .map($1.outputs)) })
        needs[.string(source.name)] = PlannedItem.Ended(outcome: outcome, outputs: outputs).value
      }
    }
    return .map(needs)
  }
}

extension PlannedItem.Ended {
  fileprivate var value: Value { ["outcome": .string(outcome.rawValue), "outputs": .map(outputs)] }
}

/// What expressions read that is known before the run.
struct CapturedScope: Sendable {
  private var inputs: [String: Value] = [:]
  private let each: Scope.Each?

  init(_ expressions: [PlacedExpression], of scope: Scope) throws(EvaluationError) {
    each = scope.each
    for placed in expressions {
      let read = placed.expression.readsAllInputs ? scope.inputNames : placed.expression.inputs.sorted()
      for name in read where inputs[name] == nil { inputs[name] = try scope.input(name) }
    }
  }

  /// The same, once the run knows the rest.
  func scope(_ run: Scope.Run, _ redactor: Redactor) -> Scope {
    let inputs = inputs
    var scope = Scope(
      inputNames: inputs.keys.sorted(),
      input: { (name) throws(EvaluationError) in
        guard let value = inputs[name] else { throw .unknownInput(name) }
        return value
      }, each: each)
    scope.run = run
    scope.redactor = redactor
    return scope
  }
}

/// A question some of whose fields only the run can give a value.
struct LateQuestion: Sendable {
  let maker: QuestionMaker
  /// The fields that are known already.
  let values: ValueMap
  let late: [(field: FieldDescription, value: Template)]
  /// Where relative paths begin.
  let directory: String

  /// The question in a scope; secrets that come up are made known to the redactor.
  func question(in scope: Scope, redacting redactor: Redactor) throws(ProbeError) -> Question {
    var values = values
    for (field, template) in late {
      values[.string(field.name)] = try value(of: field, template, in: scope, redacting: redactor)
    }
    do {
      let fields = try Fields.make(from: values, fields: maker.type.description.fields)
      maker.type.description.secrets(fields).forEach { redactor.add($0) }
      return maker.question(fields)
    } catch {
      throw ProbeError(.invalid, "\(maker.type.description.kind)\(error.pathText) \(error.message)")
    }
  }

  private func value(
    of field: FieldDescription, _ template: Template, in scope: Scope, redacting redactor: Redactor
  ) throws(ProbeError) -> Value {
    let place = "\(maker.type.description.kind).\(field.name)"
    let value: Value
    do {
      value = try field.value(of: template, in: scope)
    } catch {
      throw ProbeError(.invalid, "\(place): \(error.message)")
    }
    field.secrets(in: value).forEach { redactor.add($0) }
    do {
      return try conform(value, to: field.type).locating(field, in: directory)
    } catch {
      let inner = template.descend(error.path[...])
      let advice = error.wantsText ? inner.textAdvice(for: error).map { ": \($0)" } ?? "" : ""
      throw ProbeError(.invalid, "\(place)\(error.pathText) \(error.message)\(advice)")
    }
  }
}

extension ExpectationTemplate {
  /// Whether any of it reads what only the run knows.
  var isLate: Bool { matchers.contains { $0.value.isLate } }

  /// The expectation in a scope.
  func expectation(in scope: Scope) throws(ProbeError) -> Expectation {
    var made: [Matcher] = []
    for matcher in matchers {
      let value: Value
      do {
        value = try matcher.value.value(in: scope)
      } catch {
        throw ProbeError(.invalid, "expect \(path): \(error.message)")
      }
      do {
        made.append(try Matcher.make(keyword: matcher.keyword, value: value, for: type))
      } catch {
        throw ProbeError(.invalid, "expect \(path): \(error.message)")
      }
    }
    return Expectation(path: path, matchers: made)
  }
}
