import Testing
import Values

@testable import Recordings

@Suite struct SurrogateTests {
  static let secrets = [
    "hunter22", "7", "4711", "correct horse battery staple", "deadbeef00112233", "DEADBEEF00112233",
    "e29b41d4-a716-4466-5544-000000000000", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl",
    "https://hooks.example.com:8443/T00/B%2F0?x=1", "pässwörd", "----", "p@ss\"w<&>/\\d",
    "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----\n", "postgres://app:s3cr3t@db:5432/x", "ab",
  ]

  @Test(arguments: secrets) func aSurrogateHasTheLengthAndTheKindOfItsSecret(_ secret: String) {
    let surrogate = Surrogates(for: [secret], key: "k").replaced(secret)
    #expect(surrogate != secret)
    #expect(surrogate.utf8.count == secret.utf8.count)
    #expect(surrogate.unicodeScalars.count == secret.unicodeScalars.count)
    guard secret != "----" else { return }
    for (old, new) in zip(secret.unicodeScalars, surrogate.unicodeScalars)
    where !secret.hasPrefix("eyJ") {
      #expect(kind(old) == kind(new), "\(secret) became \(surrogate)")
    }
  }

  private func kind(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "0"..."9": "digit"
    case "a"..."z": "lower"
    case "A"..."Z": "upper"
    case _ where scalar.isASCII: String(scalar)
    default: "\(scalar.properties.generalCategory)"
    }
  }

  /// What an escape stands for may be all that a password is.
  @Test func escapesAreOfOtherLetters() {
    let secret = "https://svc:%70%61%73%73%77%6f%72%64@db/x"
    let surrogate = Surrogates(for: [secret], key: "k").replaced(secret)
    #expect(!surrogate.contains("%70%61%73%73"), "\(surrogate)")
    #expect(surrogate.split(separator: "%").dropFirst().allSatisfy { $0.prefix(2).allSatisfy(\.isHexDigit) })
  }

  @Test func kindsAreKept() throws {
    func surrogate(_ secret: String) -> String { Surrogates(for: [secret], key: "k").replaced(secret) }
    #expect(surrogate("deadbeef00112233").allSatisfy { $0.isHexDigit && !$0.isUppercase })
    let token = surrogate("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl")
    #expect(token.hasPrefix("ey"))
    let parts = token.split(separator: ".")
    #expect(parts.count == 3)
    let header = try #require(base64Decoded(String(parts[0]), isPaddingOptional: true))
    #expect(try parseJSON(header).map?.count == 1)
    #expect(surrogate("https://hooks.example.com:8443/T00").hasPrefix("https://"))
    #expect(surrogate("https://hooks.example.com:8443/T00").contains(":8443/"))
    #expect(
      surrogate("-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----\n").hasPrefix(
        "-----BEGIN KEY-----\n"))
  }

  @Test func theSameSecretHasTheSameSurrogateInAllItsForms() {
    let secret = "p@ss\"w<&>/\\dé4711"
    let surrogates = Surrogates(for: [secret], key: "k")
    let other = surrogates.replaced(secret)
    for (form, expected) in zip(SecretForms.all(of: secret), SecretForms.all(of: other)) {
      #expect(surrogates.replaced("a \(form) b") == "a \(expected) b")
    }
    #expect(
      surrogates.replaced(base64(Array(secret.utf8))) == base64(Array(other.utf8)))
    #expect(Surrogates(for: [secret], key: "other").replaced(secret) != other)
  }

  @Test func secretsWithinOthersAndSecretsThatOverlapAreReplaced() {
    let surrogates = Surrogates(for: ["token-4711", "Bearer token-4711", "abcd1234", "1234efgh"], key: "k")
    let token = surrogates.replaced("token-4711")
    #expect(surrogates.replaced("Bearer token-4711").hasSuffix(token))
    #expect(!surrogates.replaced("Bearer token-4711").contains("Bearer"))
    let overlapping = surrogates.replaced("abcd1234efgh")
    #expect(overlapping.count == 12)
    for part in ["abcd", "1234", "efgh"] { #expect(!overlapping.contains(part), "\(overlapping)") }
  }

  @Test func shortSecretsAreReplacedAsWordsOnly() {
    let surrogates = Surrogates(for: ["7"], key: "k")
    #expect(surrogates.replaced("a7 7b 17") == "a7 7b 17")
    #expect(surrogates.replaced("n = 7") != "n = 7")
  }

  @Test func valuesOfAllTypesAreReplaced() throws {
    let surrogates = Surrogates(
      for: ["4711", "9223372036854775807", "2.75", "hunter22", "5m", base64([0xFF, 0xFE, 0, 1, 2, 3])],
      key: "k")
    #expect(surrogates.replaced(.int(4711)).json.count == 4)
    #expect(surrogates.replaced(.int(4711)) != .int(4711))
    guard case .int(let big) = surrogates.replaced(.int(.max)) else { Issue.record("no integer"); return }
    #expect(big != .max)
    guard case .double(let number) = surrogates.replaced(.double(2.75)) else {
      Issue.record("no double"); return
    }
    #expect(number != 2.75)
    #expect(surrogates.replaced(["hunter22": ["hunter22"]]).json.contains("hunter22") == false)
    #expect(surrogates.replaced(.duration(.seconds(300))) != .duration(.seconds(300)))
    let bytes = Value.bytes([0xFF, 0xFE, 0, 1, 2, 3])
    guard case .bytes(let other) = surrogates.replaced(bytes) else { Issue.record("no bytes"); return }
    #expect(other.count == 6)
    #expect(.bytes(other) != bytes)
    #expect(surrogates.replaced(["n": 12, "t": true]) == ["n": 12, "t": true])
  }
}
