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

  func holdsSecret(_ redactor: Redactor) -> Bool { expression.holdsSecret(redactor) }

  /// What an observation gives.
  public enum Reading: Sendable {
    /// The value.
    case value(Value)
    /// None, and what that means for the item.
    case missing(Judgement)
  }

  /// Whether its value is never to be shown: it is a secret, or made of one that is known.
  public func isSecret(_ value: Value, of observation: Observation, at now: Timestamp, _ redactor: Redactor)
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
  public func read(_ observation: Observation, at now: Timestamp, _ redactor: Redactor) -> Reading {
    let path = "outputs.\(name)"
    do {
      let value = try expression.evaluate(observation, at: now).value
      if case .opaque(let other) = value {
        return .missing(
          .undecided(
            "\(path): `\(expression.source)` is \(other.base.typeName), which stays within expressions"))
      }
      guard value.isWithin(Self.bounds) else {
        return .missing(
          .undecided("\(path): `\(expression.source)` is too large to pass on: take a part of it"))
      }
      return .value(value)
    } catch  where isSecret {
      return .missing(
        .undecided("\(path): \(withheld)"))
    } catch {
      return .missing(expression.judgement(of: error, path: path, observation, at: now, redactor))
    }
  }

  /// What is passed on is read, copied and reported by others.
  private static let bounds = ValueBounds(levels: 64, nodes: 20_000, bytes: 1 << 20)
}

/// How large a value may be.
private struct ValueBounds {
  let levels: Int
  var nodes: Int
  var bytes: Int
}

extension Value {
  /// Whether the value stays within bounds; looks at no more of it than they allow.
  fileprivate func isWithin(_ bounds: ValueBounds) -> Bool {
    var bounds = bounds
    return take(from: &bounds, level: 0)
  }

  private func take(from bounds: inout ValueBounds, level: Int) -> Bool {
    bounds.nodes -= 1
    guard level < bounds.levels, bounds.nodes >= 0 else { return false }
    switch self {
    case .string(let text): bounds.bytes -= text.utf8.count
    case .bytes(let bytes): bounds.bytes -= bytes.count
    case .list(let elements):
      for element in elements { guard element.take(from: &bounds, level: level + 1) else { return false } }
    case .map(let entries):
      for entry in entries {
        bounds.bytes -= entry.key.description.utf8.count
        guard entry.value.take(from: &bounds, level: level + 1) else { return false }
      }
    default: break
    }
    return bounds.bytes >= 0
  }
}
