#if canImport(Glibc)
  private import CSpawn
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A pipe by which other threads wake one that polls. Whoever holds it last closes it; no program started later holds it.
public final class WakePipe: Sendable {
  /// Why no pipe could be made.
  public struct Failure: Error {
    /// What the system says, as errno.h numbers it.
    public let number: Int32
  }

  /// To be polled for reading.
  public let readEnd: Int32
  private let writeEnd: Int32

  /// Makes a pipe; fails when there are too many open files.
  public init() throws(Failure) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      guard pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else { throw Failure(number: errno) }
    #else
      guard pipe(&ends) == 0 else { throw Failure(number: errno) }
      // A child that another thread starts in between inherits them: here nothing makes and marks them at once.
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
    #endif
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Makes the read end readable and sends `byte`, unless the pipe is full, which wakes just as well. Never waits.
  public func wake(_ byte: UInt8 = 1) {
    _ = write(writeEnd, [byte], 1)
  }

  /// Takes the bytes that have come, so that the read end is no longer readable. Never waits.
  @discardableResult
  public func drain() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256)
    while case let count = read(readEnd, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    return bytes
  }
}

/// How long poll(2) may wait until a deadline: milliseconds, rounded up. Without a deadline it has no end.
public func pollTimeout(until deadline: ContinuousClock.Instant?) -> Int32 {
  guard let deadline else { return -1 }
  let (seconds, attoseconds) = (deadline - .now).components
  guard seconds >= 0, attoseconds >= 0 else { return 0 }
  return Int32(clamping: min(seconds, 2_000_000) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
}
