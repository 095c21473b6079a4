public import CheckModel
public import Values

/// What must hold of one place in an observation.
public struct Expectation: Sendable {
  /// The place.
  public let path: ObservationPath
  /// All of these must hold there.
  public let matchers: [Matcher]

  /// Makes an expectation.
  public init(path: ObservationPath, matchers: [Matcher]) {
    self.path = path
    self.matchers = matchers
  }

  /// Whether each of the matchers holds, in their order. Secrets that the redactor knows are masked before
  /// anything is shortened. Values of differing types are not equal and not different but undecided; inside
  /// lists and maps they are simply different. Null is not equal to anything else, but that it differs is
  /// undecided, since nothing was observed; only `ne: null` tells null from the rest. A place is absent where
  /// its last step leads nowhere: where an earlier one does, what it could be absent from is missing. Only a map
  /// lacks a key, and only a list a place: null and a text have neither.
  public func judge(_ fields: ValueMap, redacting redactor: Redactor? = nil) -> [Judgement] {
    switch path.lookup(in: fields) {
    case .found(let value):
      matchers.map { Judge(place: path.description, redactor: redactor).judgement(of: $0, on: value) }
    case .absent(let place, let owner):
      matchers.map { absence($0, at: place, of: owner, Judge(place: place, redactor: redactor)) }
    }
  }

  /// What is expected, one phrase for each matcher: `status to be 200`. Secrets are masked before anything is
  /// shortened.
  public func phrases(redacting redactor: Redactor? = nil) -> [String] {
    matchers.map { "\(path) \(Judge(place: path.description, redactor: redactor).clause(for: $0))" }
  }

  private func absence(
    _ matcher: Matcher, at place: String, of owner: Value, _ judge: Judge
  ) -> Judgement {
    let isWhole = place == path.description
    let expected: String
    switch matcher {
    case .exists(false) where isWhole:
      return owner.couldHold(path.steps.last)
        ? .holds : .undecided("\(place): would be a part of \(owner.kindName), which has none")
    case .exists(false): expected = "to exist, without \(path)"
    default: expected = isWhole ? judge.words(for: matcher) : "\(path) \(judge.clause(for: matcher))"
    }
    return .fails(Finding(path: place, expected: expected, observed: nil))
  }
}

/// Whether something expected holds of an observation.
public enum Judgement: Hashable, Sendable {
  /// It does.
  case holds
  /// It does not.
  case fails(Finding)
  /// It cannot be told, as where a text is to be less than a number; the text says why.
  case undecided(String)
}

extension Value {
  /// Whether such a step could lead into it.
  fileprivate func couldHold(_ step: ObservationPath.Step?) -> Bool {
    switch (self, step) {
    case (.map, .key), (.map, .index), (.list, .index): true
    default: false
    }
  }
}
