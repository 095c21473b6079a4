public import CheckModel

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
