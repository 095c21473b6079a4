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
}
