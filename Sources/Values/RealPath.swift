#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The path from the root, without `.`, doubled slashes and a slash at its end. Of a relative path `..` at its beginning leads
/// out of the working directory, which has no symbolic links in it; any other `..` stays, since a link before it leads
/// elsewhere.
public func plainPath(_ path: String) -> String {
  var names = path.split(separator: "/").filter { $0 != "." }[...]
  guard !path.hasPrefix("/") else { return "/" + names.joined(separator: "/") }
  var folders = absolutePath(".").split(separator: "/").dropLast()
  while names.first == ".." {
    names.removeFirst()
    _ = folders.popLast()
  }
  return "/" + (folders + names).joined(separator: "/")
}

/// The path that a path really leads to, without symbolic links (realpath(3)); of what is not there, where it would be.
/// Throws where that cannot be told, as of a link that leads nowhere. Looks at the file system, and may block.
public func realPath(of path: String) throws(FileFault) -> String {
  var folder = absolutePath(path)
  guard folder.utf8.count < Int(PATH_MAX) else { throw FileFault(String(cString: strerror(ENAMETOOLONG))) }
  var missing: [Substring] = []
  while true {
    if let resolved = realpath(folder, nil) {
      defer { free(resolved) }
      let names = String(cString: resolved).split(separator: "/") + missing.reversed()
      return "/" + names.joined(separator: "/")
    }
    let (number, slash) = (errno, folder.lastIndex(of: "/"))
    var status = stat()
    // A link that is there leads to where nothing is.
    guard number == ENOENT || number == ENOTDIR, lstat(folder, &status) != 0, let slash else {
      throw FileFault(String(cString: strerror(number)), isMissing: number == ENOENT)
    }
    let name = folder[folder.index(after: slash)...]
    guard name != "..", name != "." else {
      throw FileFault(String(cString: strerror(number)), isMissing: number == ENOENT)
    }
    if !name.isEmpty { missing.append(name) }
    folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
  }
}
