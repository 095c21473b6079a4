/// A place in an observation, as the keys of `expect` name it: `status`, `json.data.status`,
/// `headers["content-type"]`, `rows[0].name`.
public struct ObservationPath: Hashable, Sendable, CustomStringConvertible {
  /// One step down.
  public enum Step: Hashable, Sendable {
    /// Into a map or an object, by key.
    case key(String)
    /// Into a list, by place from 0; negative from the end.
    case index(Int)
  }

  /// The steps, at least one, the first a field of the observation.
  public let steps: [Step]
  /// The path as written.
  public let description: String

  init(steps: [Step], description: String) {
    self.steps = steps
    self.description = description
  }
}
