internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A file that is written whole or not at all: its readers see the old content or the new one. What is not a
/// regular file, such as a named pipe, is written to as it stands, and so is a file that standard output or
/// standard error goes to, such as `/dev/stdout`.
struct ReportFile {
  private enum Way {
    case descriptor(Int32)
    case opening
    /// Links are followed once, so that the file that was looked at is the one that is written.
    case replacing(String)
  }

  private let path: String
  private let way: Way

  /// Finds out before the run whether the file can be written at its end.
  init(path: String) throws(ReportError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw ReportError(path: path, number: EISDIR) }
      if let descriptor = standardStream(status) {
        way = .descriptor(descriptor)
        return
      }
      if status.st_mode & S_IFMT != S_IFREG {
        way = .opening
        return
      }
    }
    let target = followingLinks(path)
    guard access(directory(of: target), W_OK | X_OK) == 0 else {
      throw ReportError(path: path, number: errno)
    }
    way = .replacing(target)
  }

  /// Replaces the content. Blocks until it is on the disk.
  func write(_ text: String) throws(ReportError) {
    let number =
      switch way {
      case .descriptor(let descriptor): writeAll(text, to: descriptor)
      case .opening: append(text)
      case .replacing(let target): replaceFile(target, with: text)
      }
    if let number { throw ReportError(path: path, number: number) }
  }

  private func append(_ text: String) -> Int32? {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    return writeAll(text, to: descriptor)
  }
}

/// The file that a path leads to when every symbolic link is followed, also where there is none there yet.
func followingLinks(_ path: String) -> String {
  var path = path
  // As many links as Linux follows.
  for _ in 0..<40 {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    guard let link = linkTarget(path) else { break }
    path = link.hasPrefix("/") ? link : "\(directory(of: path))/\(link)"
  }
  guard let folder = realpath(directory(of: path), nil) else { return path }
  defer { free(folder) }
  return "\(String(cString: folder))/\(path.split(separator: "/").last ?? "")"
}

private func linkTarget(_ path: String) -> String? {
  var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let count = buffer.withUnsafeMutableBytes { bytes in
    bytes.withMemoryRebound(to: CChar.self) { text in
      text.baseAddress.map { readlink(path, $0, text.count) } ?? -1
    }
  }
  return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
}

private func directory(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The stream of this process that goes to such a file.
private func standardStream(_ status: stat) -> Int32? {
  [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
    var stream = stat()
    return fstat(descriptor, &stream) == 0 && stream.st_dev == status.st_dev && stream.st_ino == status.st_ino
  }
}

extension ReportRequest.Destination {
  /// Whether it is standard output, be it by a path such as `/dev/stdout`.
  public var isStandardOutput: Bool {
    guard case .file(let path) = self else { return true }
    var status = stat()
    return stat(path, &status) == 0 && standardStream(status) == STDOUT_FILENO
  }
}
