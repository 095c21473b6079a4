import Testing

@testable import ProbeKit

/// Which hosts a word of a grant covers, and which tricks it does not fall for.
@Suite struct HostPatternTests {
  @Test(arguments: [
    ("DB.Example.COM", "db.example.com"), ("db.example.com.", "db.example.com"),
    ("db.example.com:0443", "db.example.com:443"), ("127.0.0.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"),
    ("0177.0.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7F000001", "127.0.0.1"),
    ("127.1:80", "127.0.0.1:80"), ("1.2.3", "1.2.0.3"), ("[::1]:443", "[::1]:443"), ("::1", "[::1]"),
    ("[::ffff:127.0.0.1]:80", "127.0.0.1:80"), ("::ffff:7f00:1", "127.0.0.1"),
    ("2001:DB8:0:0::1", "[2001:db8::1]"), ("_sip.example.com", "_sip.example.com"),
    ("xn--bcher-kva.example", "xn--bcher-kva.example"),
  ])
  func aHostHasOneForm(text: String, form: String) {
    #expect(HostName(text)?.description == form)
  }

  @Test(arguments: [
    "", ".", "a..b", ".a", "a b", "bücher.example", "a%2eb", "a@b", "user:pw@db.example.com", "a/b", "a\\b",
    "http://a", "a:", "a:0", "a:65536", "a:+1", "a:1:2", "[::1", "::1]", "[::1]x", "[::1]:", "[a]",
    "[::1%eth0]",
    "fe80::1%1", "256.1.1.1", "1.2.3.4.5", "1.2.3.0x", "08.1.1.1", "127.0.0.1.", "4294967296",
    "a.0x1", "a.1", "*", "*.example.com", "a\u{0}", "a\n", "１２７.0.0.1", "a。b", "ℯxample.com",
    String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "a",
  ])
  func whatMayBeReadInAnotherWayIsNoHost(text: String) {
    #expect(HostName(text) == nil, "\(text)")
  }

  @Test(arguments: [
    ("db.example.com", "DB.example.com", true), ("db.example.com", "db.example.com:5432", true),
    ("db.example.com", "db.example.com.", true), ("db.example.com", "xdb.example.com", false),
    ("db.example.com", "db.example.com.evil.net", false),
    ("db.example.com:5432", "db.example.com:5432", true),
    ("db.example.com:5432", "db.example.com:5433", false), ("db.example.com:5432", "db.example.com", false),
    ("*.example.com", "a.example.com", true), ("*.example.com", "a.b.example.com:1", true),
    ("*.example.com", "example.com", false), ("*.example.com", ".example.com", false),
    ("*.example.com", "aexample.com", false), ("*.example.com", "a.example.com.evil.net", false),
    ("*.example.com", "evil.net#.example.com", false), ("*.example.com", "evil.net%2f.example.com", false),
    ("*.example.com", "evil.net/.example.com", false), ("*.example.com", "evil.net@a.example.com", false),
    ("*.example.com", "evil.net:80@a.example.com", false), ("*.example.com:443", "a.example.com:80", false),
    ("127.0.0.1", "0x7f.1", true), ("127.0.0.1", "[::ffff:127.0.0.1]:80", true),
    ("127.0.0.1", "localhost", false), ("localhost", "127.0.0.1", false), ("127.0.0.1", "127.0.0.2", false),
    ("*.com", "1.2.3.4", false), ("10.0.0.1", "10.1", true), ("[::1]:443", "[0:0::1]:443", true),
    ("::1", "[::1]:8443", true), ("EXAMPLE.com.", "example.COM", true),
  ])
  func aWordCoversItsHostsOnly(word: String, host: String, isCovered: Bool) throws {
    #expect(try HostPattern(word).covers(host) == isCovered)
  }

  @Test(arguments: [
    "", "*", "*.", "**.example.com", "a*.example.com", "*.*.example.com", "example.*", "https://example.com",
    "example.com/path", "user@example.com", "bücher.example", "*.1.2.3.4", "*.[::1]", "*.10", "a:99999",
    "exa mple.com", "%61.example.com", "[::1%lo]",
  ])
  func noOtherWordIsOne(word: String) {
    #expect(throws: GrantWordFault.self, "\(word)") { try HostPattern(word) }
  }

  @Test func aFaultSaysHowToMendIt() {
    let fault = #expect(throws: GrantWordFault.self) { try HostPattern("https://db.example.com/") }
    #expect(fault?.message == "is not the name or address of a host")
    #expect(fault?.help == "leave out scheme, user and path, as in db.example.com:5432")
  }

  @Test(arguments: [
    ("example.com", "Example.com.", true), ("*.example.com", "_dmarc.example.com", true),
    ("*.example.com", "example.com", false), ("example.com", "a.example.com", false),
    ("*.example.com", "x\\.evil.example.com", false), ("*.example.com", "a b.example.com", false),
    ("4.3.2.1.in-addr.arpa", "4.3.2.1.in-addr.arpa", true), ("*.example.com", "*.example.com", false),
  ])
  func aDNSNameIsCoveredAsItIs(word: String, name: String, isCovered: Bool) throws {
    #expect(try NamePattern(word).covers(name) == isCovered)
  }
}
