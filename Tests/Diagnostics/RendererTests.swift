import Diagnostics
import Testing

/// Diagnostics as people see them.
@Suite struct RendererTests {
  private var sources = SourceMap()
  private let id: SourceFile.ID

  init() { id = sources.add(SourceFile(path: "empty.yaml", bytes: [])) }

  private mutating func file(_ text: String, path: String = "a.yaml") -> SourceFile.ID {
    sources.add(SourceFile(path: path, bytes: Array(text.utf8)))
  }

  private func render(_ diagnostic: Diagnostic, color: Bool = false) -> String {
    DiagnosticRenderer(sources: sources, color: color).render(diagnostic)
  }

  @Test func withoutPlace() {
    let text = render(Diagnostic("bad-option", "No such option", help: "see --help"))
    #expect(text == "error[bad-option]: No such option\n= help: see --help\n")
    #expect(render(Diagnostic("odd", "Odd", severity: .warning)) == "warning[odd]: Odd\n")
  }

  @Test mutating func secretsAreHiddenBeforeTheLineIsCut() {
    let secret = String(repeating: "s3cr3t", count: 50)
    let text = "token: \(secret) odd: 1"
    let id = file(text)
    let renderer = DiagnosticRenderer(sources: sources) { $0.replacing(secret, with: "****") }
    func shown(_ bytes: Range<Int>) -> String {
      renderer.render(Diagnostic("odd", "Odd", at: Diagnostic.Label(Span(file: id, bytes: bytes), "")))
    }
    let end = 7 + secret.utf8.count
    #expect(
      shown(end + 1..<end + 4) == """
        error[odd]: Odd
         --> a.yaml:1:309
          |
        1 | token: **** odd: 1
          |             ^^^

        """)
    #expect(shown(7..<end).hasSuffix("1 | token: **** odd: 1\n  |        ^^^^\n"))
    #expect(!shown(100..<110).contains("s3cr3t"))
  }

  @Test mutating func severalPlacesInSeveralFiles() {
    let first = file("id: a\n" + String(repeating: "\n", count: 120) + "  needs: [b]\n")
    let second = file("id: b\n", path: "dir/b.yaml")
    let diagnostic = Diagnostic(
      "cycle", "a needs itself", at: Diagnostic.Label(Span(file: first, bytes: 128..<138), "through this"),
      related: [
        .init(Span(file: second, bytes: 4..<5), "and this"), .init(Span(file: first, bytes: 0..<2), "here"),
      ],
      help: "remove one of them")
    #expect(
      render(diagnostic) == """
        error[cycle]: a needs itself
           --> a.yaml:122:3
            |
        122 |   needs: [b]
            |   ^^^^^^^^^^ through this
           --> dir/b.yaml:1:5
            |
          1 | id: b
            |     - and this
           --> a.yaml:1:1
            |
          1 | id: a
            | -- here
            = help: remove one of them

        """)
  }

  @Test mutating func tabsAndWideCharacters() {
    let id = file("\ta:\t日本\t🙂 x\n")
    let text = render(Diagnostic("x", "x", at: Span(file: id, bytes: 11..<17)))
    #expect(
      text == """
        error[x]: x
         --> a.yaml:1:8
          |
        1 |     a:  日本    🙂 x
          |                 ^^^^

        """)
  }

  @Test mutating func combiningMarks() {
    let id = file("e\u{301}e\u{301} x\n")
    let text = render(Diagnostic("x", "x", at: Span(file: id, bytes: 7..<8)))
    #expect(text.hasSuffix("1 | e\u{301}e\u{301} x\n  |    ^\n"))
  }

  @Test mutating func severalLinesAreCutToTheFirst() {
    let id = file("key: |\n  text\n  more\n")
    let text = render(Diagnostic("x", "x", at: Span(file: id, bytes: 5..<20)))
    #expect(text == "error[x]: x\n --> a.yaml:1:6\n  |\n1 | key: |\n  |      ^\n")
  }

  @Test mutating func endOfFile() {
    let id = file("a: [\n")
    #expect(
      render(Diagnostic("x", "x", at: Span(file: id, bytes: 5..<5))).hasSuffix(":2:1\n  |\n2 | \n  | ^\n"))
    #expect(
      render(Diagnostic("x", "x", at: Span(file: id, bytes: 90..<99))).hasSuffix(":2:1\n  |\n2 | \n  | ^\n"))
    #expect(
      render(Diagnostic("x", "x", at: Span(file: self.id, bytes: 0..<0))).hasSuffix(
        ":1:1\n  |\n1 | \n  | ^\n"))
  }

  @Test mutating func endOfLine() {
    let id = file("ab\r\ncd\r\n")
    #expect(render(Diagnostic("x", "x", at: Span(file: id, bytes: 2..<2))).hasSuffix("1 | ab\n  |   ^\n"))
    #expect(render(Diagnostic("x", "x", at: Span(file: id, bytes: 3..<4))).hasSuffix("1 | ab\n  |   ^\n"))
  }

  @Test mutating func veryLongLine() {
    let id = file(String(repeating: "a", count: 500_000) + "HERE" + String(repeating: "b", count: 500_000))
    let lines = render(Diagnostic("x", "x", at: Span(file: id, bytes: 500_000..<500_004)))
      .split(separator: "\n").map(String.init)
    let text = "1 | …" + String(repeating: "a", count: 80) + "HERE" + String(repeating: "b", count: 76) + "…"
    #expect(lines[3] == text)
    #expect(lines[4] == "  |  " + String(repeating: " ", count: 80) + "^^^^")
    let whole = render(Diagnostic("x", "x", at: Span(file: id, bytes: 0..<1_000_004)))
    #expect(whole.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= 170 })
  }

  @Test mutating func longLineOfWideCharactersIsCutBetweenThem() {
    let id = file(String(repeating: "日", count: 1_000))
    let text = render(Diagnostic("x", "x", at: Span(file: id, bytes: 1_500..<1_503)))
    #expect(!text.contains("\u{FFFD}"))
    #expect(text.contains("^^"))
  }

  @Test mutating func nothingDrivesTheTerminal() {
    let id = file("a: \u{1B}[31mred\u{202E}x\u{9B}\n", path: "a\u{1B}[2J.yaml")
    let text = render(
      Diagnostic(
        "x", "key \u{1B}]0;t\u{7}", at: Diagnostic.Label(Span(file: id, bytes: 8..<11), "\u{1B}c"),
        help: "\u{8}"))
    #expect(
      text == """
        error[x]: key \\u{1b}]0;t\\u{7}
         --> a\\u{1b}[2J.yaml:1:9
          |
        1 | a: \u{FFFD}[31mred\u{FFFD}x\u{FFFD}
          |         ^^^ \\u{1b}c
          = help: \\u{8}

        """)
  }

  @Test mutating func invalidUTF8() {
    let id = sources.add(SourceFile(path: "a.yaml", bytes: [0xFF, 0xC3, 0x61, 0xE2, 0x82, 0x62, 0x63]))
    let text = render(Diagnostic("x", "x", at: Span(file: id, bytes: 6..<7)))
    #expect(text.hasSuffix("1 | \u{FFFD}\u{FFFD}a\u{FFFD}bc\n  |      ^\n"))
  }

  @Test mutating func byteOrderMark() {
    let id = file("\u{FEFF}ab: 1\n")
    let text = render(Diagnostic("x", "x", at: Span(file: id, bytes: 3..<5)))
    #expect(text == "error[x]: x\n --> a.yaml:1:1\n  |\n1 | ab: 1\n  | ^^\n")
    #expect(
      render(Diagnostic("x", "x", at: Span(file: id, bytes: 0..<0))).hasSuffix(
        ":1:1\n  |\n1 | ab: 1\n  | ^\n"))
  }

  @Test mutating func colors() {
    let id = file("ab\n")
    let diagnostic = Diagnostic(
      "x", "m", at: Span(file: id, bytes: 0..<1), severity: .warning,
      related: [.init(Span(file: id, bytes: 1..<2), "r")], help: "h")
    let text = render(diagnostic, color: true)
    #expect(text.hasPrefix("\u{1B}[1;33mwarning[x]\u{1B}[0m\u{1B}[1m: m\u{1B}[0m\n"))
    #expect(text.contains("\u{1B}[1;33m^\u{1B}[0m"))
    #expect(text.contains(" \u{1B}[1;34m-\u{1B}[0m \u{1B}[1;34mr\u{1B}[0m"))
    #expect(text.hasSuffix("\u{1B}[1;34m= help:\u{1B}[0m h\n"))
    var plain = text
    for code in ["1;33", "1;34", "1", "0"] {
      plain = plain.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
    }
    #expect(plain == render(diagnostic))
  }

  /// What a file says cannot pass for a diagnostic of its own.
  @Test mutating func lineBreaksAreShown() {
    let id = file("a\n", path: "b\n.yaml")
    let text = render(
      Diagnostic(
        "x", "no key `x`\r\n\nerror[forged]: hello\n",
        at: Diagnostic.Label(Span(file: id, bytes: 0..<1), "\nhere"), help: "one\ntwo\r\nthree"))
    #expect(
      text == #"""
        error[x]: no key `x`\u{d}\n\nerror[forged]: hello\n
         --> b\n.yaml:1:1
          |
        1 | a
          | ^ \nhere
          = help: one
                  two\u{d}
                  three

        """#)
    #expect(render(Diagnostic("x", "x", help: "one\ntwo")) == "error[x]: x\n= help: one\n        two\n")
  }
}
