/// What a grant names beside targets: hosts, DNS names, files, programs and plugins.
public struct GrantWords: Hashable, Sendable {
  /// Hosts that may be asked by themselves; their names may be looked up too.
  public var hosts: [HostPattern]
  /// Names that DNS may be asked about.
  public var names: [NamePattern]
  /// Files that may be read, and programs by their path, which `commands` has to name too.
  public var files: [FilePattern]
  /// Programs that may be run, as accesses name them.
  public var commands: Set<String>
  /// Plugins that may be run.
  public var plugins: Set<String>

  /// Names these.
  public init(
    hosts: [HostPattern] = [], names: [NamePattern] = [], files: [FilePattern] = [],
    commands: Set<String> = [], plugins: Set<String> = []
  ) {
    self.hosts = hosts
    self.names = names
    self.files = files
    self.commands = commands
    self.plugins = plugins
  }

  /// Whether it covers an access; that of a target it never does.
  public func covers(_ access: Access) -> Bool {
    switch access {
    case .target: false
    case .host(let host): HostName(host).map { host in hosts.contains { $0.covers(host) } } ?? false
    case .name(let name): names.contains { $0.covers(name) } || hosts.contains { $0.coversName(name) }
    case .file(let path): files.contains { $0.covers(path) }
    case .command(let name): commands.contains(name)
    case .plugin(let name): plugins.contains(name)
    }
  }
}
