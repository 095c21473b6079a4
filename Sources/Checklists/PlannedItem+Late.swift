internal import CEL
public import CheckModel
public import ProbeKit
public import Values

extension PlannedItem {
  /// What came of an item, for those that wait for it.
  public struct Ended: Sendable {
    /// Its outcome.
    public let outcome: Outcome
    /// Its outputs.
    public let outputs: ValueMap

    /// Makes it.
    public init(outcome: Outcome, outputs: ValueMap = [:]) {
      self.outcome = outcome
      self.outputs = outputs
    }
  }

  /// Whether some of it gets its value only when all that it waits for has ended, by `resolved`.
  public var isLate: Bool { late != nil }

  /// Whether what it asks is known before the run.
  public var isQuestionKnown: Bool { late?.question == nil }

  /// Whether what it is going to ask may be this, by all of it that is known.
  public func mayAsk(_ question: Question) -> Bool {
    guard let late = late?.question, late.maker.type.description.kind == question.identity.kind,
      late.maker.target == question.identity.target,
      late.maker.policy?.identity == question.policy?.identity
    else { return false }
    return late.values.allSatisfy { question.identity.fields.values[$0.key] == $0.value }
  }

  /// The condition that is decided only then, as it is written.
  public var lateCondition: String? {
    late?.when?.source ?? conditions.last { $0.owner == summary.id }?.source
  }

  /// What is expected of the answer by values that are known only then, as it is written.
  public var lateExpectations: [String] {
    (late?.expectations ?? []).flatMap { expectation in
      expectation.matchers.map { "\(expectation.path) \($0.keyword) \($0.value.summary)" }
    }
  }

  /// The item with everything known: what came of the items that it waits for, and the time. It stays late where it has
  /// to be resolved again at each asking, because it depends on the time. Secrets that come up are made known to the
  /// redactor.
  ///
  /// - Throws: Why a part of it has no value, so that it cannot be asked.
  public func resolved(
    at now: Timestamp, redacting redactor: Redactor, _ ended: (ItemID) -> Ended?
  ) throws(ProbeError) -> PlannedItem {
    guard let late else { return self }
    var item = self
    item.late = late.recurring
    let needs = late.needs(ended)
    let scope = late.known.scope(Scope.Run(needs: needs, now: now), redactor)
    if let reason = try late.when?.skipReason(in: scope, redacting: redactor) {
      item.skipReason = reason
      return item
    }
    if let question = late.question {
      item.question = try question.question(in: scope, redacting: redactor)
      guard item.summary.isAction || !item.question.mayWrite else {
        throw ProbeError(.invalid, "this may change something, and the item does not say `action: true`")
      }
    }
    item.expectations = late.settled
    for expectation in late.expectations {
      let observation = late.observation
      item.expectations.append(try expectation.expectation(in: scope))
    }
    item.bind(needs)
    item.addTexts(of: late, in: scope)
    return item
  }

  private mutating func bind(_ needs: Value) {
    for place in assertions.indices { assertions[place].bind(needs: needs) }
    for place in outputs.indices { outputs[place].bind(needs: needs) }
    split?.bind(needs: needs)
  }

  /// Texts for people; one that has no value stays as it is written.
  private mutating func addTexts(of late: LateParts, in scope: Scope) {
    func text(_ template: Template?) -> String? {
      (try? template?.value(in: scope)).map { $0.string ?? $0.json }
    }
    if let title = text(late.title) { summary.title = title }
    if let remedy = text(late.remedy) { summary.remedy = remedy }
    if let docs = text(late.docs) { summary.docs = docs }
  }
}

extension PlacedExpression {
  /// What a condition that does not hold says; nil where it holds.
  func skipReason(in scope: Scope, redacting redactor: Redactor) throws(ProbeError) -> String? {
    if try holds(in: scope) { return nil }
    return "when: \(source) is false: \(expression.values(in: scope, redacting: redactor))"
  }

  /// Whether the condition holds in a scope.
  private func holds(in scope: Scope) throws(ProbeError) -> Bool {
    let value: Value
    do {
      value = try expression.value(in: scope)
    } catch {
      throw ProbeError(.invalid, "when: `\(source)`: \(error.message)")
    }
    guard case .bool(let holds) = value else {
      throw ProbeError(.invalid, "when: `\(source)` is \(value.kindName), not true or false")
    }
    return holds
  }
}
