internal import HTTPClient

/// The server of a registry: where it is, and what may go there.
struct RegistryServer: Hashable, Sendable {
  /// As references name it.
  let name: String
  /// Its origin.
  let url: HTTPURL

  /// Throws `invalidRequest` where plain HTTP would leave this machine.
  init(_ name: String, plainHTTP: Bool) throws(OCIError) {
    let host = dockerHubNames.contains(name) ? "registry-1.docker.io" : name
    do {
      url = try HTTPURL("\(plainHTTP ? "http" : "https")://\(host)/")
    } catch {
      throw OCIError(.invalidRequest, "the registry \(printable(name)) cannot be asked: \(error.message)")
    }
    guard !plainHTTP || url.isOnThisMachine else {
      throw OCIError(
        .invalidRequest,
        "the registry \(name) cannot be asked over plain HTTP, which is for registries on this machine"
          + " (127.0.0.0/8, ::1, localhost); serve it with TLS")
    }
    self.name = name
  }

  /// A place in a repository, such as `tags/list`.
  func url(of repository: String, _ path: String) throws(OCIError) -> HTTPURL {
    do {
      return try url.resolving("/v2/\(repository)/\(path)")
    } catch {
      throw OCIError(.invalidRequest, "\(name)/\(repository) cannot be asked: \(error.message)")
    }
  }

  /// Whether what the registry leads to may be asked: over TLS, or on this machine where the registry is there too.
  func mayLead(to url: HTTPURL) -> Bool {
    url.scheme == "https" || self.url.isOnThisMachine && url.isOnThisMachine
  }
}
