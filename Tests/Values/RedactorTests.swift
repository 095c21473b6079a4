import Testing
import Values

@Suite struct RedactorTests {
  private func redact(_ text: String, _ secrets: String...) -> String {
    let redactor = Redactor()
    for secret in secrets { redactor.add(secret) }
    return redactor.redact(text)
  }

  @Test(arguments: [
    "p/w\"d é+1", "p\\/w\\\"d é+1", "p/w\\\"d \\u00e9+1", "p%2Fw%22d%20%C3%A9%2B1", "p%2fw%22d%20%c3%a9%2b1",
    "p/w&quot;d é+1",
  ])
  func everyForm(text: String) {
    #expect(redact("a=\(text);", "p/w\"d é+1") == "a=********;")
  }

  @Test func jsonForHTML() {
    #expect(redact(#"{"x":"a\u0026b\u003cc"}"#, "a&b<c") == #"{"x":"********"}"#)
  }

  @Test(arguments: [
    #"a\/b\"c\u0026\u00e9"#, #"a\/b\"c\u0026\u00E9"#, #"a/b\"c\u0026\u00e9"#, #"a\/b\"c&\u00e9"#,
    #"a\/b\"c\u0026é"#,
    #"a/b\u0022c\u0026\u00E9"#,
  ])
  func jsonWithSeveralKindsOfEscapes(text: String) {
    #expect(redact("[\(text)]", #"a/b"c&é"#) == "[********]")
  }

  @Test(arguments: ["", "a", "ab", "user:"])
  func base64AtAnyAlignment(lead: String) {
    let secret = "correct-horse-battery"
    let shown = redact(base64(Array("\(lead)\(secret)tail".utf8)), secret)
    #expect(shown.contains(Redactor.mask))
    #expect(shown.count < 30)
  }

  @Test func shortSecretsAreMaskedAsWords() {
    #expect(redact("on, lon, on_x \"on\"", "on") == "********, lon, on_x \"********\"")
  }

  @Test func overlapsAreOneMask() {
    #expect(redact("x abcdefghi y", "abcdef", "defghi") == "x ******** y")
    #expect(redact("hunter2-long", "hunter2", "hunter2-long") == "********")
  }

  @Test func linesOfALongSecret() {
    let key = "-----BEGIN KEY-----\nMIIEabcdef0123\n-----END KEY-----\n"
    #expect(redact("  MIIEabcdef0123\n", key) == "  ********\n")
  }

  @Test func blanksAroundASecret() {
    #expect(redact("token abc12!", "abc12!\n") == "token ********")
    #expect(redact("a b", " ") == "a b")
    #expect(redact("a b", "") == "a b")
  }

  /// U+0600 is one character with the sign behind it, U+0301 with the one before.
  @Test(arguments: ["a\u{600}\"b", "a\"\u{301}b"])
  func marksBesideWhatIsEscaped(secret: String) {
    #expect(redact("x\(secret.replacing(exactly: "\"", with: "\\\""))x", secret) == "x********x")
    #expect(redact("x\(secret.replacing(exactly: "\"", with: "&quot;"))x", secret) == "x********x")
  }

  @Test func secretsThatComeAfterTheFirstText() {
    let redactor = Redactor()
    redactor.add("first-secret")
    #expect(redactor.redact("first-secret second-secret") == "******** second-secret")
    redactor.add("second-secret")
    redactor.add("second-secret-too")
    #expect(redactor.redact("first-secret second-secret-too") == "******** ********")
  }

  @Test func values() {
    let redactor = Redactor()
    redactor.add("s3cret!")
    redactor.add("123456")
    let value: Value = [
      "s3cret!": "x s3cret! y", "n": 123_456, "l": ["s3cret!", 7], "b": .bytes(Array("s3cret!".utf8)),
      "t": true,
    ]
    let expected: Value = [
      "********": "x ******** y", "n": "********", "l": ["********", 7], "b": .bytes(Array("********".utf8)),
      "t": true,
    ]
    #expect(redactor.redact(value) == expected)
  }
}

@Suite struct LockTests {
  @Test func manyTasks() async {
    let lock = Lock(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask { for _ in 0..<100 { lock.withLock { $0 += 1 } } }
      }
    }
    #expect(lock.withLock { $0 } == 5000)
  }

  @Test func errorsPassAndUnlock() {
    struct Refused: Error {}
    let lock = Lock(1)
    #expect(throws: Refused.self) {
      try lock.withLock { (_: inout Int) throws(Refused) -> Void in throw Refused() }
    }
    #expect(lock.withLock { $0 } == 1)
  }
}
