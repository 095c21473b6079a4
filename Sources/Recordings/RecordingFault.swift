/// Why a recording cannot be read, written or replayed.
public struct RecordingFault: Error, Hashable, Sendable {
  /// What kind of fault it is, which decides the exit code.
  public enum Kind: Hashable, Sendable {
    /// The recording is malformed, incomplete as a file, or of another version.
    case invalid
    /// The folder is not one that may be written to as a recording.
    case notARecording
    /// It could not be written.
    case notWritten
  }

  /// Its kind.
  public let kind: Kind
  /// In one line, with the file and the place in it.
  public let message: String

  /// Makes one.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// What a part of a recording should have been.
struct WireFault: Error, Hashable {
  /// Where in the file, such as `asks[2].answer`.
  var place: String
  let message: String

  init(_ message: String, at place: String = "") {
    self.message = message
    self.place = place
  }

  /// The same, seen from the outside.
  func within(_ outer: String) -> WireFault {
    let joint = place.isEmpty || place.hasPrefix("[") ? "" : "."
    return WireFault(message, at: outer + joint + place)
  }
}
