internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Runs `body` with the paths of files that have these contents, by their names. Nobody else can read them: they stand
/// in a new folder under `TMPDIR` or `/tmp`, and are gone with it when `body` ends, however it ends.
func withPrivateFiles<Result>(
  _ contents: [String: [UInt8]], _ body: ([String: String]) throws(ProcessError) -> Result
) throws(ProcessError) -> Result {
  guard !contents.isEmpty else { return try body([:]) }
  let folder = try makePrivateFolder()
  defer { remove(folder: folder) }
  var paths: [String: String] = [:]
  for (name, bytes) in contents {
    let path = "\(folder)/\(name)"
    try makePrivateFile(path, holding: bytes)
    paths[name] = path
  }
  return try body(paths)
}

/// Makes a folder that only we may enter (mkdtemp(3)).
private func makePrivateFolder() throws(ProcessError) -> String {
  let wanted = inheritedVariables(["TMPDIR"])["TMPDIR"] ?? ""
  let parent = wanted.isEmpty ? "/tmp" : absolutePath(wanted)
  var template = Array("\(parent)/checkctl-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else {
    throw ProcessError("no private folder could be made in \(parent): \(String(cString: strerror(errno)))")
  }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Makes a file that only we may read.
private func makePrivateFile(_ path: String, holding bytes: [UInt8]) throws(ProcessError) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  var rest = bytes[...]
  var isWritten = descriptor >= 0
  while isWritten, !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 { rest = rest.dropFirst(count) } else { isWritten = errno == EINTR }
  }
  let fault = errno
  if descriptor >= 0 { close(descriptor) }
  guard isWritten else {
    throw ProcessError("\(path) could not be written: \(String(cString: strerror(fault)))")
  }
}

/// Removes the folder and its files, also those that the program left beside ours, such as locks.
private func remove(folder: String) {
  if let stream = opendir(folder) {
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      unlink("\(folder)/\(name)")
    }
    closedir(stream)
  }
  rmdir(folder)
}
