import Glibc
import TestEnvironment
import Testing

@testable import PostgresClient

@Suite struct ConfigurationTests {
  @Test(arguments: [
    "postgresql://ann:hush@db.example:6000/shop?sslmode=require",
    "host=db.example port=6000 dbname=shop user=ann password=hush sslmode=require",
    "host = 'db.example' port=6000 dbname='shop' user=ann password='hush' sslmode=require",
  ])
  func understandsConnectionStrings(conninfo: String) throws {
    let resolved = try PostgresConfiguration(conninfo: conninfo).resolved()
    #expect(resolved.displayName == "db.example:6000/shop user=ann")
    #expect(resolved.secrets == ["hush"])
    let variables = resolved.environmentVariables
    #expect(variables["PGHOST"] == "db.example")
    #expect(variables["PGPORT"] == "6000")
    #expect(variables["PGDATABASE"] == "shop")
    #expect(variables["PGUSER"] == "ann")
    #expect(variables["PGPASSWORD"] == "hush")
    #expect(variables["PGSSLMODE"] == "require")
  }

  /// U+0600 is one character with the sign behind it.
  @Test func marksBesideWhatIsEscapedOrMasked() {
    let array = PostgresParameter.array([.string("a\u{600}\",\u{600}\\")])
    #expect(array.text?.utf8.elementsEqual("{\"a\u{600}\\\",\u{600}\\\\\"}".utf8) == true)
    let error = PostgresError(
      kind: .connection, message: "\u{600}hush", detail: "hush\u{301}", hint: "\u{600}hush\u{301}")
    let masked = error.masking(["hush"])
    #expect(masked.message == "\u{600}***" && masked.detail == "***\u{301}")
    #expect(masked.hint == "\u{600}***\u{301}")
  }

  @Test func decodesLists() throws {
    let base = try PostgresConfiguration(conninfo: "postgresql://u:p%40ss%2Fw@[::1]:5433,b:5434/d")
    #expect(base.secrets == ["p@ss/w"])
    #expect(try base.resolved().displayName == "[::1]:5433,b:5434/d user=u")
    #expect(!"\(base)".contains("p@ss"))
  }

  @Test(arguments: [
    "host=x password=hu sh", "host=x password='hush", "hush", "postgresql://u:hu/sh@x", "host=x hush=1",
    "postgresql://u:p@x/d?hush=1", "postgresql://u:p%hush@x/d", "postgresql://u:p@[hush",
    "host=x pass\"hush\"=1", "postgresql://u:hu@sh@x/d", "postgresql://u:p@x,sh@y/d",
    "postgresql://u:5432/sh@x:1/d", "postgres://u:hu?@sh@x/d",
  ])
  func complaintsRepeatNothing(conninfo: String) throws {
    let error = try #require(throws: PostgresError.self) {
      try PostgresConfiguration(conninfo: conninfo).resolved()
    }
    #expect(error.kind == .configuration)
    #expect(!error.message.contains("sh"), "\(error.message)")
  }

  @Test func anEncodedAtMayStandAnywhere() throws {
    let resolved = try PostgresConfiguration(
      conninfo: "postgresql://me%40corp:p%40ss@x/d%40b?application_name=a@b"
    ).resolved()
    #expect(resolved.displayName == "x:5432/d@b user=me@corp")
  }

  @Test func unknownKeywordsAreNamed() throws {
    let error = try #require(throws: PostgresError.self) {
      try PostgresConfiguration(keywords: ["sslmod": "x"])
    }
    #expect(error.message == "PostgreSQL has no connection option named 'sslmod'")
  }

  @Test func aServiceFileIsRead() async throws {
    let server = try await PostgresServer.shared
    let directory = try TemporaryDirectory()
    let lines = server.keywords.map { "\($0.key)=\($0.value)\n" }.joined()
    let file = try directory.write("[shop]\n\(lines)channel_binding=disable\n", to: "services.conf")
    // The environment may not change under the threads of this process.
    await #expect(processExitsWith: .success) { [file = file as String] in
      setenv("PGSERVICEFILE", file, 1)
      let pool = PostgresPool(try PostgresConfiguration(conninfo: "service=shop"))
      #expect(try await pool.cell("SELECT current_user::text") == .string("postgres"))
      await pool.close()
      let configuration = try PostgresConfiguration(conninfo: "service=shop")
      let endpoint = try Endpoint.find(configuration).get()
      #expect(endpoint.options["service"] == "shop")
      #expect(endpoint.options["channel_binding"] == "disable")
      let resolved = try configuration.resolved()
      #expect(resolved.environmentVariables["PGCHANNELBINDING"] == "disable")
      #expect(resolved.environmentVariables["PGSERVICE"] == nil)
      let missing = try PostgresConfiguration(conninfo: "service=absent")
      let error = try #require(throws: PostgresError.self) { try missing.resolved() }
      #expect(error.kind == .configuration)
      #expect(error.message.contains("definition of service \"absent\" not found"))
    }
  }

  /// Each host has its own line in a password file; the first one's password goes to no other.
  @Test func aPasswordFileHasOnePasswordForEachHost() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("a:*:*:*:secretA\nb:*:*:*:secretB\n", to: "pgpass", permissions: 0o600)
    let both = try PostgresConfiguration(
      keywords: ["host": "a,b", "user": "u", "dbname": "d", "passfile": file], maxConnections: 1
    ).resolved()
    #expect(both.options["password"] == nil)
    #expect(Set(both.secrets) == ["secretA", "secretB"])
    #expect(both.environmentVariables["PGPASSWORD"] == nil)
    let one = try PostgresConfiguration(
      keywords: ["host": "b", "user": "u", "dbname": "d", "passfile": file], maxConnections: 1
    ).resolved()
    #expect(one.environmentVariables["PGPASSWORD"] == "secretB")
  }

  @Test func environmentVariablesFillGaps() async {
    await #expect(processExitsWith: .success) {
      setenv("PGOPTIONS", "-c geqo=off", 1)
      let variables = try PostgresConfiguration(conninfo: "host=x").resolved().environmentVariables
      #expect(variables["PGOPTIONS"] == "-c geqo=off")
    }
  }
}
