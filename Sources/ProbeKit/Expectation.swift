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
  /// anything is shortened. Values of differing types are not equal and not different but undecided, except
  /// that null differs from all else; inside lists and maps they are simply different.
  public func judge(_ fields: ValueMap, redacting redactor: Redactor? = nil) -> [Judgement] {
    switch path.lookup(in: fields) {
    case .found(let value):
      matchers.map { Judge(place: path.description, redactor: redactor).judgement(of: $0, on: value) }
    case .absent(let place):
      matchers.map { absence($0, at: place, Judge(place: place, redactor: redactor)) }
    }
  }

  /// What is expected, one phrase for each matcher: `status to be 200`. Secrets are masked before anything is
  /// shortened.
  public func phrases(redacting redactor: Redactor? = nil) -> [String] {
    matchers.map { "\(path) \(Judge(place: path.description, redactor: redactor).clause(for: $0))" }
  }

  private func absence(_ matcher: Matcher, at place: String, _ judge: Judge) -> Judgement {
    if case .exists(false) = matcher { return .holds }
    let isWhole = place == path.description
    let expected = isWhole ? judge.words(for: matcher) : "\(path) \(judge.clause(for: matcher))"
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
