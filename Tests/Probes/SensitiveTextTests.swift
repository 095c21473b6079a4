import Testing
import Values

@testable import Probes

/// What should not stand in a log.
@Suite struct SensitiveTextTests {
  private let sensitive: SensitiveText

  init() throws { sensitive = try SensitiveText() }

  private static let jwt = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + "c2lnbmF0dXJl"

  private static let lines: [(String, [SensitiveText.Kind], String)] = [
    ("mail to jane.doe+x@mail.example.com sent", [.email], "mail to ******** sent"),
    ("card 4111 1111 1111 1111 declined", [.card], "card ******** declined"),
    ("pan=5500-0000-0000-0004.", [.card], "pan=********."),
    (#"{"pan":378282246310005}"#, [.card], #"{"pan":********}"#),
    ("got \(jwt) back", [.jwt], "got ******** back"),
    ("Authorization: Bearer \(jwt)", [.jwt], "Authorization: Bearer ********"),
    ("authorization=bearer abc123def456", [.token], "authorization=bearer ********"),
    ("id AKIAIOSFODNN7EXAMPLE used", [.key], "id ******** used"),
    ("cloned with ghp_" + String(repeating: "a1", count: 18), [.token], "cloned with ********"),
    ("login user=jane password=hunter2 ok", [.password], "login user=jane password=******** ok"),
    (#"{"db_password": "hunter", "x": 1}"#, [.password], #"{"db_password": "********", "x": 1}"#),
    (#"body "{\"api_key\":\"k-1\"}" sent"#, [.key], #"body "{\"api_key\":\"********\"}" sent"#),
    ("Authorization: Basic dXNlcjpwYXNz", [.token], "Authorization: Basic ********"),
    ("Authorization: Token tokleak12345678", [.token], "Authorization: Token ********"),
    (#""authorization":["tokleak12345678"]"#, [.token], #""authorization":["********"]"#),
    ("cookie: sessionid=a8f3b2c9d1e4", [.token], "cookie: sessionid=********"),
    ("aws AccountKey=azleak1234==", [.key], "aws AccountKey=********"),
    ("password => rubyleak", [.password], "password => ********"),
    ("the password is hunter2", [.password], "the password is ********"),
    (#"{"token":["leak"]}"#, [.token], #"{"token":["********"]}"#),
    ("mongodb://u:p*leak@h/db", [.password], "mongodb://u:********@h/db"),
    ("pan_4111111111111111", [.card], "pan_********"),
    ("secret: s3cr3t", [.key], "secret: ********"),
    ("connect postgres://shop:hunter2@db:5432/x", [.password], "connect postgres://shop:********@db:5432/x"),
    ("-----BEGIN RSA PRIVATE KEY-----\\nMIIB\\n-----END RSA PRIVATE KEY----- x", [.privateKey], "******** x"),
    (
      "a@b.example, password=x1 and 4111111111111111", [.email, .password, .card],
      "********, password=******** and ********"
    ),
  ]

  @Test func whatIsSensitiveIsFoundAndMasked() {
    for (line, kinds, masked) in Self.lines {
      let found = sensitive.matches(in: line)
      #expect(found.map(\.kind) == kinds, "\(line)")
      #expect(sensitive.masked(line, found) == masked)
    }
  }

  @Test func whatIsOrdinaryIsLeftAlone() {
    for line in [
      "order 4111111111111112 created", "ts=1732812345678901234 id=1732812345678",
      "uuid 4532a1b2-1111-4111-8111-411111111111",
      "version 4.111111111111111", "trace 41111111111111111111111", "password: incorrect",
      "password=********",
      "token: expired", "password=null", #"{"password":"[REDACTED]"}"#, "secret=<hidden>",
      "bearer authentication failed",
      "Basic understanding", "max_tokens=4096", "user@localhost", "http://host:8080/a@b", "token_type=bearer",
      "pwd=xxxx", "postgres://u:****@h/db", "the password is incorrect", "token is expired.",
      "Authorization: required for this",
    ] {
      #expect(sensitive.matches(in: line).isEmpty, "\(line)")
    }
  }

  @Test func valuesAreMaskedWhereverTheyStand() {
    var kinds: Set<SensitiveText.Kind> = []
    let masked = sensitive.masked(
      [
        "user": "jane@mail.example", "password": "plain", "pin_token": 12345, "pan": 4_111_111_111_111_111,
        "secret": ["v": "nested", "ttl": 5], "tokens": 7,
        "list": ["a", "AKIAIOSFODNN7EXAMPLE"], "ok": true, "count": 3, "a@b.example": 1,
      ], finding: &kinds)
    #expect(
      masked == [
        "user": "********", "password": "********", "pin_token": "********", "pan": "********",
        "secret": ["v": "********", "ttl": 5], "tokens": 7,
        "list": ["a", "********"], "ok": true, "count": 3, "********": 1,
      ])
    #expect(kinds == [.email, .password, .token, .card, .key])
  }
}

/// What messages of errors have in common.
@Suite struct ErrorPatternTests {
  @Test func whatVariesIsLeftOut() throws {
    let pattern = try ErrorPattern()
    for (message, expected) in [
      ("timeout after 1500ms on attempt 3", "timeout after <num> on attempt <num>"),
      ("stream 'orders-7' not found", "stream <str> not found"),
      (#"cannot parse "a \"b\" c" at 10.5"#, "cannot parse <str> at <num>"),
      ("can't read user's file 'x'", "can't read user's file <str>"),
      ("id 123e4567-e89b-12d3-a456-426614174000 is gone", "id <id> is gone"),
      ("commit deadbeef01 at 0xFF of 1234567890123", "commit <hex> at <hex> of <num>"),
      ("pod app-x7f9k2 from 10.0.0.1:5432", "pod app-<id> from <num>:<num>"),
      ("utf8 and http2  stay\tas they are", "utf8 and http2 stay as they are"),
      ("", ""),
    ] {
      #expect(pattern.pattern(of: message) == expected)
    }
  }

  @Test func longMessagesAndCommentsHavePatternsOfTheirOwn() throws {
    let pattern = try ErrorPattern()
    let long = String(repeating: "word ", count: 100)
    let (first, second) = (pattern.pattern(of: long + "a"), pattern.pattern(of: long + "b"))
    #expect(first != second && first == pattern.pattern(of: long + "a"))
    #expect(first.hasPrefix("word word") && first.count < 320)
    #expect(pattern.pattern(of: "# no comment") == "\\# no comment")
  }
}
