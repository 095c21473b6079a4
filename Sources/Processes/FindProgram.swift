#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The file of a program: its name if that has a slash, else the first file of that name on the path that can be
/// executed. What is relative, also on the path, is so to the directory in which the program runs. It blocks, on a
/// network's file system perhaps for long.
public func findProgram(_ name: String, path: String, directory: String?) throws(ProcessError) -> String {
  if let directory, !isDirectory(directory) {
    throw ProcessError(isInvalid: true, "there is no directory '\(directory)' to run \(name) in")
  }
  let candidates = name.contains("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
  func place(of file: String) -> String { file.hasPrefix("/") ? file : "\(directory ?? ".")/\(file)" }
  let files = candidates.filter { !isDirectory(place(of: $0)) }
  if let found = files.first(where: { access(place(of: $0), X_OK) == 0 }) { return found }
  if let present = files.first(where: { access(place(of: $0), F_OK) == 0 }) {
    throw ProcessError(isInvalid: true, "'\(place(of: present))' is not executable")
  }
  let place = name.contains("/") ? "" : " on PATH"
  throw ProcessError(isInvalid: true, "there is no program '\(name)'\(place)")
}

/// Variables of this process, as far as they are set.
public func inheritedVariables(_ names: [String]) -> [String: String] {
  var result: [String: String] = [:]
  for name in names {
    if let value = getenv(name) { result[name] = String(cString: value) }
  }
  return result
}

private func isDirectory(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
