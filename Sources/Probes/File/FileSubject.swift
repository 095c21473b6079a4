internal import ProbeKit
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What is looked at. Everything here may block on a slow file system.
enum FileSubject: Sendable, CustomStringConvertible {
  /// One file or directory.
  case path(String)
  /// All that a pattern matches (glob(7)).
  case pattern(String)

  /// What was found: how many, and the one that changed last.
  struct Found: Sendable {
    let count: Int
    let newest: FileFacts?
  }

  var description: String {
    switch self {
    case .path(let path), .pattern(let path): path
    }
  }

  /// What to say where there is none.
  var absence: String {
    switch self {
    case .path(let path): "there is no \(path)"
    case .pattern(let pattern): "nothing matches \(pattern)"
    }
  }

  /// Looks, and reads at most so many bytes of the newest file.
  func look(reading limit: Int, admittedBy gate: FileGate) throws(FileFault) -> Found {
    var all: [FileFacts] = []
    for path in try paths() {
      // What is gone since it was listed is not there.
      if let facts = try FileFacts(path, at: try gate.place(of: path)) { all.append(facts) }
    }
    var newest = all.max { ($0.modified, $1.path) < ($1.modified, $0.path) }
    newest?.read(atMost: limit)
    return Found(count: all.count, newest: newest)
  }

  /// The path, or all that match the pattern.
  func paths() throws(FileFault) -> [String] {
    guard case .pattern(let pattern) = self else { return [description] }
    var matches = glob_t()
    defer { globfree(&matches) }
    // What is not there matches nothing; what cannot be read leaves open what would.
    let status = glob(
      pattern, GLOB_NOSORT, { _, number in number == ENOENT || number == ENOTDIR ? 0 : 1 }, &matches)
    switch status {
    case 0:
      return (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0].map { String(cString: $0) } }
    case GLOB_NOMATCH: return []
    case GLOB_NOSPACE: throw FileFault("it matches too much")
    default: throw FileFault("a directory that it leads through cannot be read")
    }
  }
}

/// What the system says of a file (stat(2)).
struct FileFacts: Sendable {
  enum FileType: String, Sendable {
    case file, directory, other
  }

  enum Content: Sendable {
    case text(String)
    /// It was not read; why.
    case unread(String)
  }

  let path: String
  /// The path that is opened.
  let place: String
  let type: FileType
  let size: Int64
  let modified: Timestamp
  let mode: String
  let owner: String
  let group: String
  private(set) var content: Content?

  /// Why it has neither a size nor content.
  var otherness: String {
    type == .directory ? "\(path) is a directory" : "\(path) is not a regular file"
  }

  init(
    path: String, type: FileType, size: Int64, modified: Timestamp, mode: String, owner: String,
    group: String,
    content: Content?
  ) {
    self.path = path
    place = path
    self.type = type
    self.size = size
    self.modified = modified
    self.mode = mode
    self.owner = owner
    self.group = group
    self.content = content
  }

  /// Nil where there is none.
  ///
  /// - Parameter place: The path to open.
  init?(_ path: String, at place: String) throws(FileFault) {
    var status = stat()
    guard stat(place, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileFault(String(cString: strerror(errno)))
    }
    self.path = path
    self.place = place
    type =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      default: .other
      }
    size = Int64(status.st_size)
    modified = Timestamp(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
    let octal = String(status.st_mode & 0o7777, radix: 8)
    mode = String(repeating: "0", count: max(0, 4 - octal.count)) + octal
    owner = userName(status.st_uid)
    group = groupName(status.st_gid)
  }

  /// Reads the content of a file of at most so many bytes.
  mutating func read(atMost limit: Int) {
    guard type == .file else { return }
    guard size <= limit else {
      content = .unread("it has \(byteText(size)), more than `max_content: \(byteText(Int64(limit)))`")
      return
    }
    do throws(FileFault) {
      let bytes = try RegularFile.read(place, atMost: limit)
      content =
        String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .unread("it is not text in UTF-8")
    } catch {
      content = .unread("it cannot be read: \(error.message)")
    }
  }
}

private func userName(_ id: uid_t) -> String {
  var entry = passwd()
  var result: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 4096)
  guard getpwuid_r(id, &entry, &buffer, buffer.count, &result) == 0, let name = result?.pointee.pw_name else {
    return String(id)
  }
  return String(cString: name)
}

private func groupName(_ id: gid_t) -> String {
  var entry = group()
  var result: UnsafeMutablePointer<group>?
  // A group names its members too.
  var buffer = [CChar](repeating: 0, count: 1 << 16)
  guard getgrgid_r(id, &entry, &buffer, buffer.count, &result) == 0, let name = result?.pointee.gr_name else {
    return String(id)
  }
  return String(cString: name)
}
