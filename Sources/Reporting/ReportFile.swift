#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A file that is written whole or not at all: its readers see the old content or the new one. What is not a
/// regular file, such as a named pipe or `/dev/stderr`, is written to as it stands.
struct ReportFile {
  private let path: String

  /// Finds out before the run whether the file can be written at its end.
  init(path: String) throws(ReportError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw ReportError(path: path, number: EISDIR) }
      if status.st_mode & S_IFMT != S_IFREG { return }
    }
    guard access(Self.directory(of: path), W_OK | X_OK) == 0 else {
      throw ReportError(path: path, number: errno)
    }
  }

  /// Replaces the content. Blocks until it is on the disk.
  func write(_ text: String) throws(ReportError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      try append(text)
    } else {
      try replace(with: text)
    }
  }

  private func append(_ text: String) throws(ReportError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw ReportError(path: path, number: errno) }
    defer { close(descriptor) }
    if let number = writeAll(text, to: descriptor) { throw ReportError(path: path, number: number) }
  }

  private func replace(with text: String) throws(ReportError) {
    let target = resolved
    let name = "\(Self.directory(of: target))/.checkctl-report.\(getpid()).\(UInt32.random(in: 0 ... .max))"
    var old = stat()
    let mode = stat(target, &old) == 0 ? old.st_mode & 0o777 : nil
    let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode ?? 0o666)
    guard descriptor >= 0 else { throw ReportError(path: path, number: errno) }
    var failure = writeAll(text, to: descriptor)
    // A report that was there keeps its mode; a new one has what the umask leaves.
    if failure == nil, let mode, fchmod(descriptor, mode) != 0 { failure = errno }
    if failure == nil, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == nil { failure = errno }
    if failure == nil, rename(name, target) != 0 { failure = errno }
    if let failure {
      unlink(name)
      throw ReportError(path: path, number: failure)
    }
  }

  /// The file that a symbolic link leads to, so that the link stays.
  private var resolved: String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// Writes all of the text, waiting as long as it takes; the number of the error (errno.h) if that fails.
func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
  var bytes = Array(text.utf8)[...]
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
func isClosedPipe(_ number: Int32) -> Bool { number == EPIPE }
