import FoundationEssentials
import Values

/// An input that somebody might write, or one that was trouble once.
struct Sample: Sendable {
  /// The file that it is, or where else it comes from.
  let name: String
  let bytes: [UInt8]
}

/// The files of `Tests/Fuzz/Corpus`, and others of this repository.
enum Corpus {
  /// The samples in a folder of the corpus, by their names.
  static func samples(_ folder: String) throws -> [Sample] { try files(in: "Tests/Fuzz/Corpus/\(folder)") }

  /// The samples in a folder of the repository, by their names; not those in folders within.
  static func files(in folder: String) throws -> [Sample] {
    let directory = root + folder
    return try FileManager.default.contentsOfDirectory(atPath: directory).sorted().compactMap { name in
      let path = "\(directory)/\(name)"
      var isFolder = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder else {
        return nil
      }
      return Sample(name: "\(folder)/\(name)", bytes: try RegularFile.read(path))
    }
  }

  /// The words of some languages: each file is a JSON list of texts.
  static func tokens(_ names: String...) throws -> [[UInt8]] {
    try names.flatMap { name in
      let list = try parseJSON(RegularFile.read("\(root)Tests/Fuzz/Corpus/tokens/\(name).json")).list ?? []
      return list.compactMap { $0.string.map { Array($0.utf8) } }
    }
  }

  private static let root =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    .map { "\($0)/" }.joined()
}
