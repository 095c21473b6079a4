#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The user that servers run as: oneself, or an unprivileged one where the tests run as root (PostgreSQL refuses
/// root, and no server of a test needs it).
struct ServiceUser: Sendable {
  private let identity: Identity?

  private struct Identity {
    let user: UInt32
    let group: UInt32
  }

  /// The user for this process's servers.
  static let current = ServiceUser()

  private init() {
    guard geteuid() == 0 else {
      identity = nil
      return
    }
    let entry = getpwnam("postgres") ?? getpwnam("nobody")
    identity = entry.map { Identity(user: $0.pointee.pw_uid, group: $0.pointee.pw_gid) }
  }

  /// `command` as this user starts it.
  func prefixing(_ command: [String]) -> [String] {
    guard let identity else { return command }
    return [
      "setpriv", "--reuid=\(identity.user)", "--regid=\(identity.group)", "--clear-groups", "--",
    ] + command
  }

  /// Gives the file or directory at `path` to this user.
  func own(_ path: String) throws(TestEnvironmentError) {
    guard let identity else { return }
    guard chown(path, identity.user, identity.group) == 0 else {
      throw TestEnvironmentError("chown \(path): \(String(cString: strerror(errno)))")
    }
  }
}
