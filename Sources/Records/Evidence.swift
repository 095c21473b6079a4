internal import Digests

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

extension SignOffRecord.Evidence {
  /// What a person names as evidence: an http or https URL, or else a file that is there; nil where it can be neither.
  ///
  /// - Parameter directory: The folder of the sign-offs: files of the project that it is in are named from there.
  public init?(_ text: String, seenFrom directory: String) {
    for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
      guard text.utf8.count > scheme.utf8.count else { return nil }
      self = .url(text)
      return
    }
    guard let digest = SHA256Digest.ofFile(text) else { return nil }
    self = .file(Self.relative(real(text), to: real(directory)), digest: digest.description)
  }

  /// A path as seen from a folder, if it lies in that folder or in the one that holds it; else as it is.
  private static func relative(_ path: String, to directory: String) -> String {
    if path.hasPrefix(directory + "/") { return String(path.dropFirst(directory.count + 1)) }
    let parent = directory.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    return path.hasPrefix(parent + "/") ? "../" + path.dropFirst(parent.count + 1) : path
  }
}

/// The path from the root without links, `.` and `..` (realpath(3)).
private func real(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}
