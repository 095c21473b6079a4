public import Values

/// Something that asking makes use of, in the words of grants.
public enum Access: Hashable, Sendable {
  /// A target, by one way of asking it: `read` or `write` for `sql`, `read` for `promql`, the method for `http` and
  /// `load`, the type of resource for `kubectl`, `logs` and `config` (see `KubernetesResources`), `environment` where a
  /// program is given what leads it to the target.
  case target(Target, way: String)
  /// A host by itself and not through a target, as HOST or HOST:PORT; an IPv6 address stands in brackets.
  case host(String)
  /// A name that DNS is asked about.
  case name(String)
  /// A file of this machine, or a pattern of files, by its path from the root without `.` and doubled slashes: see
  /// `file(at:)`. What has a `..` in it leads nobody knows where.
  case file(String)
  /// A program: by its name where it is looked for on PATH, else by its path from the root. `NAME=` is a variable of the
  /// environment by which a program is led to run other code.
  case command(String)
  /// A plugin, by the NAME of `checkctl-probe-NAME`.
  case plugin(String)

  /// A file by a path or a pattern as an item writes it; one that is relative is so to the working directory (see
  /// `plainPath`). What its symbolic links lead to is another access.
  public static func file(at path: String) -> Access { .file(plainPath(path)) }

  /// A port of a host; a bare IPv6 address is put into brackets.
  public static func host(_ host: String, port: Int) -> Access {
    .host(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)")
  }
}

extension Access: CustomStringConvertible {
  /// As messages name it, such as "`deployments` of the target `cluster`" and "the host `db.example.com:5432`".
  public var description: String {
    switch self {
    case .target(let target, let way): "`\(way)` of the target `\(target.name)`"
    case .host(let host): "the host `\(host)`"
    case .name(let name): "the DNS name `\(name)`"
    case .file(let path): "the file `\(path)`"
    case .command(let name): "the command `\(name)`"
    case .plugin(let name): "the plugin `\(name)`"
    }
  }
}

/// What whoever asks may make use of, such as the items of a rule pack. It belongs to a question, and may know of it what
/// an access does not say, such as its kind.
public protocol AccessPolicy: Sendable {
  /// Why an access is refused, in one line that says how to mend it, such as "the pack platform/postgres was not granted
  /// `deployments` of the target `cluster`; grant it in checkctl.yaml"; nil where it is not.
  func refusal(of access: Access) -> String?

  /// Tells policies apart: answers are shared only between items of the same one.
  var identity: String { get }
}
