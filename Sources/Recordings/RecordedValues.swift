public import Checklists
internal import Values

/// Keeps what an environment reads of the process and of secret files.
public final class RecordingValues: OutsideValues {
  private struct State {
    var variables: [String: String] = [:]
    var secretFiles: [String: String] = [:]
  }

  private let values: any OutsideValues
  private let state = Lock(State())

  /// Reads through others.
  public init(_ values: any OutsideValues = ProcessValues()) { self.values = values }

  /// They are what the others are.
  public var areSurrogates: Bool { values.areSurrogates }

  /// The variables that were read.
  public var variables: [String: String] { state.withLock { $0.variables } }

  /// The secret files that were read, by the paths that the environment names.
  public var secretFiles: [String: String] { state.withLock { $0.secretFiles } }

  /// What the others have.
  public func variable(_ name: String) throws(OutsideFault) -> String? {
    let value = try values.variable(name)
    if let value { state.withLock { $0.variables[name] = value } }
    return value
  }

  /// What the others have.
  public func secretFile(_ path: String, in directory: String) throws(OutsideFault) -> String {
    let text = try values.secretFile(path, in: directory)
    state.withLock { $0.secretFiles[path] = text }
    return text
  }
}

/// What an environment read when a run was recorded, with surrogates for secrets.
public struct ReplayedValues: OutsideValues {
  private let run: Recording.Run

  /// Those of a recording.
  public init(_ recording: Recording) { run = recording.run }

  /// They stand in for the true ones.
  public var areSurrogates: Bool { true }

  /// The value that a variable had.
  public func variable(_ name: String) throws(OutsideFault) -> String? {
    guard let value = run.variables[name] else {
      throw OutsideFault(
        "the environment variable \(name) was not read when the run was recorded: record again")
    }
    return value
  }

  /// The content that a secret file had.
  public func secretFile(_ path: String, in directory: String) throws(OutsideFault) -> String {
    guard let text = run.secretFiles[path] else {
      throw OutsideFault("the secret file \(path) was not read when the run was recorded: record again")
    }
    return text
  }
}
