internal import ProbeKit

/// What grants allow.
extension Grants {
  /// The kinds of probe whose ways are types of Kubernetes resources.
  static let clusterKinds: Set<String> = ["kubectl", "logs", "config"]

  /// Kinds of probe that need a grant of their own even to read.
  private static let exceptionalKinds: Set<String> = ["command", "plugin", "file", "config", "load"]

  /// Parts of Kubernetes objects that only show what they are; others lead to other systems, as `pods/proxy` does.
  private static let plainParts: Set<String> = ["log", "status", "scale"]

  /// HTTP methods that change nothing (RFC 9110, section 9.2.1).
  private static let safeMethods: Set<String> = ["GET", "HEAD", "OPTIONS"]

  /// Whether a target may be asked so, by the pack's role for it.
  func allows(role: String, kind: String, way: String) -> Bool {
    switch self {
    case .standard:
      if Self.exceptionalKinds.contains(kind) { return false }
      return Self.clusterKinds.contains(kind)
        ? Self.isPlain(way) : way == "read" || Self.safeMethods.contains(way)
    case .listed(let grants):
      let ways = grants.compactMap { grant -> String? in
        guard case .target(role, kind, let way) = grant else { return nil }
        return way
      }
      guard Self.clusterKinds.contains(kind) else { return ways.contains(way) }
      return ways.contains { (try? ResourcePattern($0).covers(way)) ?? false }
    }
  }

  /// Whether anything of this kind may be asked of the target of a role.
  func mayAllow(role: String, kind: String) -> Bool {
    switch self {
    case .standard: return !Self.exceptionalKinds.contains(kind)
    case .listed(let grants):
      return grants.contains { if case .target(role, kind, _) = $0 { true } else { false } }
    }
  }

  /// Whether anything of this kind may be asked that needs no target.
  func mayAllow(kind: String) -> Bool {
    let granted: Set<Grant> = if case .listed(let grants) = self { grants } else { [] }
    return switch kind {
    case "command": granted.contains { if case .command = $0 { true } else { false } }
    case "plugin": granted.contains { if case .plugin = $0 { true } else { false } }
    case "file": granted.contains { if case .file = $0 { true } else { false } }
    case "load": granted.contains { if case .target(_, "load", _) = $0 { true } else { false } }
    default: true
    }
  }

  private static let anyPath = try? ResourcePattern("/**")

  private static func isPlain(_ way: String) -> Bool {
    // A path by itself is none of an object: those are told by their types. One that servers may read in several ways
    // could be of any.
    if way.hasPrefix("/") { return way == "/" || anyPath?.covers(way) ?? false }
    let parts = way.split(separator: "/", maxSplits: 1)
    return parts.first != "secrets" && (parts.count < 2 || plainParts.contains(String(parts[1])))
  }

  /// Whether the item of this id may change something.
  func allowsAction(_ id: String) -> Bool {
    guard case .listed(let grants) = self else { return false }
    return grants.contains { if case .action(let pattern) = $0 { glob(pattern, matches: id) } else { false } }
  }

  /// What they name beside targets; relative paths are so to `directory`.
  func words(in directory: String) -> GrantWords {
    guard case .listed(let grants) = self else { return GrantWords() }
    var words = GrantWords()
    for grant in grants {
      switch grant {
      case .host(let word): words.hosts += (try? [HostPattern(word)]) ?? []
      case .name(let word): words.names += (try? [NamePattern(word)]) ?? []
      case .file(let word): words.files += (try? [FilePattern(word, in: directory)]) ?? []
      case .command(let name): words.commands.insert(name)
      case .plugin(let name): words.plugins.insert(name)
      case .target, .action: break
      }
    }
    return words
  }

  /// Whether all that a pack asks for by one need is allowed.
  public func covers(_ need: Grant) -> Bool {
    if case .listed(let grants) = self, grants.contains(need) { return true }
    switch need {
    case .target(let role, let kind, let way):
      // All paths below one are as plain as that one is.
      let isBelow = Self.clusterKinds.contains(kind) && way.hasSuffix("/**")
      return allows(role: role, kind: kind, way: way)
        || self == .standard && isBelow && allows(role: role, kind: kind, way: String(way.dropLast(2)))
    case .host(let host): return words(in: "/").covers(.host(host))
    case .name(let name): return words(in: "/").covers(.name(name))
    case .file(let pattern):
      // Both are relative to the same folder, whichever that will be.
      return (try? FilePattern(pattern, in: "/")).map { words(in: "/").covers(.file($0.description)) }
        ?? false
    case .action(let id): return allowsAction(id)
    case .command, .plugin: return false
    }
  }
}
