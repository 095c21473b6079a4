internal import CEL
internal import CheckModel
public import ProbeKit
public import Values

/// A value that an item takes from its observation, for the items that wait for it.
public struct Output: Sendable {
  /// Its name.
  public let name: String
  /// Whether it is never to be shown.
  public let isSecret: Bool
  private var expression: ObservedExpression

  init(_ name: String, _ expression: ObservedExpression, isSecret: Bool) {
    self.name = name
    self.expression = expression
    self.isSecret = isSecret
  }

  mutating func bind(needs: Value) { expression.bind(needs: needs) }

  /// What an observation gives.
  public enum Reading: Sendable {
    /// The value.
    case value(Value)
    /// None, and what that means for the item.
    case missing(Judgement)
  }

  /// Whether its value is never to be shown: it is a secret, or made of one that is known.
  public func isSecret(_ value: Value, of observation: ValueMap, at now: Timestamp, _ redactor: Redactor)
    -> Bool
  {
    if isSecret { return true }
    guard value.mayHoldSecret, expression.isMadeOfSecret(observation, at: now, known: redactor) else {
      return false
    }
    redactor.add(derived: value)
    return true
  }

  /// Its value in an observation at a time.
  public func read(_ observation: ValueMap, at now: Timestamp) -> Reading {
    let path = "outputs.\(name)"
    do {
      let value = try expression.evaluate(observation, at: now).value
      guard case .opaque(let other) = value else { return .value(value) }
      return .missing(
        .undecided(
          "\(path): `\(expression.source)` is \(other.base.typeName), which stays within expressions"))
    } catch {
      return .missing(expression.judgement(of: error, path: path))
    }
  }
}
