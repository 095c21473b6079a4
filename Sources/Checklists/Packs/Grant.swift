/// One thing that a pack may do, or asks to be allowed.
public enum Grant: Hashable, Sendable {
  /// To ask a target, by the pack's own role for it, with a kind of probe in one way: `read` or `write`, an HTTP method,
  /// a type of Kubernetes resources.
  case target(role: String, kind: String, way: String)
  /// To run a program by this name.
  case command(String)
  /// To run the plugin of this name.
  case plugin(String)
  /// To read the files that this pattern matches.
  case file(String)
  /// To talk to a host that no target stands for, and to look its name up; `*.example.com` is any below it.
  case host(String)
  /// To ask DNS about a name.
  case name(String)
  /// To run the items of this pattern although they change something.
  case action(String)
}

extension Grant: Comparable, CustomStringConvertible {
  /// In a line, as `pack show` and the differences of an update have it.
  public var description: String {
    switch self {
    case .target(let role, let kind, let way): "target \(role): \(kind) \(way)"
    case .command(let name): "command \(name)"
    case .plugin(let name): "plugin \(name)"
    case .file(let pattern): "file \(pattern)"
    case .host(let host): "host \(host)"
    case .name(let name): "name \(name)"
    case .action(let pattern): "action \(pattern)"
    }
  }

  /// By what they say.
  public static func < (left: Grant, right: Grant) -> Bool { left.description < right.description }
}

/// What a pack may do.
public enum Grants: Hashable, Sendable {
  /// What a pack may do of which the project says nothing: ask the targets that its roles are bound to, without
  /// changing anything. No `command`, `plugin`, `file`, `config`, `load`, action or Kubernetes Secret, and no host of
  /// its own choice.
  case standard
  /// This and nothing else.
  case listed(Set<Grant>)
}
