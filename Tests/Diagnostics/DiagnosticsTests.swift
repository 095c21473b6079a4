import Diagnostics
import Testing

/// The list of faults, positions in files, and suggestions.
@Suite struct DiagnosticsTests {
  private func file(_ text: String) -> (SourceFile.ID, SourceMap) {
    var sources = SourceMap()
    return (sources.add(SourceFile(path: "a.yaml", bytes: Array(text.utf8))), sources)
  }

  @Test func sameFaultOnce() {
    let (id, _) = file("x")
    let span = Span(file: id, bytes: 0..<1)
    var diagnostics = Diagnostics()
    diagnostics.add(Diagnostic("unused", "once", at: span, severity: .warning))
    #expect(!diagnostics.hasErrors)
    diagnostics.add(contentsOf: [
      Diagnostic("unused", "once", at: span, severity: .warning), Diagnostic("b", "other"),
    ])
    #expect(diagnostics.all.map(\.code.rawValue) == ["unused", "b"])
    #expect(diagnostics.hasErrors)
  }

  @Test func sortedByPlace() {
    var sources = SourceMap()
    let first = sources.add(SourceFile(path: "1", bytes: Array("abc".utf8)))
    let second = sources.add(SourceFile(path: "2", bytes: Array("abc".utf8)))
    var diagnostics = Diagnostics()
    diagnostics.add(Diagnostic("second-file", "", at: Span(file: second, bytes: 0..<1)))
    diagnostics.add(Diagnostic("late", "", at: Span(file: first, bytes: 2..<3)))
    diagnostics.add(Diagnostic("early", "", at: Span(file: first, bytes: 1..<3)))
    diagnostics.add(Diagnostic("early-too", "", at: Span(file: first, bytes: 1..<2)))
    diagnostics.add(Diagnostic("nowhere", ""))
    let expected = ["nowhere", "early", "early-too", "late", "second-file"]
    #expect(diagnostics.sorted.map(\.code.rawValue) == expected)
  }

  @Test(
    arguments: [
      ("ab\ncd", 0, 1, 1), ("ab\ncd", 2, 1, 3), ("ab\ncd", 3, 2, 1), ("ab\ncd", 5, 2, 3),
      ("ab\ncd", 99, 2, 3),
      ("ab\n", 3, 2, 1), ("", 0, 1, 1), ("é🙂x", 6, 1, 3), ("a\r\nb", 3, 2, 1), ("\n\n", 1, 2, 1),
      ("\u{FEFF}ab", 3, 1, 1), ("\u{FEFF}ab", 0, 1, 1), ("\u{FEFF}ab\nc", 6, 2, 1),
    ])
  func position(text: String, offset: Int, line: Int, column: Int) {
    let (id, sources) = file(text)
    let position = sources[id].position(at: offset)
    #expect(position.line == line)
    #expect(position.column == column)
    #expect(sources[id].line(at: offset) == line)
    #expect(sources.place(of: Span(file: id, bytes: offset..<offset)) == "a.yaml:\(line):\(column)")
  }

  @Test func lines() {
    let (id, sources) = file("one\r\ntwo\n\nfour")
    #expect(sources[id].lineCount == 4)
    #expect((1...4).map { sources[id].text(ofLine: $0) } == ["one", "two", "", "four"])
    #expect(file("a\n").1[id].lineCount == 1)
    #expect(file("").1[id].lineCount == 1)
  }

  @Test func spanThroughAnother() {
    let (id, _) = file("abcdef")
    let span = Span(file: id, bytes: 1..<2)
    #expect(span.through(Span(file: id, bytes: 4..<5)).bytes == 1..<5)
    #expect(span.through(Span(file: id, bytes: 0..<1)).bytes == 1..<2)
  }

  @Test func aPlaceInAnotherMapIsNoCrash() {
    let (id, _) = file("abcdef")
    let fault = Diagnostic("a-code", "A message", at: Span(file: id, bytes: 2..<4))
    #expect(DiagnosticRenderer(sources: SourceMap()).render(fault).contains("--> ?:1:1"))
  }

  @Test(
    arguments: [
      ("titel", ["title", "id"], "title"), ("seveirty", ["section", "severity"], "severity"),
      ("Expect", ["expect"], "expect"), ("sqll", ["sql", "http"], "sql"), ("i", ["id"], "id"),
      ("xyz", ["title"], nil), ("b", ["a"], nil),
      ("needs", [], nil), ("", ["title"], nil), ("timout", ["timeout", "title"], "timeout"),
      ("ab", ["ba"], "ba"), ("user", ["use", "username"], "use"),
      ("User", ["password", "username"], "username"),
      ("us", ["username"], nil),
      ("abc", ["abd", "abe"], "abd"), ("retries", ["retry"], nil), ("cafe", ["café"], "café"),
    ] as [(String, [String], String?)])
  func closest(word: String, candidates: [String], expected: String?) {
    #expect(closestMatch(to: word, among: candidates) == expected)
  }

  @Test func controlCharactersAreShown() {
    #expect(
      visible("a\u{1B}[31mb\u{7F}\u{85}\u{202E}\u{2028}\t")
        == "a\\u{1b}[31mb\\u{7f}\\u{85}\\u{202e}\\u{2028}\\u{9}")
    #expect(visible("plain é\n🙂") == "plain é\n🙂")
  }

  @Test(
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🙂", 2), ("\u{200B}", 0), ("ｈ", 2), ("한", 2),
      ("", 0),
    ])
  func widths(text: String, width: Int) {
    #expect(terminalWidth(of: text) == width)
  }
}
