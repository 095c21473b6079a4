/// Why a part of the test environment could not be started or used: one message for a person.
public struct TestEnvironmentError: Error, CustomStringConvertible {
  /// What went wrong, with the end of the server's log where there is one.
  public let description: String

  /// Creates an error that says `description`.
  public init(_ description: String) {
    self.description = description
  }
}

/// Asks `condition` again and again until it holds; throws when it did not within `limit`.
///
/// It is asked once more after that: on a busy machine a single answer, or learning of it, may take as long.
///
/// - Parameter subject: what is awaited, for the message.
public func waitUntil(
  _ subject: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while true {
    let isLast = ContinuousClock.now >= deadline
    if try await condition() { return }
    if isLast { throw TestEnvironmentError("waited \(limit) in vain until \(subject)") }
    try await Task.sleep(for: .milliseconds(20))
  }
}
