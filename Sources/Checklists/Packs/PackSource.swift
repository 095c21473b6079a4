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
    } else if Self.isFolder(text) {
      self = .directory(text)
    } else {
      return nil
    }
  }

  /// The same place where a file in `folder` names it; what is no folder is where it is, whoever names it.
  public func named(in folder: String) -> PackSource {
    if case .directory(let path) = self { .directory(Path.join(folder, path)) } else { self }
  }

  /// Whether programs can be asked for it without anything but it being meant. What `init` reads always is; what was
  /// put together of parts, as a lock file has them, need not be.
  public var isSound: Bool {
    switch self {
    case .directory(let path): Self.isFolder(path) && !Self.isGitURL(path)
    case .registry(let reference): PackSource("oci://\(reference)") == self
    case .git(let url, let path, let revision):
      Self.isGitURL(url) && path.map(Self.isInside) ?? true && revision?.isSound ?? true
    }
  }

  /// Whether a text is the path of a folder, and not a place that only another program could reach: `::` stands behind
  /// the name of a helper of git's.
  private static func isFolder(_ text: String) -> Bool {
    !text.isEmpty && !text.contains("://") && !text.contains("::")
      && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }

  /// Whether a relative path stays below where it begins.
  static func isInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
      && !path.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }

  /// Whether git can be asked for this without anything but git being run: `ext::` and options are refused.
  static func isGitURL(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
    for scheme in ["https://", "ssh://", "file://"] {
      guard let rest = text.removingPrefix(scheme) else { continue }
      let parts = rest.prefix { $0 != "/" }.split(separator: "@", omittingEmptySubsequences: false)
      // A user or host that begins with a hyphen would be an option to ssh; a colon behind a user begins a password.
      return !rest.isEmpty && !parts.contains { $0.hasPrefix("-") }
        && (parts.count == 1 || scheme == "ssh://" && parts.count == 2 && !parts[0].contains(":"))
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

  /// Whether git takes it as what it is: a commit by its full object name, by SHA-1 or SHA-256, or a tag by a name that
  /// references may have (git-check-ref-format(1)).
  public var isSound: Bool {
    switch self {
    case .commit(let name):
      return [40, 64].contains(name.utf8.count)
        && name.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    case .tag(let name):
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      return parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
        && !name.hasPrefix("-") && !name.hasSuffix(".") && !name.contains("..") && !name.contains("@{")
        && !name.unicodeScalars.contains {
          $0.value <= 0x20 || $0.value == 0x7F || #"~^:?*[\"#.unicodeScalars.contains($0)
        }
    }
  }
}

extension String {
  /// The text without a beginning; nil where it does not begin so.
  func removingPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
