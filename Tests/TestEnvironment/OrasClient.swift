/// The Python client of the ORAS project, from PyPI: a second party that pushes and pulls artifacts.
public enum OrasClient {
  private static let version = "0.2.43"

  /// The path of its Python; the first who asks installs it.
  private static let python = Task {
    try await BuildCache.folder("oras-\(version)") { path in
      try await output(of: ["python3", "-m", "venv", path])
      try await output(of: [
        "\(path)/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "oras==\(version)",
      ])
    } + "/bin/python"
  }

  /// Pushes files of a directory, by their paths in it, over plain HTTP.
  public static func push(
    _ files: [String], in directory: String, to reference: String,
    as credentials: PrometheusServer.Credentials? = nil
  ) async throws {
    try await run(
      "client.push(target=target, files=arguments, disable_path_validation=True)", files, in: directory,
      reference,
      credentials)
  }

  /// Pulls the files of an artifact into a directory, over plain HTTP.
  public static func pull(
    _ reference: String, into directory: String, as credentials: PrometheusServer.Credentials? = nil
  ) async throws {
    try await run("client.pull(target=target, outdir='.')", [], in: directory, reference, credentials)
  }

  private static func run(
    _ call: String, _ arguments: [String], in directory: String, _ reference: String,
    _ credentials: PrometheusServer.Credentials?
  ) async throws {
    let script = """
      import sys, oras.client
      target, user, password, *arguments = sys.argv[1:]
      host = target.split("/")[0]
      client = oras.client.OrasClient(hostname=host, insecure=True, auth_backend="basic" if user else "token")
      if user:
          client.auth.set_basic_auth(user, password)
      \(call)
      """
    let empty = try TemporaryDirectory()
    let command = [
      try await python.value, "-c", script, reference, credentials?.user ?? "", credentials?.password ?? "",
    ]
    let result = try await runCommand(
      command + arguments, adding: ["NO_PROXY": "*", "HOME": empty.path, "DOCKER_CONFIG": empty.path],
      in: directory)
    guard result.exitCode == 0 else {
      throw TestEnvironmentError("oras \(call): exit code \(result.exitCode ?? -1)\n\(result.stderr)")
    }
  }
}
