public import Processes
public import Values

/// The credentials that `docker login` and its like keep: `config.json` in docker's folder, and the credential helpers
/// that it names (docker documentation, "docker login": "Credential stores").
public struct DockerCredentials: OCICredentialSource {
  private let folder: String?
  private let environment: [String: String]
  private let programs: RunningPrograms
  private let redactor: Redactor

  /// More than any configuration.
  private static let largest = 1 << 20
  /// What Docker Hub is called in the configuration.
  private static let dockerHub = "https://index.docker.io/v1/"

  /// Reads the configuration anew each time it is asked.
  ///
  /// - Parameters:
  ///   - folder: Docker's folder; where it is nil, what `DOCKER_CONFIG` names, else `.docker` in `HOME`.
  ///   - environment: The variables of this process: a credential helper gets all of them.
  ///   - programs: Knows of a credential helper while it runs.
  ///   - redactor: Learns what a helper says before anything of that is shown.
  public init(
    folder: String? = nil, environment: [String: String], programs: RunningPrograms, redactor: Redactor
  ) {
    func known(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    self.folder = folder ?? known("DOCKER_CONFIG") ?? known("HOME").map { "\($0)/.docker" }
    self.environment = environment
    self.programs = programs
    self.redactor = redactor
  }

  /// What the helper for this registry says, else the configuration itself.
  public func credentials(for registry: String) async throws(OCIError) -> OCICredentials? {
    guard let folder else { return nil }
    let file = "\(folder)/config.json"
    guard let configuration = try await Self.read(file) else { return nil }
    let isDockerHub = dockerHubNames.contains(registry)
    let key = isDockerHub ? Self.dockerHub : registry
    let helper =
      configuration["credHelpers"]?[key]?.string ?? configuration["credHelpers"]?[registry]?.string
      ?? configuration["credsStore"]?.string
    if let helper, !helper.isEmpty {
      let run = CredentialHelper(
        name: helper, file: file, environment: environment, programs: programs, redactor: redactor)
      if let found = try await run.credentials(for: key) { return found }
    }
    guard let entry = Self.entry(of: key, in: configuration["auths"]?.map) else { return nil }
    return try Self.credentials(entry, of: registry, in: file)
  }

  private static func read(_ file: String) async throws(OCIError) -> Value? {
    let read = await BackgroundThread.value {
      Result { () throws(FileFault) in try RegularFile.read(file, atMost: largest) }
    }
    guard let read else { throw OCIError(.cancelled, "\(file) was not read") }
    do {
      let value = try parseJSON(read.get())
      guard value.map != nil else {
        throw OCIError(.credentials, "\(file): expected an object, as `docker login` writes it")
      }
      return value
    } catch let fault as FileFault {
      if fault.isMissing { return nil }
      throw OCIError(.credentials, "\(file) cannot be read: \(fault.message)")
    } catch let error as JSONError {
      // What else the parser says may be a part of the file, which has secrets.
      throw OCIError(.credentials, "\(file): not JSON at byte \(error.offset); mend it, or log in anew")
    } catch let error as OCIError {
      throw error
    } catch {
      throw OCIError(.credentials, "\(file) cannot be read")
    }
  }

  /// The entry of a registry: by its name, else by a URL of that host, as docker has it.
  private static func entry(of key: String, in entries: ValueMap?) -> Value? {
    guard let entries else { return nil }
    if let exact = entries[.string(key)] { return exact }
    return entries.first { host(of: $0.key.description) == host(of: key) }?.value
  }

  private static func host(of key: String) -> String {
    var rest = key[...]
    for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
    return rest.prefix { $0 != "/" }.lowercased()
  }

  private static func credentials(
    _ entry: Value, of registry: String, in file: String
  ) throws(OCIError) -> OCICredentials? {
    if let token = entry["identitytoken"]?.string, !token.isEmpty { return .identityToken(token) }
    guard let encoded = entry["auth"]?.string, !encoded.isEmpty else {
      guard let user = entry["username"]?.string, let password = entry["password"]?.string else { return nil }
      return .password(user: user, password: password)
    }
    guard let decoded = base64Decoded(encoded, isPaddingOptional: true),
      let text = String(validating: decoded, as: UTF8.self), let colon = text.firstIndex(of: ":")
    else {
      throw OCIError(
        .credentials, "\(file): `auth` of \(registry) is not the base64 of user:password; log in anew")
    }
    // Some versions of docker ended the password in NUL.
    let password = text[text.index(after: colon)...].prefix { $0 != "\0" }
    return .password(user: String(text[..<colon]), password: String(password))
  }
}

/// What Docker Hub is called in references.
let dockerHubNames: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io"]
