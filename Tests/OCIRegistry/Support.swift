import Digests
import HTTPClient
import OCIRegistry
import TestEnvironment
import Testing
import Values

/// What most tests talk to: a registry, and what is needed to ask it.
struct Bench: Sendable {
  let http: HTTPClient
  let redactor = Redactor()

  /// A client of a registry on this machine.
  func client(
    _ registry: String, credentials: (any OCICredentialSource)? = nil,
    _ change: (inout OCIRegistryOptions) -> Void = { _ in }
  ) throws(OCIError) -> OCIRegistryClient {
    var options = OCIRegistryOptions()
    options.plainHTTP = true
    change(&options)
    return try OCIRegistryClient(
      registry: registry, options: options, credentials: credentials, http: http, redactor: redactor)
  }
}

/// Runs `body` with an HTTP client, and closes that.
func withBench(_ body: (Bench) async throws -> Void) async throws {
  let http = HTTPClient()
  let result: Result<Void, any Error>
  do { result = .success(try await body(Bench(http: http))) } catch { result = .failure(error) }
  await http.close()
  try result.get()
}

/// Runs `body` with a registry, and stops that.
func withRegistry(
  _ access: DockerRegistry.Access = .open, _ body: (Bench, DockerRegistry) async throws -> Void
) async throws {
  let registry = try await DockerRegistry.start(access)
  let result: Result<Void, any Error>
  do {
    try await withBench { bench in try await body(bench, registry) }
    result = .success(())
  } catch {
    result = .failure(error)
  }
  await registry.stop()
  try result.get()
}

/// Runs `body` with a stand-in for a registry, and stops that.
func withStandIn(
  _ script: @escaping @Sendable (_ request: String) -> [ScriptedServer.Step],
  _ body: (Bench, ScriptedServer) async throws -> Void
) async throws {
  let server = try ScriptedServer(answering: script)
  defer { server.stop() }
  try await withBench { bench in try await body(bench, server) }
}

/// A complete answer.
func answer(_ status: String = "200 OK", _ headers: [String] = [], _ body: String = "") -> ScriptedServer.Step
{
  let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
  return .text(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
}

/// The error that `body` ends with.
func failure<Result>(_ body: () async throws(OCIError) -> Result) async -> OCIError {
  do {
    _ = try await body()
    Issue.record("there was an answer where an error was expected")
    return OCIError(.refused, "none")
  } catch {
    return error
  }
}

/// Credentials that are always the same.
struct FixedCredentials: OCICredentialSource {
  let credentials: OCICredentials?

  func credentials(for registry: String) async throws(OCIError) -> OCICredentials? { credentials }
}

let packType = "application/vnd.example.pack.v1"
let signatureType = "application/vnd.example.signature.v1"

/// Bytes that do not repeat soon.
func content(_ count: Int) -> [UInt8] {
  var state: UInt32 = 1
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return UInt8(truncatingIfNeeded: state >> 24)
  }
}

extension OCIRegistryClient {
  /// Pushes files as an artifact.
  @discardableResult
  func pushFiles(_ files: [(String, String)], to reference: OCIReference) async throws(OCIError)
    -> OCIManifest
  {
    var layers: [OCIDescriptor] = []
    try await push(blob: OCIDescriptor.emptyContent, to: reference)
    for (name, text) in files {
      let bytes = Array(text.utf8)
      try await push(blob: bytes, to: reference)
      layers.append(
        OCIDescriptor(of: bytes, mediaType: "text/plain", annotations: [OCIDescriptor.titleKey: name]))
    }
    let manifest = OCIManifest(artifactType: packType, layers: layers)
    try await push(manifest: manifest, to: reference)
    return manifest
  }
}
