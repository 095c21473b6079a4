/// Where a pack comes from.
public enum PackSource: Hashable, Sendable {
  /// A folder, relative to the file that names it.
  case directory(String)
  /// A repository that the `git` program reaches, and the folder of the pack in it; which commit is for a tag to say,
  /// by the version where none is named.
  case git(url: String, path: String?, revision: GitRevision?)
  /// A repository of an OCI registry, `registry/name` with an optional tag; without one the tags are versions.
  case registry(String)

  /// One state of a git repository.
  public enum GitRevision: Hashable, Sendable {
    /// The one that a tag names.
    case tag(String)
    /// The one with this object name, in full.
    case commit(String)
  }

  /// Reads the short form: `oci://registry/name`, the URL of a git repository (https, ssh, file, or `git@host:path`),
  /// or the path of a folder. Nil for any other scheme, and for a URL with a password in it.
  public init?(_ text: String) {
    if let reference = text.removingPrefix("oci://") {
      guard !reference.isEmpty, !reference.contains("@") || reference.contains("@sha256:") else { return nil }
      self = .registry(reference)
    } else if Self.isGitURL(text) {
      self = .git(url: text, path: nil, revision: nil)
    } else if text.contains("://") || text.isEmpty {
      return nil
    } else {
      self = .directory(text)
    }
  }

  /// Whether git can be asked for this without anything but git being run: `ext::` and options are refused.
  static func isGitURL(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
    for scheme in ["https://", "ssh://", "file://"] {
      guard let rest = text.removingPrefix(scheme) else { continue }
      let authority = rest.prefix { $0 != "/" }
      // A host that begins with a hyphen would be an option to ssh.
      let host = authority.split(separator: "@").last ?? ""
      return !rest.isEmpty && !host.hasPrefix("-") && !authority.contains("@-")
        && (scheme == "ssh://" || !authority.contains("@"))
    }
    guard let colon = text.firstIndex(of: ":"), let at = text.firstIndex(of: "@"), at < colon else {
      return false
    }
    let (user, host) = (text[..<at], text[text.index(after: at)..<colon])
    return !user.isEmpty && !host.isEmpty && !user.hasPrefix("-") && !host.hasPrefix("-")
      && !user.contains("/")
      && !host.contains("/")
  }

  /// The forms there are, for messages.
  static let forms =
    "a folder, the URL of a git repository (https, ssh or file, without a password), `oci://registry/name`, "
    + "or `{git: URL, path: FOLDER, tag: TAG}`"

  /// In a line, for people.
  public var text: String {
    switch self {
    case .directory(let path): path
    case .git(let url, let path, let revision):
      url + (path.map { " in \($0)" } ?? "") + (revision.map { " at \($0.text)" } ?? "")
    case .registry(let reference): "oci://\(reference)"
    }
  }
}

extension PackSource.GitRevision {
  /// In a few words.
  var text: String {
    switch self {
    case .tag(let tag): "tag \(tag)"
    case .commit(let commit): "commit \(commit.prefix(12))"
    }
  }
}

extension String {
  /// The text without a beginning; nil where it does not begin so.
  func removingPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
