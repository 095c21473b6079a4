internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Why a record could not be written.
public struct RecordFault: Error, Hashable, Sendable {
  /// In one line, with the file.
  public let message: String
}

/// A file to which whole pieces of text are added, one program at a time, each in full or not at all.
struct RecordFile {
  let path: String

  /// How long the file may be held by another program, in tenths of a second.
  private static let longestWait = 100

  /// Adds what `make` makes of the file as it is now; makes the file where there is none. Others that add wait
  /// meanwhile (flock(2)). May block.
  func append(_ make: (_ existing: [UInt8]) throws(RecordFault) -> String) throws(RecordFault) {
    let descriptor = try openLocked()
    defer { close(descriptor) }
    let existing: [UInt8]
    do {
      existing = try RegularFile.read(descriptor: descriptor)
    } catch {
      throw RecordFault(message: "cannot read \(path): \(error.message)")
    }
    let text = try make(existing)
    let isOpen = existing.last.map { $0 != UInt8(ascii: "\n") } ?? false
    let fault =
      writeAll((isOpen ? "\n" : "") + text, to: descriptor) ?? (fsync(descriptor) == 0 ? nil : errno)
    if let fault {
      // What was written of it is taken back, so that no half of a record stays.
      ftruncate(descriptor, off_t(existing.count))
      throw RecordFault(message: "cannot write \(path): \(String(cString: strerror(fault)))")
    }
  }

  /// The file, which nobody else has locked, and which still goes by its name: git replaces files.
  private func openLocked() throws(RecordFault) -> Int32 {
    for _ in 0..<Self.longestWait {
      let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw current("cannot open") }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        if isNamed(descriptor) { return descriptor }
      } else if errno != EWOULDBLOCK, errno != EINTR {
        let fault = current("cannot lock")
        close(descriptor)
        throw fault
      } else {
        usleep(100_000)
      }
      close(descriptor)
    }
    throw RecordFault(message: "\(path) is being written by another program")
  }

  private func isNamed(_ descriptor: Int32) -> Bool {
    var (own, named) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_dev == named.st_dev
      && own.st_ino == named.st_ino
  }

  private func current(_ what: String) -> RecordFault {
    RecordFault(message: "\(what) \(path): \(String(cString: strerror(errno)))")
  }
}
