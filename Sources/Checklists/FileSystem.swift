internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Paths as text; nothing here looks at the disk.
enum Path {
  /// The name of a file without its folders and its `.yaml` or `.yml`.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return name
  }

  /// The folder that a file lies in.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path relative to a folder, `.` and `..` taken out where they can be.
  static func join(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") { return normalized(path) }
    return normalized(directory == "." ? path : directory + "/" + path)
  }

  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }
}

/// The files that checklists are made of.
enum FileSystem {
  /// The names in a folder, sorted; empty where there is no such folder.
  static func names(in directory: String) -> [String] { (try? Values.names(inFolder: directory)) ?? [] }

  /// The names of the YAML files in a folder without their endings, each once, sorted.
  static func yamlStems(in directory: String) -> [String] {
    Set(names(in: directory).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map(Path.stem)).sorted()
  }

  /// The file that a name without an ending means: `.yml` counts where there is no `.yaml`.
  static func yamlFile(named name: String, in directory: String) -> String {
    let yaml = Path.join(directory, name + ".yaml")
    let yml = Path.join(directory, name + ".yml")
    return !exists(yaml) && exists(yml) ? yml : yaml
  }

  /// Whether there is a file or folder of that name.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is a folder of that name.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
