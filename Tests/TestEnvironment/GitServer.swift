private import Values

/// A git server of one's own: `git http-backend` behind an nginx that speaks TLS. Everybody may fetch and push.
public final class GitServer: Sendable {
  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// What to give a client, without a closing slash.
  public let url: String
  /// The CA file that clients must trust, as `GIT_SSL_CAINFO` has it.
  public let authorityPath: String
  private let nginx: NginxServer
  private let gateway: SupervisedProcess
  private let directory: TemporaryDirectory
  private let authority: CertificateAuthority

  /// Starts a server without repositories.
  public static func start() async throws -> GitServer {
    let directory = try TemporaryDirectory()
    for name in ["repositories", "run"] {
      try ServiceUser.current.own(try directory.makeDirectory(name))
    }
    let socket = directory.path(of: "run/cgi.sock")
    let gateway = try SupervisedProcess(
      ["fcgiwrap", "-c", "4", "-s", "unix:\(socket)"], stopSignal: "TERM",
      log: directory.path(of: "fcgiwrap.log"))
    try await gateway.waitUntil("fcgiwrap listened") { directoryEntries("\(directory.path)/run") != [] }
    let authority = try await CertificateAuthority()
    var options = NginxServer.Options()
    options.certificate = try await authority.server([LoopbackEndpoint.hostOfThisRun])
    do {
      let nginx = try await NginxServer.start(
        .directives(directives(socket: socket, root: directory.path(of: "repositories"))), options: options)
      return GitServer(nginx, gateway, directory, authority)
    } catch {
      await gateway.stop()
      throw error
    }
  }

  private init(
    _ nginx: NginxServer, _ gateway: SupervisedProcess, _ directory: TemporaryDirectory,
    _ authority: CertificateAuthority
  ) {
    endpoint = nginx.endpoint
    url = nginx.url
    authorityPath = authority.root.certificatePath
    (self.nginx, self.gateway, self.directory, self.authority) = (nginx, gateway, directory, authority)
  }

  private static func directives(socket: String, root: String) -> String {
    let parameters = [
      "SCRIPT_FILENAME /usr/lib/git-core/git-http-backend", "GIT_PROJECT_ROOT \(root)",
      "GIT_HTTP_EXPORT_ALL 1", "PATH_INFO $uri", "QUERY_STRING $query_string",
      "REQUEST_METHOD $request_method", "CONTENT_TYPE $content_type", "CONTENT_LENGTH $content_length",
    ]
    return "client_max_body_size 0; location / { fastcgi_pass unix:\(socket); "
      + parameters.map { "fastcgi_param \($0); " }.joined() + "}"
  }

  /// Makes an empty repository, and returns its URL.
  public func makeRepository(_ name: String) async throws -> String {
    let path = directory.path(of: "repositories/\(name).git")
    for command in [
      ["init", "--quiet", "--bare", path], ["-C", path, "config", "http.receivepack", "true"],
    ] {
      try await output(of: ServiceUser.current.prefixing(["env", "HOME=/nonexistent", "git"] + command))
    }
    return "\(url)/\(name).git"
  }

  /// Stops answering; what was pushed stays.
  public func pause() async { await nginx.pause() }

  /// Answers again, where it did before.
  public func resume() async throws { try await nginx.resume() }

  /// Stops the server.
  public func stop() async {
    await nginx.stop()
    await gateway.stop()
  }

  /// A line per request that was answered: method, target, protocol, status.
  public func accessLog() throws -> String { try nginx.accessLog() }
}

/// A clone that somebody works in, with the git program.
public final class GitWorkTree: Sendable {
  /// What it pushes to.
  public let remote: String
  /// The files.
  public let directory: TemporaryDirectory
  private let variables: [String: String]
  private let bare: TemporaryDirectory?

  /// Makes one that pushes to a repository.
  ///
  /// - Parameters:
  ///   - remote: its URL.
  ///   - authorityPath: the CA file for it; nil where it needs none.
  public convenience init(remote: String, authorityPath: String) async throws {
    try await self.init(remote, authorityPath, bare: nil)
  }

  /// Makes one with a repository on disk, to which a `file` URL leads.
  public static func withRepositoryOnDisk() async throws -> GitWorkTree {
    let bare = try TemporaryDirectory()
    try await output(of: ["git", "init", "--quiet", "--bare", bare.path])
    return try await GitWorkTree("file://\(bare.path)", nil, bare: bare)
  }

  private init(_ remote: String, _ authorityPath: String?, bare: TemporaryDirectory?) async throws {
    self.remote = remote
    self.bare = bare
    directory = try TemporaryDirectory()
    var variables = [
      "PATH": "/usr/bin:/bin", "HOME": directory.path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
      "GIT_AUTHOR_NAME": "Team A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "Team A",
      "GIT_COMMITTER_EMAIL": "a@example.com",
    ]
    variables["GIT_SSL_CAINFO"] = authorityPath
    self.variables = variables
    try await git("init", "--quiet", "--initial-branch=main")
    try await git("remote", "add", "origin", remote)
  }

  /// Runs git in it; what it writes.
  @discardableResult public func git(_ arguments: String..., input: String = "") async throws -> String {
    let result = try await runCommand(
      ["git"] + arguments, environment: variables, in: directory.path, input: input)
    guard result.exitCode == 0 else {
      throw TestEnvironmentError("git \(arguments.joined(separator: " ")): \(result.stderr)")
    }
    return result.stdout.trimmingLineEnd()
  }

  /// Commits exactly these files, and pushes the commit under a tag, which is moved if it is there. Returns the name
  /// of the commit.
  @discardableResult public func publish(_ files: [String: String], tag: String) async throws -> String {
    try await git("rm", "--quiet", "-r", "--ignore-unmatch", ".")
    for (name, text) in files { try directory.write(text, to: name) }
    try await git("add", "--all", "--force")
    try await git("commit", "--quiet", "--allow-empty", "--message", tag)
    return try await push(tag: tag)
  }

  /// Pushes the last commit under a tag.
  @discardableResult public func push(tag: String, commit: String = "HEAD") async throws -> String {
    try await git("tag", "--force", tag, commit)
    try await git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/main", "refs/tags/\(tag)")
    return try await git("rev-parse", commit)
  }
}

extension String {
  fileprivate func trimmingLineEnd() -> String { hasSuffix("\n") ? String(dropLast()) : self }
}
