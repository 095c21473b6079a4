import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

@Suite struct PostgresTargetTests {
  private func role(of address: Value) async throws -> Value? {
    try await SQLFixture.ask("SELECT current_user || '@' || current_database()", of: address).fields["value"]
  }

  @Test func everyFormOfAddressConnects() async throws {
    let fixture = try await SQLFixture.shared()
    let endpoint = fixture.server.endpoint
    #expect(try await role(of: .string(fixture.uri)) == "tester@eventcore")
    #expect(
      try await role(
        of: .string(
          "host=\(endpoint.host) port=\(endpoint.port) dbname=eventcore user=tester "
            + "password='\(SQLFixture.password)' sslmode=require")) == "tester@eventcore")
    #expect(try await role(of: .map(fixture.keywords)) == "tester@eventcore")
  }

  @Test func thePasswordFileIsRead() async throws {
    let fixture = try await SQLFixture.shared()
    let directory = try TemporaryDirectory()
    let path = try directory.write("*:*:*:tester:\(SQLFixture.password)\n", to: "pgpass", permissions: 0o600)
    var keywords = fixture.keywords
    keywords["password"] = nil
    keywords["passfile"] = .string(path)
    #expect(try await role(of: .map(keywords)) == "tester@eventcore")
    #expect(
      TargetDescription.postgres.secrets(try SQLFixture.target(.map(keywords))) == [SQLFixture.password])
  }

  @Test func passwordsAreSecretsInEveryForm() async throws {
    let fixture = try await SQLFixture.shared()
    let secrets = TargetDescription.postgres.secrets
    #expect(secrets(try SQLFixture.target(.map(fixture.keywords))) == [SQLFixture.password])
    #expect(
      Set(secrets(try SQLFixture.target(.string(fixture.uri))))
        == [SQLFixture.password, SQLFixture.encodedPassword])
    #expect(secrets(try SQLFixture.target("host=a password='x y'")) == ["x y"])
    #expect(secrets(try SQLFixture.target("postgresql://a@b/c")) == [])
  }

  @Test(
    "Settings that cannot be used are told without the password",
    arguments: [
      "postgresql://me:hush-hush@localhost:port/db", "host=localhost pasword=hush-hush",
      "postgresql://me:hush-hush@[::1/db", "hush-hush", "host=localhost password='hush-hush",
      "postgresql://me:hush%zzhush-hush@localhost/db", "postgresql://me:12@hush-hush@127.0.0.1:1/db",
      "postgresql://me:12/hush-hush@127.0.0.1:1/db",
    ])
  func unusable(address: String) throws {
    let target = try SQLFixture.target(.string(address))
    #expect(TargetDescription.postgres.secrets(target) == [address])
    let error = #expect(throws: ProbeError.self) {
      try SQLProbe(Fields(["query": "SELECT 1"]), target: target)
    }
    #expect(error?.kind == .invalid)
    #expect(
      error?.message.hasPrefix("the connection settings of the target 'database' cannot be used: ") == true)
    #expect(error.map { !"\($0)".contains("hush") } == true)
  }

  @Test func aMapIsCheckedKeyByKey() {
    let type = TargetDescription.postgres.address.type
    func fault(_ value: Value) -> String {
      do {
        _ = try conform(value, to: type)
        return "none"
      } catch {
        return "\(error.pathText) \(error.message) | \(error.help ?? "")"
      }
    }
    #expect(fault(["host": "a", "pasword": "x"]) == ".pasword is not a known key | did you mean `password`?")
    #expect(fault(["password": 1234]) == ".password is not a string | ")
    #expect(fault(["port": 70_000]).hasPrefix(".port should be an integer from 1 to 65535"))
    #expect(fault(["sslmode": "required"]).hasSuffix("did you mean `require`?"))
  }

  @Test func programsGetTheSamePlace() async throws {
    let fixture = try await SQLFixture.shared()
    let endpoint = fixture.server.endpoint
    for address in [Value.string(fixture.uri), .map(fixture.keywords)] {
      let variables = try postgresEnvironment(for: SQLFixture.target(address))
      #expect(variables["PGHOST"] == endpoint.host)
      #expect(variables["PGPORT"] == "\(endpoint.port)")
      #expect(variables["PGDATABASE"] == "eventcore")
      #expect(variables["PGUSER"] == "tester")
      #expect(variables["PGPASSWORD"] == SQLFixture.password)
      #expect(variables.keys.allSatisfy { $0.hasPrefix("PG") })
    }
  }

  @Test func aTargetIsNeeded() {
    let error = #expect(throws: ProbeError.self) {
      try SQLProbe(Fields(["query": "SELECT 1"]), target: nil)
    }
    #expect(error?.message == "a query needs a target of type postgres")
  }
}
