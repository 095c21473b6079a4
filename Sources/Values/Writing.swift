#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Writes all of the text, waiting as long as it takes; the number of the error (errno.h) if that fails.
public func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
  writeAll(Array(text.utf8), to: descriptor)
}

/// Writes all of the bytes, waiting as long as it takes; the number of the error (errno.h) if that fails.
public func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  var bytes = bytes[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written >= 0 {
      bytes = bytes.dropFirst(written)
    } else if errno == EAGAIN {
      var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&wait, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return nil
}

/// Whether the error means that nobody reads any more.
public func isClosedPipe(_ number: Int32) -> Bool { number == EPIPE }
