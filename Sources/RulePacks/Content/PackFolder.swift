internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The folder of a pack on this machine.
struct PackFolder {
  let path: String

  /// Reads all files of the pack: not those that begin with a dot, nor those that belong to the project alone. A link
  /// is refused, wherever it leads.
  func content(of what: String) throws(PackError) -> PackContent {
    guard isFolder(path) else {
      throw PackError(.unavailable, "\(what): there is no folder \(path)")
    }
    var files: [String: [UInt8]] = [:]
    var total = 0
    try read("", into: &files, total: &total, of: what)
    return try PackContent(files, of: what)
  }

  private func read(
    _ folder: String, into files: inout [String: [UInt8]], total: inout Int, of what: String
  ) throws(PackError) {
    guard folder.utf8.count <= PackContent.longestPath else {
      throw PackError(.untrusted, "\(what) is refused: its folders are too deep: \(folder)")
    }
    for name in try names(in: folder.isEmpty ? path : "\(path)/\(folder)", of: what) {
      let inner = folder.isEmpty ? name : "\(folder)/\(name)"
      if name.hasPrefix(".") || folder.isEmpty && PackContent.ownNames.contains(name) { continue }
      let status = status(of: "\(path)/\(inner)")
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try read(inner, into: &files, total: &total, of: what)
      case S_IFREG:
        guard status.st_size <= PackContent.mostFileBytes else {
          throw PackError(
            .untrusted,
            "\(what) is refused: the file \(inner) has more than \(PackContent.mostFileBytes >> 20) MiB")
        }
        let bytes: [UInt8]
        do throws(FileFault) {
          bytes = try RegularFile.read("\(path)/\(inner)", atMost: PackContent.mostFileBytes)
        } catch {
          throw PackError(.unavailable, "\(what): \(path)/\(inner) cannot be read: \(error.message)")
        }
        total += bytes.count
        guard total <= PackContent.mostBytes, files.count < PackContent.mostFiles else {
          throw PackError(
            .untrusted,
            "\(what) is refused: \(path) has more than \(PackContent.mostFiles) files or \(PackContent.mostBytes >> 20) MiB"
          )
        }
        files[inner] = bytes
      case S_IFLNK:
        throw PackError(
          .untrusted, "\(what) is refused: \(inner) is a link",
          help: "a pack has files and folders only: put a copy in the place of the link")
      default: throw PackError(.untrusted, "\(what) is refused: \(inner) is no file and no folder")
      }
    }
  }

  /// What cannot be looked into is not empty.
  private func names(in folder: String, of what: String) throws(PackError) -> [String] {
    do throws(FileFault) {
      return try Values.names(inFolder: folder)
    } catch {
      throw PackError(.unavailable, "\(what): the folder \(folder) cannot be read: \(error.message)")
    }
  }

  /// What a name stands for, a link being one; nothing where it is gone.
  private func status(of path: String) -> stat {
    var status = stat()
    return lstat(path, &status) == 0 ? status : stat()
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
