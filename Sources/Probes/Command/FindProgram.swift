internal import ProbeKit

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The file of a program: its name if that has a slash, else the first file of that name on the path that can be
/// executed. Blocks only as long as looking up names takes.
func findProgram(_ name: String, path: String, directory: String?) throws(ProbeError) -> String {
  if let directory, !isDirectory(directory) {
    throw ProbeError(.invalid, "there is no directory '\(directory)' to run \(name) in")
  }
  var candidates = path.split(separator: ":").map { "\($0)/\(name)" }
  if name.contains("/") {
    candidates = [name.hasPrefix("/") ? name : "\(directory ?? ".")/\(name)"]
  }
  if let found = candidates.first(where: { access($0, X_OK) == 0 && !isDirectory($0) }) {
    return name.contains("/") ? name : found
  }
  if let present = candidates.first(where: { access($0, F_OK) == 0 && !isDirectory($0) }) {
    throw ProbeError(.invalid, "'\(present)' is not executable")
  }
  let place = name.contains("/") ? "" : " on PATH"
  throw ProbeError(.invalid, "there is no program '\(name)'\(place)")
}

/// Variables of this process, as far as they are set.
func inheritedVariables(_ names: [String]) -> [String: String] {
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
