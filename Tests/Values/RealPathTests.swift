import Glibc
import Testing
import Values

/// Paths in one form, and where they really lead.
@Suite struct RealPathTests {
  private let working = String(cString: getcwd(nil, 0))

  @Test func aPathHasOneForm() {
    #expect(plainPath("/a//./b/") == "/a/b" && plainPath("/") == "/")
    #expect(plainPath("/a/../b") == "/a/../b")
    #expect(plainPath("a/./b") == "\(working)/a/b")
    #expect(plainPath("a/../b") == "\(working)/a/../b")
    #expect(plainPath(".") == working)
    let parent = String(working[..<(working.lastIndex(of: "/") ?? working.startIndex)])
    #expect(plainPath("./../x") == "\(parent)/x")
    #expect(plainPath(String(repeating: "../", count: 100) + "x") == "/x")
  }

  @Test func whereAPathLeads() throws {
    #expect(try realPath(of: "/proc/self/root/etc/passwd") == "/etc/passwd")
    #expect(try realPath(of: "/usr/../usr/missing/file") == "/usr/missing/file")
    #expect(try realPath(of: "/") == "/")
    #expect(throws: FileFault.self) { try realPath(of: "/missing/../etc/passwd") }
    #expect(throws: FileFault.self) { try realPath(of: "/" + String(repeating: "a/", count: 5000)) }
  }
}
