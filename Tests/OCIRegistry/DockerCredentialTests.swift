import OCIRegistry
import Processes
import TestEnvironment
import Testing
import Values

@Suite struct DockerCredentialTests {
  private let directory: TemporaryDirectory
  private let redactor = Redactor()

  init() throws { directory = try TemporaryDirectory() }

  private func source(_ configuration: String?, helper: String? = nil) throws -> DockerCredentials {
    if let configuration { try directory.write(configuration, to: "config.json") }
    if let helper {
      try directory.write("#!/bin/sh\n\(helper)\n", to: "bin/docker-credential-test", permissions: 0o755)
    }
    return DockerCredentials(
      environment: ["DOCKER_CONFIG": directory.path, "PATH": "\(directory.path)/bin:/usr/bin:/bin"],
      programs: RunningPrograms(), redactor: redactor)
  }

  private func found(
    _ configuration: String?, helper: String? = nil, for registry: String = "r.example:5000"
  ) async throws -> OCICredentials? {
    try await source(configuration, helper: helper).credentials(for: registry)
  }

  private func fault(_ configuration: String, helper: String? = nil) async throws -> String {
    let source = try source(configuration, helper: helper)
    let error = await failure { () throws(OCIError) in try await source.credentials(for: "r.example:5000") }
    #expect(error.kind == .credentials)
    return error.message.replacing(directory.path, with: "DIR")
  }

  private static let auth = base64(Array("alice:pass:word".utf8))
  private static let alice = OCICredentials.password(user: "alice", password: "pass:word")

  @Test(arguments: [
    ("r.example:5000", "r.example:5000"), ("https://r.example:5000", "r.example:5000"),
    ("https://r.example:5000/v2/", "r.example:5000"), ("R.example:5000", "r.example:5000"),
    ("https://index.docker.io/v1/", "docker.io"),
  ])
  func anEntryIsFoundByItsHost(key: String, registry: String) async throws {
    let credentials = try await found(#"{"auths":{"\#(key)":{"auth":"\#(Self.auth)"}}}"#, for: registry)
    #expect(credentials == Self.alice)
  }

  @Test(arguments: [
    nil, "{}", #"{"auths":{}}"#, #"{"auths":{"r.example":{"auth":"\#(auth)"}}}"#,
    #"{"auths":{"r.example:5001":{"auth":"\#(auth)"}}}"#,
    #"{"auths":{"x.r.example:5000":{"auth":"\#(auth)"}}}"#,
    #"{"auths":{"r.example:5000":{}}}"#, #"{"auths":{"r.example:5000":{"auth":""}}}"#,
  ])
  func whereThereAreNone(configuration: String?) async throws {
    let credentials = try await found(configuration)
    #expect(credentials == nil)
  }

  @Test func otherFormsOfAnEntry() async throws {
    let token = try await found(#"{"auths":{"r.example:5000":{"auth":"eDp5","identitytoken":"t-1"}}}"#)
    #expect(token == .identityToken("t-1"))
    let plain = try await found(#"{"auths":{"r.example:5000":{"username":"u","password":"p"}}}"#)
    #expect(plain == .password(user: "u", password: "p"))
  }

  @Test func aHelperIsAskedAsDockerDoes() async throws {
    let helper = """
      [ "$1" = get ] || exit 9
      key=$(cat)
      printf '{"ServerURL":"%s","Username":"%s","Secret":"helper-secret"}' "$key" "$key"
      """
    let store = try await found(#"{"credsStore":"test"}"#, helper: helper)
    #expect(store == .password(user: "r.example:5000", password: "helper-secret"))
    #expect(redactor.redact("helper-secret") == Redactor.mask)
    let own = try await found(
      #"{"credsStore":"absent","credHelpers":{"r.example:5000":"test"},"auths":{"r.example:5000":{"auth":"eDp5"}}}"#
    )
    #expect(own == .password(user: "r.example:5000", password: "helper-secret"))
    let hub = try await found(#"{"credsStore":"test"}"#, for: "docker.io")
    #expect(hub == .password(user: "https://index.docker.io/v1/", password: "helper-secret"))
  }

  @Test func aHelperMayKnowATokenOrNothing() async throws {
    let token = try await found(
      #"{"credsStore":"test"}"#, helper: #"echo '{"Username":"<token>","Secret":"t-2"}'"#)
    #expect(token == .identityToken("t-2"))
    let nothing = "echo 'credentials not found in native keychain'; exit 1"
    let none = try await found(#"{"credsStore":"test"}"#, helper: nothing)
    #expect(none == nil)
    let fromFile = try await found(
      #"{"credsStore":"test","auths":{"r.example:5000":{"auth":"\#(Self.auth)"}}}"#, helper: nothing)
    #expect(fromFile == Self.alice)
  }

  @Test func faultsAreSaidInWords() async throws {
    #expect(
      try await fault(#"{"auths": {"a": "secret" "#)
        == "DIR/config.json: not JSON at byte 25; mend it, or log in anew")
    #expect(try await fault("[]") == "DIR/config.json: expected an object, as `docker login` writes it")
    #expect(
      try await fault(#"{"auths":{"r.example:5000":{"auth":"***"}}}"#)
        == "DIR/config.json: `auth` of r.example:5000 is not the base64 of user:password; log in anew")
    #expect(
      try await fault(#"{"credsStore":"../x"}"#)
        == "DIR/config.json: `../x` is no name of a credential helper")
    #expect(
      try await fault(#"{"credsStore":"absent"}"#)
        == "the credential helper docker-credential-absent, which DIR/config.json names: there is no program"
        + " 'docker-credential-absent' on PATH")
    let name = "the credential helper docker-credential-test, which DIR/config.json names: "
    #expect(
      try await fault(#"{"credsStore":"test"}"#, helper: "echo locked >&2; exit 3")
        == name + "ended with exit code 3: locked")
    #expect(
      try await fault(#"{"credsStore":"test"}"#, helper: "echo nonsense")
        == name + "did not write Username and Secret in JSON")
  }

  @Test func theFolderOfHomeIsTheUsualOne() async throws {
    try directory.write(#"{"auths":{"r":{"auth":"\#(Self.auth)"}}}"#, to: ".docker/config.json")
    func credentials(_ environment: [String: String], folder: String? = nil) async throws -> OCICredentials? {
      try await DockerCredentials(
        folder: folder, environment: environment, programs: RunningPrograms(), redactor: redactor
      ).credentials(for: "r")
    }
    let home = try await credentials(["HOME": directory.path, "DOCKER_CONFIG": ""])
    #expect(home == Self.alice)
    let elsewhere = try await credentials(["HOME": directory.path, "DOCKER_CONFIG": "/nowhere"])
    #expect(elsewhere == nil)
    let given = try await credentials([:], folder: "\(directory.path)/.docker")
    #expect(given == Self.alice)
    let nowhere = try await credentials([:])
    #expect(nowhere == nil)
  }
}
