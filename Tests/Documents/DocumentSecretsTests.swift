import Testing
import Values

@testable import Documents

/// Which values of a configuration are never shown.
@Suite struct DocumentSecretsTests {
  @Test func valuesUnderNamesOfSecretsAreSecrets() {
    let document: Value = [
      "jwt": ["secret_key": "s1", "issuer": "open", "ttl": 60],
      "db": ["password": 1234, "passwordMinLength": 12],
      "apiKey": "s2", "signingKey": "s3", "SMTP_PASS": "s4", "auth": ["provider": "ldap", "enabled": true],
      "session": ["store": "redis", "secret": "s5"], "secrets": ["any": ["a": "s6", "type": "open"]],
      "tokens": ["s7", "s8"], "api_keys": ["shop": "s9"], "token_ttl": 3600, "sort_key": "open",
      "url": "postgres://u:s10@h/db", "dsn": "host=h password=s11 user=u",
      "text": "-----BEGIN RSA PRIVATE KEY-----\nx", "author": "open", "public_key": "open",
    ]
    let found = secrets(inDocument: document).map { $0.string ?? $0.json }.sorted()
    #expect(
      found == [
        "-----BEGIN RSA PRIVATE KEY-----\nx", "1234", "s1", "s10", "s11", "s2", "s3", "s4", "s5", "s6", "s7",
        "s8",
        "s9",
      ])
  }

  @Test func namesWithoutSignsAndOtherFormsAreKnown() {
    let document: Value = [
      "privatekey": "s01", "signingkey": "s02", "encryptionkey": "s03", "JWTKEY": "s04", "dbpass": "s05",
      "hmac": "s06", "password_rotation": "s07", "env": [["name": "JWT_SECRET", "value": "s08"]],
      "ado": "Server=h;Password=s09;Timeout=5", "dsn": "PASSWORD=s10 x", "quoted": "host=h password=\"s 11\"",
      "url": "postgres://u:s/12@h/db", "monkey": "open", "publickey": "open", "bypass": "open",
      "other": [["name": "MODE", "value": "open"]], "port": "http://h:8080/a@b",
    ]
    let found = Set(secrets(inDocument: document).compactMap(\.string))
    let expected = (1...10).map { $0 < 10 ? "s0\($0)" : "s10" } + ["s 11", "s/12"]
    #expect(found.isSuperset(of: expected), "\(found)")
    #expect(!found.contains("open") && !found.contains { $0.contains("8080") }, "\(found)")
  }
}
