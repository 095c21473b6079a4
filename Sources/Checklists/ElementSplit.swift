internal import CEL
internal import CheckModel
public import ProbeKit
public import Values

/// How an answer is judged element by element, by an item's `per`.
public struct ElementSplit: Sendable {
  private var list: ObservedExpression
  private var key: ObservedExpression?
  private var expected: ObservedExpression?

  /// One of the things that are judged, each with an outcome of its own.
  public struct Element: Sendable {
    /// What stands in the id, between brackets.
    public let key: String
    /// What there is to judge.
    public let content: Content

    /// What there is to judge of an element.
    public enum Content: Sendable {
      /// The observation with `element` and `key` in it, and whether its key is expected.
      case found(Observation, isExpected: Bool)
      /// It was expected, and is not there; why.
      case missing(String)
      /// It cannot be told from others, or has no key.
      case judged(Judgement)
    }
  }

  /// More are not judged one by one.
  static let mostElements = 10_000

  init(list: ObservedExpression, key: ObservedExpression?, expected: ObservedExpression?) {
    self.list = list
    self.key = key
    self.expected = expected
  }

  /// The elements as they are written, such as `samples`.
  public var source: String { list.source }

  /// What tells them from each other, as it is written; nil where they do by themselves.
  public var keySource: String? { key?.source }

  /// The keys that must be there, as they are written.
  public var expectedSource: String? { expected?.source }

  mutating func bind(needs: Value) {
    list.bind(needs: needs)
    key?.bind(needs: needs)
    expected?.bind(needs: needs)
  }

  func holdsSecret(_ redactor: Redactor) -> Bool {
    [list, key, expected].contains { $0?.holdsSecret(redactor) == true }
  }

  /// Why an answer has no elements to speak of.
  public struct Undivided: Error {
    /// What that means for the item.
    public let judgement: Judgement
  }

  /// The elements of an observation in their order, then those that are expected and are not there.
  ///
  /// - Parameter noData: Why there was nothing to judge, so that there are no elements.
  public func split(
    _ observation: Observation, at now: Timestamp, noData: String?, redacting redactor: Redactor
  ) throws(Undivided) -> [Element] {
    let answer = Answer(observation: observation, now: now, redactor: redactor)
    let expected = try expectedKeys(answer)
    let values = noData == nil ? try elements(answer) : []
    let found = self.found(values, expected: Set(expected), in: answer)
    let keys = Set(found.map(\.key))
    var seen: Set<String> = []
    let missing = expected.filter { !keys.contains($0) && seen.insert($0).inserted }.map { key in
      Element(key: key, content: .missing(noData ?? "`\(source)` has no element of this key"))
    }
    return found + missing
  }

  /// What was observed, when it is judged, and what masks what is told of it.
  private struct Answer {
    let observation: Observation
    let now: Timestamp
    let redactor: Redactor
  }

  private func value(
    of expression: ObservedExpression, _ path: String, in answer: Answer
  ) throws(Undivided) -> Value {
    do {
      return try expression.evaluate(answer.observation, at: answer.now).value
    } catch {
      throw Undivided(
        judgement: expression.judgement(
          of: error, path: path, answer.observation, at: answer.now, answer.redactor))
    }
  }

  private func elements(_ answer: Answer) throws(Undivided) -> [Value] {
    let value = try value(of: list, "per.list", in: answer)
    guard case .list(let elements) = value else {
      throw undecided("per.list: `\(source)` is \(value.kindName), not a list")
    }
    guard elements.count <= Self.mostElements else {
      throw undecided(
        "per.list: `\(source)` has \(elements.count) elements, more than \(Self.mostElements)")
    }
    return elements
  }

  /// The elements of the list; those that share a key are one that cannot be judged.
  private func found(_ values: [Value], expected: Set<String>, in answer: Answer) -> [Element] {
    var all: [Element] = []
    var places: [String: Int] = [:]
    for (place, value) in values.enumerated() {
      let element = element(value, at: place, of: values.count, expected: expected, in: answer)
      if let first = places[element.key] {
        let ambiguity =
          "several elements of `\(source)` have the key `\(element.key)`, so they cannot be told apart"
        all[first] = Element(key: element.key, content: .judged(.undecided(ambiguity)))
      } else {
        places[element.key] = all.count
        all.append(element)
      }
    }
    return all
  }

  private func element(
    _ value: Value, at place: Int, of count: Int, expected: Set<String>, in answer: Answer
  ) -> Element {
    var observation = answer.observation
    observation.fields["element"] = value
    var keyValue = value
    do {
      if let key {
        keyValue = try key.evaluate(observation, at: answer.now, budget: Budget(share: count)).value
      }
    } catch {
      let judgement =
        key?.judgement(of: error, path: "per.key", observation, at: answer.now, answer.redactor)
        ?? .undecided(error.message)
      return Element(key: "#\(place)", content: .judged(judgement))
    }
    guard let text = keyValue.elementKey else {
      return Element(key: "#\(place)", content: .judged(.undecided(unusable(keyValue))))
    }
    observation.fields["key"] = .string(text)
    return Element(key: text, content: .found(observation, isExpected: expected.contains(text)))
  }

  private func unusable(_ key: Value) -> String {
    guard let source = self.key?.source else {
      return "per.list: an element of `\(list.source)` is \(key.kindName) that cannot stand in an id: "
        + "say by `key` what tells the elements apart"
    }
    return "per.key: `\(source)` is \(key.kindName) that cannot stand in an id"
  }

  /// The keys that must be there: the elements of a list, or the keys of a map.
  private func expectedKeys(_ answer: Answer) throws(Undivided) -> [String] {
    guard let expected else { return [] }
    let value = try value(of: expected, "per.expected", in: answer)
    let keys: [Value]
    switch value {
    case .list(let elements): keys = elements
    case .map(let entries): keys = entries.map { .string($0.key.description) }
    default: throw undecided("per.expected: `\(expected.source)` is \(value.kindName), not a list or a map")
    }
    var texts: [String] = []
    for key in keys {
      guard let text = key.elementKey else {
        throw undecided("per.expected: `\(expected.source)` has \(key.kindName) that cannot stand in an id")
      }
      texts.append(text)
    }
    return texts
  }

  private func undecided(_ reason: String) -> Undivided { Undivided(judgement: .undecided(reason)) }
}

extension Budget {
  /// What one of so many evaluations may cost, so that they cost no more together than a few usual ones.
  init(share count: Int) { self.init(min(1_000_000, max(10_000, 20_000_000 / max(1, count)))) }
}
