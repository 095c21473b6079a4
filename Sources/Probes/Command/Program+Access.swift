internal import ProbeKit

extension Program {
  /// The program itself: by its name, or by its file, which is one of this machine then.
  var ownAccesses: [Access] {
    guard name.contains("/") else { return [.command(name)] }
    let path = name.hasPrefix("/") ? name : "\(directory ?? ".")/\(name)"
    let file = Access.file(at: path)
    guard case .file(let place) = file else { return [file] }
    return [.command(place), file]
  }

  /// What the item gives the program: the targets, the directory it runs in, and variables that lead it to run other code.
  func givenAccesses(targets: [String: Target]) -> [Access] {
    roles.compactMap { targets[$0] }.map { .target($0, way: "environment") }
      + [directory].compactMap(\.self).map(Access.file(at:))
      + variables.filter { Self.mayChooseCode($0.name) }.map { .command("\($0.name)=") }
  }

  /// Whether a variable may have a program run other code than its own: that of the loader (ld.so(8)), of interpreters, of
  /// what it starts, or what a configuration names that it reads. Not all such variables are known to anybody.
  private static func mayChooseCode(_ name: String) -> Bool {
    telling.contains(name) || tellingPrefixes.contains(where: name.hasPrefix)
  }

  private static let tellingPrefixes = ["LD_", "DYLD_", "GIT_", "BASH_FUNC_"]

  private static let telling: Set<String> = [
    "PATH", "HOME", "XDG_CONFIG_HOME", "GCONV_PATH", "GLIBC_TUNABLES", "OPENSSL_CONF", "OPENSSL_MODULES",
    "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "SHELL", "ZDOTDIR",
    "PERL5OPT", "PERL5LIB", "PERLLIB", "PERL5DB", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "RUBYOPT", "RUBYLIB", "NODE_OPTIONS", "NODE_PATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS", "CLASSPATH", "EDITOR", "VISUAL", "PAGER", "LESSOPEN", "LESSCLOSE", "PSQLRC",
    "PSQL_PAGER", "PSQL_EDITOR", "KUBECONFIG", "KUBE_EDITOR", "AWS_CONFIG_FILE", "CURL_HOME", "WGETRC",
    "RSYNC_RSH", "TAR_OPTIONS", "MAKEFLAGS", "MAKEFILES",
  ]
}
