internal import Values

/// What `git ls-tree` and `git cat-file --batch` write.
enum GitTree {
  struct Entry {
    let path: String
    let object: String
  }

  /// The files of a pack in a tree, by `ls-tree -r -l -z`: without those that begin with a dot and those of a project
  /// alone. A link or another repository in it is refused.
  static func entries(_ listing: [UInt8], of place: String) throws(PackError) -> [Entry] {
    var entries: [Entry] = []
    var paths: Set<String> = []
    var total = 0
    for line in listing.split(separator: 0) {
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")),
        let path = String(validating: line[line.index(after: tab)...], as: UTF8.self)
      else { throw PackError(.untrusted, "\(place) is refused: it has a path that is no text") }
      let parts = path.split(separator: "/")
      guard !parts.contains("."), !parts.contains("..") else {
        throw PackError(.untrusted, "\(place) is refused: \(jsonQuoted(path)) leads out of its folder")
      }
      if parts.contains(where: { $0.hasPrefix(".") }) { continue }
      if let first = parts.first.map(String.init), PackContent.ownNames.contains(first),
        path != PackSignature.fileName
      {
        continue
      }
      let words = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
      guard words.count == 4, words[1] == "blob", words[0] == "100644" || words[0] == "100755",
        let size = Int(words[3]), size >= 0
      else {
        throw PackError(
          .untrusted, "\(place) is refused: \(path) is a link or another repository",
          help: "a pack has files and folders only")
      }
      guard size <= PackContent.mostFileBytes, total + size <= PackContent.mostBytes,
        entries.count < PackContent.mostFiles
      else { throw PackError(.untrusted, "\(place) is refused: \(path) or all of it is too large") }
      total += size
      guard paths.insert(path).inserted else {
        throw PackError(.untrusted, "\(place) is refused: it has the file \(path) twice")
      }
      entries.append(Entry(path: path, object: String(words[2])))
    }
    return entries
  }

  /// The contents that `cat-file --batch` writes, in the order in which they were asked for; nil where there are
  /// not so many.
  static func blobs(_ output: [UInt8], count: Int) -> [[UInt8]]? {
    var blobs: [[UInt8]] = []
    var rest = output[...]
    while blobs.count < count {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      guard words.count == 3, words[1] == "blob", let size = Int(words[2]), size >= 0,
        size < rest.endIndex - end - 1
      else { return nil }
      blobs.append(Array(rest[(end + 1)..<(end + 1 + size)]))
      rest = rest[(end + size + 2)...]
    }
    return blobs
  }
}
