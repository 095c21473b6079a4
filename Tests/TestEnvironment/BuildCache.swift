private import SystemPackage

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Folders that take long to make, kept in the package's build folder for the runs to come.
enum BuildCache {
  /// The path of the folder `name`; where there is none, `make` fills it at the path that it is given.
  static func folder(_ name: String, make: (_ path: String) async throws -> Void) async throws -> String {
    let cache = buildDirectory.appending("test-environment")
    let folder = cache.appending(name).string
    guard access(folder, F_OK) != 0 else { return folder }
    let staging = "\(folder).\(getpid()).\(UInt32.random(in: 0 ... .max))"
    try await output(of: ["mkdir", "-p", cache.string])
    do {
      try await make(staging)
    } catch {
      try await output(of: ["rm", "-rf", staging])
      throw error
    }
    // It appears in one step; whoever comes second keeps what the first has put there.
    if rename(staging, folder) != 0 { try await output(of: ["rm", "-rf", staging]) }
    return folder
  }

  /// The package's `.build`, found from where this file was compiled.
  private static var buildDirectory: FilePath {
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return path.appending(".build")
  }
}
