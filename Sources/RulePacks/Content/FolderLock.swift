#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Lets one program at a time change a folder that several share.
enum FolderLock {
  /// How long another program may hold it.
  private static let patience = Duration.seconds(180)
  private static let pause = Duration.milliseconds(50)

  /// What `body` comes to while nobody else holds the folder at `path`. Whoever ends lets it go, however they end
  /// (flock(2), of the file with the folder's name and `.lock`).
  static func holding<Result>(
    _ path: String, of what: String, _ body: () async throws(PackError) -> Result
  ) async throws(PackError) -> Result {
    let descriptor = try await hold("\(path).lock", of: what)
    defer { close(descriptor) }
    return try await body()
  }

  private static func hold(_ path: String, of what: String) async throws(PackError) -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    var waited = Duration.zero
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      let isHeld = number == EWOULDBLOCK || number == EINTR
      if isHeld, waited < patience, (try? await Task.sleep(for: pause)) != nil {
        waited += pause
        continue
      }
      close(descriptor)
      guard isHeld else { throw unwritable(path, number) }
      throw PackError(
        .unavailable, "\(what): another program is getting something from there, and holds \(path)",
        help: "try again when it is done")
    }
    return descriptor
  }

  private static func unwritable(_ path: String, _ number: Int32) -> PackError {
    PackError(.unwritable, "\(path) cannot be held: \(String(cString: strerror(number)))")
  }
}
