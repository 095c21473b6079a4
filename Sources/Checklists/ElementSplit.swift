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
      case found(ValueMap, isExpected: Bool)
      /// It was expected, and is not there; why.
      case missing(String)
      /// It cannot be told from others, or has no key.
      case judged(Judgement)
    }
  }

  /// More are not judged one by one.
  public static let mostElements = 10_000

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

  /// Why an answer has no elements to speak of.
  public struct Undivided: Error {
    /// What that means for the item.
    public let judgement: Judgement
  }

  /// The elements of an observation in their order, then those that are expected and are not there.
  ///
  /// - Parameter noData: Why there was nothing to judge, so that there are no elements.
  public func split(
    _ observation: ValueMap, at now: Timestamp, noData: String?, redacting redactor: Redactor
  ) throws(Undivided) -> [Element] {
    let expected = try expectedKeys(observation, now, redactor)
    let values = noData == nil ? try elements(observation, now, redactor) : []
    var all: [Element] = []
    var places: [String: Int] = [:]
    for (place, value) in values.enumerated() {
      let element = self.element(value, at: place, of: values.count, observation, now, redactor)
      if let first = places[element.key] {
        all[first] = Element(key: element.key, content: .judged(.undecided(ambiguity(element.key))))
      } else {
        places[element.key] = all.count
        all.append(element)
      }
    }
    let isWanted = Set(expected)
    for (place, element) in all.enumerated() where isWanted.contains(element.key) {
      guard case .found(let fields, _) = element.content else { continue }
      all[place] = Element(key: element.key, content: .found(fields, isExpected: true))
    }
    for key in expected where places.updateValue(all.count, forKey: key) == nil {
      all.append(Element(key: key, content: .missing(noData ?? "`\(source)` has no element of this key")))
    }
    return all
  }

  private func ambiguity(_ key: String) -> String {
    "several elements of `\(source)` have the key `\(key)`, so they cannot be told apart"
  }

  private func elements(
    _ observation: ValueMap, _ now: Timestamp, _ redactor: Redactor
  ) throws(Undivided) -> [Value] {
    let value: Value
    do {
      value = try list.evaluate(observation, at: now).value
    } catch {
      throw Undivided(
        judgement: list.judgement(of: error, path: "per.list", observation, at: now, redactor))
    }
    guard case .list(let elements) = value else {
      throw undecided("per.list: `\(source)` is \(value.kindName), not a list")
    }
    guard elements.count <= Self.mostElements else {
      throw undecided(
        "per.list: `\(source)` has \(elements.count) elements, more than \(Self.mostElements)")
    }
    return elements
  }

  private func element(
    _ value: Value, at place: Int, of count: Int, _ observation: ValueMap, _ now: Timestamp,
    _ redactor: Redactor
  ) -> Element {
    var fields = observation
    fields["element"] = value
    var keyValue = value
    do {
      if let key { keyValue = try key.evaluate(fields, at: now, budget: Budget(share: count)).value }
    } catch {
      let judgement =
        key?.judgement(of: error, path: "per.key", fields, at: now, redactor) ?? .undecided(error.message)
      return Element(key: "#\(place)", content: .judged(judgement))
    }
    guard let text = keyValue.elementKey else {
      let what = key.map { "per.key: `\($0.source)`" } ?? "per.list: an element of `\(source)`"
      return Element(
        key: "#\(place)",
        content: .judged(
          .undecided(
            "\(what) is \(keyValue.kindName) that cannot stand in an id"
              + (key == nil ? ": say by `key` what tells the elements apart" : ""))))
    }
    fields["key"] = .string(text)
    return Element(key: text, content: .found(fields, isExpected: false))
  }

  /// The keys that must be there: the elements of a list, or the keys of a map.
  private func expectedKeys(
    _ observation: ValueMap, _ now: Timestamp, _ redactor: Redactor
  ) throws(Undivided) -> [String] {
    guard let expected else { return [] }
    let value: Value
    do {
      value = try expected.evaluate(observation, at: now).value
    } catch {
      throw Undivided(
        judgement: expected.judgement(of: error, path: "per.expected", observation, at: now, redactor))
    }
    let keys: [Value]
    switch value {
    case .list(let elements): keys = elements
    case .map(let entries): keys = entries.map { .string($0.key.description) }
    default: throw undecided("per.expected: `\(expected.source)` is \(value.kindName), not a list or a map")
    }
    var texts: [String] = []
    for key in keys {
      guard let text = key.elementKey else {
        throw undecided(
          "per.expected: `\(expected.source)` has \(key.kindName) that cannot stand in an id")
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
