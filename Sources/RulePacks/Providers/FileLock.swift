internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A file that one at a time has locked, of all tasks and processes of this machine (flock(2)). The lock of a process that
/// ends goes with it.
enum FileLock {
  /// How long others are waited for.
  private static let patience = Duration.seconds(300)

  /// What a body comes to that runs while nobody else has the file, which is made if need be.
  static func holding<Result>(
    _ path: String, _ body: () async throws(PackError) -> Result
  ) async throws(PackError) -> Result {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else {
      throw PackError(.unwritable, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let end = ContinuousClock.now + patience
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      guard number == EWOULDBLOCK || number == EINTR, ContinuousClock.now < end else {
        throw PackError(
          .unavailable, "\(path) cannot be locked: \(String(cString: strerror(number)))",
          help: "another checkctl may be fetching the same: see what holds that file")
      }
      do {
        try await Task.sleep(for: .milliseconds(20))
      } catch {
        throw PackError(.unavailable, "\(path) was waited for in vain: interrupted")
      }
    }
    return try await body()
  }
}
