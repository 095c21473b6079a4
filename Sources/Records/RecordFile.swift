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

  /// Adds what `make` makes of the file as it is now; makes the file where there is none. Others that add wait
  /// meanwhile (flock(2)). May block.
  func append<Failure: Error>(
    orThrow failure: (String) -> Failure, _ make: (_ existing: [UInt8]) throws(Failure) -> String
  ) throws(Failure) {
    func current(_ what: String) -> Failure {
      failure("\(what) \(path): \(String(cString: strerror(errno)))")
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw current("cannot open") }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw current("cannot lock") }
    }
    let existing: [UInt8]
    do {
      existing = try RegularFile.read(path)
    } catch {
      throw failure("cannot read \(path): \(error.message)")
    }
    let isOpen = existing.last.map { $0 != UInt8(ascii: "\n") } ?? false
    let text = (isOpen ? "\n" : "") + (try make(existing))
    guard write(text, to: descriptor), fsync(descriptor) == 0 else {
      let fault = current("cannot write")
      // What was written of it is taken back, so that no half of a record stays.
      ftruncate(descriptor, off_t(existing.count))
      throw fault
    }
  }

  private func write(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}

/// `write(2)`, which `RecordFile.write` would hide.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
