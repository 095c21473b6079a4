import Digests
import OCIRegistry
import Testing

@Suite struct ReferenceTests {
  static let hex = String(repeating: "0123456789abcdef", count: 4)

  @Test(arguments: [
    (
      "registry.example.com/platform/postgres:1.2.0", "registry.example.com", "platform/postgres", "1.2.0",
      false
    ),
    ("localhost:5000/a", "localhost:5000", "a", nil, false),
    ("127.0.0.1:5000/a/b/c:latest", "127.0.0.1:5000", "a/b/c", "latest", false),
    ("[::1]:5000/a", "[::1]:5000", "a", nil, false),
    ("[2001:db8::1]/a:b", "[2001:db8::1]", "a", "b", false),
    ("ghcr.io/a_b/c__d/e--f.g:V1_.-", "ghcr.io", "a_b/c__d/e--f.g", "V1_.-", false),
    ("ghcr.io/a@sha256:\(hex)", "ghcr.io", "a", nil, true),
    ("ghcr.io/a:1.0@sha256:\(hex)", "ghcr.io", "a", "1.0", true),
  ])
  func good(text: String, registry: String, repository: String, tag: String?, isPinned: Bool) throws {
    let reference = try OCIReference(parsing: text)
    #expect(reference.registry == registry)
    #expect(reference.repository == repository)
    #expect(reference.tag == tag)
    #expect(reference.digest?.hex == (isPinned ? Self.hex : nil))
    #expect(reference.description == text)
    #expect(OCIReference(text) == reference)
  }

  @Test(arguments: [
    ("oci://ghcr.io/a:1", "it begins with a scheme, which is left out"),
    ("ghcr.io", "there is no slash between the registry and the name"),
    ("", "there is no slash between the registry and the name"),
    ("/a", "`` is no host with a port"),
    ("gh cr.io/a", "`gh cr.io` is no host with a port"),
    ("user@ghcr.io/a", "`user@ghcr.io` is no host with a port"),
    ("ghcr.io:0/a", "`ghcr.io:0` is no host with a port"),
    ("ghcr.io:65536/a", "`ghcr.io:65536` is no host with a port"),
    ("ghcr.io:/a", "`ghcr.io:` is no host with a port"),
    ("-x.io/a", "`-x.io` is no host with a port"),
    ("a..b/c", "`a..b` is no host with a port"),
    ("[::1/a", "`[::1` is no host with a port"),
    ("ghcr.io/", "`` is no name of a repository"),
    ("ghcr.io/A", "`A` is no name of a repository"),
    ("ghcr.io/a//b", "`a//b` is no name of a repository"),
    ("ghcr.io/../a", "`../a` is no name of a repository"),
    ("ghcr.io/a..b", "`a..b` is no name of a repository"),
    ("ghcr.io/a___b", "`a___b` is no name of a repository"),
    ("ghcr.io/a?x=1", "`a?x=1` is no name of a repository"),
    ("ghcr.io/a/", "`a/` is no name of a repository"),
    ("ghcr.io/a\u{1B}[2J", "`a [2J` is no name of a repository"),
    ("ghcr.io/a:", "`` is no tag"),
    ("ghcr.io/a:.b", "`.b` is no tag"),
    ("ghcr.io/a:b/c", "`b/c` is no tag"),
    ("ghcr.io/a:1:2", "`1:2` is no tag"),
    ("ghcr.io/a@sha512:00", "`sha512:00` is no digest"),
    ("ghcr.io/a@sha256:\(hex.uppercased())", "is no digest, which is sha256: and 64 hexadecimal digits"),
    ("ghcr.io/a@sha256:\(hex)0", "is no digest"),
  ])
  func bad(text: String, fault: String) {
    let error = #expect(throws: OCIError.self) { try OCIReference(parsing: text) }
    #expect(error?.kind == .invalidRequest)
    #expect(error?.message.contains(fault) == true, "\(error?.message ?? "")")
    #expect(error?.message.hasSuffix("; expected registry[:port]/name[:tag][@sha256:...]") == true)
    #expect(OCIReference(text) == nil)
  }

  @Test func lengthsAreBounded() throws {
    let tag = String(repeating: "t", count: 128)
    #expect(try OCIReference(parsing: "ghcr.io/a:\(tag)").tag == tag)
    #expect(OCIReference("ghcr.io/a:\(tag)t") == nil)
    #expect(OCIReference("ghcr.io/" + String(repeating: "n", count: 247)) != nil)
    #expect(OCIReference("ghcr.io/" + String(repeating: "n", count: 248)) == nil)
  }

  @Test func othersOfTheSameRepository() throws {
    let reference = try OCIReference(parsing: "ghcr.io/a/b:1@sha256:\(Self.hex)")
    #expect(try reference.tagged("2").description == "ghcr.io/a/b:2")
    let digest = SHA256Digest(of: "x")
    #expect(reference.pinned(to: digest).description == "ghcr.io/a/b:1@\(digest)")
    #expect(throws: OCIError.self) { try reference.tagged("a b") }
  }
}
