import Testing
import Values

@testable import CEL

/// IP addresses and ranges of them.
struct NetworkLibraryTests {
  static func ip(_ text: String) throws -> Value { try call(networkLibrary, "ip", .string(text)) }
  static func cidr(_ text: String) throws -> Value { try call(networkLibrary, "cidr", .string(text)) }

  /// Each text and its canonical form.
  @Test(arguments: [
    ("192.168.0.1", "192.168.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::68", "2001:db8::68"),
    ("2001:db8:0:0:0:0:0:1", "2001:db8::1"), ("2001:0db8::0001", "2001:db8::1"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
    ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("1:0:0:4:0:0:7:8", "1::4:0:0:7:8"),
    ("1:0:0:4:0:0:0:8", "1:0:0:4::8"), ("::1.2.3.4", "::102:304"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
    ("::ffff:c0a8:1", "192.168.0.1"),
    (
      "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    ), ("0:0:0:0:0:0:0:0", "::"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
  ])
  func addresses(text: String, canonical: String) throws {
    #expect(try call(networkLibrary, "string", Self.ip(text)) == .string(canonical))
    #expect(try call(networkLibrary, "isIP", .string(text)) == true)
    #expect(try call(networkLibrary, "ip.isCanonical", .string(text)) == .bool(text == canonical))
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", "1.2.3.-4", "1.2.3.+4",
    "1..3.4",
    "1.2.3.", "١.2.3.4", ":", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8", ":1::2", "1::2:", "12345::", "g::", "+1::", "1.2.3.4::",
    "::1.2.3.4:5",
    "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::01.2.3.4", "fe80::1%en0", "fe80::1%", "::ffff:192.168.0.1",
    "[::1]",
    "1.2.3.4/8", "::1/64", "1.2.3.4\0", String(repeating: ":", count: 1000),
  ])
  func noAddresses(text: String) throws {
    #expect(throws: EvaluationError.self) { try Self.ip(text) }
    #expect(throws: EvaluationError.self) { try call(networkLibrary, "ip.isCanonical", .string(text)) }
    #expect(try call(networkLibrary, "isIP", .string(text)) == false)
  }

  @Test(arguments: [
    ("isUnspecified", ["0.0.0.0", "::"], ["127.0.0.1", "::1"]),
    ("isLoopback", ["127.0.0.1", "127.255.0.3", "::1"], ["1.2.3.4", "128.0.0.1", "::2"]),
    (
      "isGlobalUnicast", ["192.168.0.1", "8.8.8.8", "2001:db8::abcd", "fc00::1"],
      ["255.255.255.255", "224.0.0.1", "ff00::1", "0.0.0.0", "::1", "169.254.1.1", "fe80::1"]
    ),
    (
      "isLinkLocalMulticast", ["224.0.0.1", "ff02::1", "ff12::1"], ["224.0.1.1", "ff05::1", "fe02::1"]
    ),
    (
      "isLinkLocalUnicast", ["169.254.169.254", "fe80::1", "febf::1"], ["169.255.0.1", "fec0::1", "fd80::1"]
    ),
  ])
  func questions(name: String, yes: [String], no: [String]) throws {
    for text in yes { #expect(try call(networkLibrary, name, Self.ip(text)) == true, "\(text)") }
    for text in no { #expect(try call(networkLibrary, name, Self.ip(text)) == false, "\(text)") }
  }

  @Test func families() throws {
    #expect(try call(networkLibrary, "family", Self.ip("127.0.0.1")) == 4)
    #expect(try call(networkLibrary, "family", Self.ip("2001:db8::68")) == 6)
  }

  @Test func equality() throws {
    #expect(try Self.ip("::ffff:c0a8:1").isEqual(to: Self.ip("192.168.0.1")))
    #expect(try !Self.ip("::1").isEqual(to: Self.ip("0.0.0.1")))
    #expect(try Self.cidr("10.0.0.0/8").isEqual(to: Self.cidr("10.0.0.0/8")))
    #expect(try !Self.cidr("10.0.0.1/8").isEqual(to: Self.cidr("10.0.0.0/8")))
    #expect(try !Self.cidr("10.0.0.0/8").isEqual(to: Self.ip("10.0.0.0")))
  }

  @Test(arguments: [
    ("192.168.1.5/24", "192.168.1.0/24", 24, "192.168.1.5"), ("1.2.3.4/0", "0.0.0.0/0", 0, "1.2.3.4"),
    ("1.2.3.4/32", "1.2.3.4/32", 32, "1.2.3.4"), ("2001:DB8:1::/32", "2001:db8::/32", 32, "2001:db8:1::"),
    ("ffff::1/0", "::/0", 0, "ffff::1"), ("::1/128", "::1/128", 128, "::1"),
    ("fe80::ff/121", "fe80::80/121", 121, "fe80::ff"),
  ])
  func networks(text: String, masked: String, length: Int64, address: String) throws {
    let network = try Self.cidr(text)
    #expect(try call(networkLibrary, "string", call(networkLibrary, "masked", network)) == .string(masked))
    #expect(try call(networkLibrary, "prefixLength", network) == .int(length))
    #expect(try call(networkLibrary, "ip", network) == Self.ip(address))
    #expect(try call(networkLibrary, "isCIDR", .string(text)) == true)
  }

  @Test(arguments: [
    "", "/", "192.168.0.0/", "192.168.0.0", "192.168.0.0/33", "::/129", "10.0.0.0/08", "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/8/8", "/8", "fe80::1%en0/24", "::ffff:1.2.3.4/96", "::ffff:102:304/96", "10.0.0/8",
    "10.0.0.0/ 8",
    "10.0.0.0/99999999999999999999",
  ])
  func noNetworks(text: String) throws {
    #expect(throws: EvaluationError.self) { try Self.cidr(text) }
    #expect(try call(networkLibrary, "isCIDR", .string(text)) == false)
  }

  @Test(arguments: [
    ("192.168.0.0/24", "192.168.0.1", true), ("192.168.0.0/24", "192.168.1.1", false),
    ("192.168.0.77/24", "192.168.0.1", true), ("0.0.0.0/0", "1.2.3.4", true), ("0.0.0.0/0", "::", false),
    ("2001:db8::/32", "2001:db8::1", true), ("2001:db8::/32", "192.168.1.1", false),
    ("192.168.1.1/32", "2001:db8::1", false), ("::/0", "ffff::", true), ("10.0.0.0/8", "::ffff:a00:1", true),
  ])
  func containedAddresses(network: String, address: String, expected: Bool) throws {
    let network = try Self.cidr(network)
    #expect(try call(networkLibrary, "containsIP", network, Self.ip(address)) == .bool(expected))
    #expect(try call(networkLibrary, "containsIP", network, .string(address)) == .bool(expected))
  }

  @Test(arguments: [
    ("192.168.0.0/24", "192.168.0.0/25", true), ("192.168.0.0/24", "192.168.0.1/32", true),
    ("192.168.0.0/24", "192.168.0.0/23", false), ("10.0.0.0/8", "10.0.0.0/8", true),
    ("10.0.0.0/8", "11.0.0.0/16", false), ("0.0.0.0/0", "::/0", false), ("::/0", "::1/128", true),
  ])
  func containedNetworks(network: String, other: String, expected: Bool) throws {
    let network = try Self.cidr(network)
    #expect(try call(networkLibrary, "containsCIDR", network, Self.cidr(other)) == .bool(expected))
    #expect(try call(networkLibrary, "containsCIDR", network, .string(other)) == .bool(expected))
  }

  @Test func faultsInArguments() throws {
    let network = try Self.cidr("10.0.0.0/8")
    #expect(throws: EvaluationError.self) { try call(networkLibrary, "containsIP", network, "x") }
    #expect(throws: EvaluationError.self) { try call(networkLibrary, "containsCIDR", network, "10.0.0.1") }
  }
}
