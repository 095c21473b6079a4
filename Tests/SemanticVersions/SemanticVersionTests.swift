import Testing

@testable import SemanticVersions

@Suite struct SemanticVersionTests {
  /// The order of section 11 of the specification.
  @Test func versionsAreOrderedAsTheSpecificationSays() throws {
    let texts = [
      "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ]
    let versions = try texts.map { try #require(SemanticVersion($0)) }
    #expect(versions.shuffled().sorted() == versions)
    #expect(versions.map(\.description) == texts)
  }

  @Test(arguments: [
    "", "1", "1.2", "1.2.3.4", "01.2.3", "1.02.3", "v1.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b",
    "1.2.3+build",
    "1.2.x", " 1.2.3", "1.2.3 ", "-1.2.3", "1.2.3-ä", "9999999999999999999.0.0",
  ])
  func whatIsNoVersionIsRefused(_ text: String) {
    #expect(SemanticVersion(text) == nil)
  }

  @Test(arguments: [
    ("^1.2", ["1.2.0", "1.2.9", "1.9.0"], ["1.1.9", "2.0.0", "2.0.0-rc.1", "1.3.0-rc.1"]),
    ("^1", ["1.0.0", "1.9.0"], ["0.9.0", "2.0.0"]),
    ("^0.3", ["0.3.0", "0.3.7"], ["0.4.0", "0.2.9"]),
    ("^0.0.3", ["0.0.3"], ["0.0.4"]),
    ("^0", ["0.0.1", "0.9.0"], ["1.0.0"]),
    ("~1.2.3", ["1.2.3", "1.2.9"], ["1.2.2", "1.3.0"]),
    ("~1", ["1.0.0", "1.9.9"], ["2.0.0"]),
    ("1.2.3", ["1.2.3"], ["1.2.4", "1.2.3-rc.1"]),
    ("=1.2", ["1.2.0", "1.2.5"], ["1.3.0"]),
    ("1.x", ["1.0.0", "1.7.0"], ["2.0.0"]),
    ("1.2.*", ["1.2.0"], ["1.3.0"]),
    ("*", ["0.0.0", "99.0.0"], ["1.0.0-rc.1"]),
    (">=1.0 <1.5", ["1.0.0", "1.4.9"], ["1.5.0", "0.9.0"]),
    (">=1.0, <1.5", ["1.4.9"], ["1.5.0"]),
    (">1.2", ["1.3.0"], ["1.2.0", "1.2.9"]),
    (">1.2.3", ["1.2.4"], ["1.2.3"]),
    ("<=1.2", ["1.2.9"], ["1.3.0"]),
    ("<=1.2.3", ["1.2.3"], ["1.2.4"]),
    ("^1.0.0-rc.1", ["1.0.0-rc.1", "1.0.0-rc.2", "1.0.0", "1.4.0"], ["1.0.0-beta", "1.1.0-rc.1"]),
  ])
  func rangesHoldWhatTheyShould(_ text: String, _ inside: [String], _ outside: [String]) throws {
    let range = try #require(VersionRange(text))
    for version in inside { #expect(range.contains(try #require(SemanticVersion(version))), "\(version)") }
    for version in outside { #expect(!range.contains(try #require(SemanticVersion(version))), "\(version)") }
  }

  @Test(arguments: [
    "", " ", "latest", "^", "^x", "1.x.3", ">=", "==1", "1..2", "^1.2 banana", "1 - 2", ">*", "1.2.3.4",
  ])
  func whatIsNoRangeIsRefused(_ text: String) {
    #expect(VersionRange(text) == nil)
  }
}
