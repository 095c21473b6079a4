public import Digests
internal import Values

/// All files of a pack, by their paths in it.
///
/// Its identity is a digest over its canonical list of files: a line for each, the SHA-256 digest in hexadecimal, two
/// spaces and the path, in the order of the paths' bytes. `sha256sum` writes the same, so that
/// `find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum` makes the digest by hand.
public struct PackContent: Sendable {
  /// The files.
  public let files: [String: [UInt8]]
  /// The digest of each file.
  public let fileDigests: [String: SHA256Digest]

  /// The most files of a pack.
  static let mostFiles = 10_000
  /// The most bytes of a file.
  static let mostFileBytes = 4 << 20
  /// The most bytes of all files.
  static let mostBytes = 64 << 20
  /// The most bytes of a path.
  static let longestPath = 240

  /// Files and folders of a project that are never part of a pack: what differs between its users, what they answered,
  /// and the signature over the pack itself.
  static let ownNames: Set<String> = [
    "environments", "vendor", "checkctl.yaml", "checkctl.lock", "waivers.yaml", "sign-offs.jsonl",
    PackSignature.fileName,
  ]

  /// Takes files as they came from somewhere; `what` is the pack as messages name it. Throws where a path could lead
  /// anywhere but into the pack, where two differ in case alone, and where there is too much of anything.
  public init(_ files: [String: [UInt8]], of what: String) throws(PackError) {
    func refuse(_ reason: String) -> PackError {
      PackError(.untrusted, "\(what) is refused: \(reason)")
    }
    guard files.count <= Self.mostFiles else { throw refuse("it has more than \(Self.mostFiles) files") }
    var folded: [String: String] = [:]
    var total = 0
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      if let fault = Self.fault(ofPath: path) { throw refuse("the file \(jsonQuoted(path)) \(fault)") }
      guard bytes.count <= Self.mostFileBytes else {
        throw refuse("the file \(path) has more than \(Self.mostFileBytes >> 20) MiB")
      }
      total += bytes.count
      guard total <= Self.mostBytes else { throw refuse("it has more than \(Self.mostBytes >> 20) MiB") }
      for other in [path] + Self.folders(of: path) {
        if let known = folded.updateValue(other, forKey: other.lowercased()), known != other {
          throw refuse("\(known) and \(other) differ in case alone")
        }
      }
    }
    for path in files.keys where Self.folders(of: path).contains(where: { files[$0] != nil }) {
      throw refuse("\(path) lies in what is also a file")
    }
    self.files = files
    fileDigests = files.mapValues { SHA256Digest(of: $0) }
  }

  /// The canonical list of files.
  public var list: String { Self.list(fileDigests) }

  /// The digest over the list.
  public var digest: SHA256Digest { SHA256Digest(of: list) }

  static func list(_ digests: [String: SHA256Digest]) -> String {
    digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\($0.value.hex)  \($0.key)\n" }.joined()
  }

  /// The folders that a path goes through.
  private static func folders(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (1..<max(parts.count, 1)).map { parts.prefix($0).joined(separator: "/") }
  }

  /// What is wrong with a path; nil where it stays within the pack and means the same on every file system.
  static func fault(ofPath path: String) -> String? {
    guard !path.isEmpty, path.utf8.count <= longestPath else {
      return "has a path that is empty or longer than \(longestPath) bytes"
    }
    guard path.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && !#"\:*?"<>|"#.utf8.contains($0) }) else {
      return #"has more in its path than printable ASCII without \ : * ? " < > |"#
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".") && !$0.hasSuffix(" ") })
    else { return "has a part in its path that is empty, begins with a dot, or ends with a dot or a space" }
    if let own = parts.first, ownNames.contains(own.lowercased()) {
      return "has no place in a pack: \(own) belongs to the project that uses it"
    }
    return nil
  }

  /// What differs from the digests of another state, a line for each file.
  func differences(from known: [String: SHA256Digest]) -> [String] {
    Set(known.keys).union(fileDigests.keys).sorted().compactMap { path in
      switch (known[path], fileDigests[path]) {
      case (let old?, let new?): old == new ? nil : "\(path) was changed"
      case (_?, nil): "\(path) is missing"
      case (nil, _): "\(path) was added"
      }
    }
  }
}
