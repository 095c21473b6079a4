import Diagnostics
import Testing
import YAMLSyntax

/// Places of nodes and of parts of texts.
@Suite struct SpanTests {
  @Test(
    arguments: [
      "n: ⟦plain⟧\n", "n: ⟦plain⟧ # note\n", "n: ⟦'it''s'⟧  \n", "n: ⟦\"a\\tb\"⟧\n",
      "n: ⟦two\n  lines⟧\n\n# end\n",
      "n: ⟦|\n  a\n  b⟧\n\n\nm: 1\n", "n: ⟦>-\n  a\n\n  b⟧\n", "n: ⟦|+\n  a⟧\n\n", "n: ⟦|⟧\nm: 1\n",
      "n: ⟦[1, 2]⟧ # note\n", "n: ⟦[\n  1,\n]⟧\n", "n: ⟦{a: {b: c}}⟧\n", "n: ⟦[]⟧\n", "n: ⟦{}⟧",
      "n:\n  ⟦- 1\n  - two⟧\n\n# end\nm: 3\n", "n:\n⟦- 1\n- 2⟧\nm: 3\n", "n:\n  ⟦a: 1\n  b:⟧\n",
      "n:\n  ⟦a:\n    - b: |\n        text⟧\n\nm: x\n", "n: &x ⟦plain⟧\n", "n: !!str ⟦5⟧\n",
      "n: &x !!str ⟦'5'⟧\n",
      "n: !!seq &x ⟦[a]⟧\n", "n: &x\n  # note\n  ⟦a: 1⟧\n", "n: &x ⟦|\n  a⟧\n", "n:⟦⟧\n",
      "n:⟦⟧ # note\nm: 1\n",
      "{n: ⟦é🙂⟧, m: 1}\n", "é: ü\nn: ⟦日本 語⟧\n", "\u{FEFF}n: ⟦x⟧\n", "\u{FEFF}ü: 1\nn: ⟦ö⟧\n",
      "n: ⟦x⟧\r\nm: y\r\n",
      "\"🙂\": '🙂'\nn:\n  ⟦- 🙂\n  - é⟧\n", "? n\n: ⟦x⟧\n", "%YAML 1.2\n---\nn: ⟦x⟧\n...\n",
    ])
  func value(marked: String) throws {
    let expected = try MarkedText(marked)
    let parsed = Parsed(expected.text)
    let node = try #require(parsed.root?["n"], "\(parsed.rendered)")
    #expect(node.span.bytes == expected.range, "\(marked)")
  }

  @Test func pairInsideAList() throws {
    let marked = try MarkedText("[⟦a: b⟧ , c]\n")
    let root = try #require(Parsed(marked.text).root)
    #expect(root.sequence?.first?.span.bytes == marked.range)
  }

  @Test(arguments: ["⟦key⟧: 1\n", "? ⟦key⟧\n: 1\n", "{⟦'key'⟧: 1}\n", "&a ⟦key⟧: 1\n"])
  func key(marked: String) throws {
    let expected = try MarkedText(marked)
    let root = try #require(Parsed(expected.text).root)
    #expect(root.mapping?.first?.key.span.bytes == expected.range)
  }

  /// The marked source decodes to `HERE`, or to what is given.
  @Test(
    arguments: [
      ("plain ⟦HERE⟧ x", "HERE"), ("one\n  two ⟦HERE⟧\n  x", "HERE"), ("one\n\n  é ⟦HERE⟧", "HERE"),
      ("'it''s ⟦HERE⟧'", "HERE"), ("'a\n\n   b ⟦HERE⟧ '", "HERE"), ("'a ⟦''⟧ b'", "'"),
      ("\"\\t\\x41\\u00e9\\U0001F642 ⟦HERE⟧\"", "HERE"), ("\"a \\\n   b ⟦HERE⟧\"", "HERE"),
      ("\"a ⟦\\u00e9⟧ b\"", "é"), ("\"a\n  b ⟦HERE⟧ \\\"c\\\"\"", "HERE"), ("\"\\N\\L\\_ ⟦HERE⟧\"", "HERE"),
      ("|\n  a\n  b ⟦HERE⟧\n", "HERE"), ("|2\n    a\n   b ⟦HERE⟧\n", "HERE"),
      ("|-\n\n\n  a\n\n  ⟦HERE⟧\n", "HERE"),
      (">\n  a\n  b ⟦HERE⟧\n", "HERE"), (">-\n  a\n\n  b\n    more\n  c\n  ⟦HERE⟧ x\n\n\n", "HERE"),
      (">+\n\n  a\n\n\n  b ⟦HERE⟧\n\n\n", "HERE"), ("> # note\n  日本\n  語 ⟦HERE⟧\n", "HERE"),
      (">-\n  a\n\n  ⟦HERE⟧\n", "HERE"), ("|\n  a\n  \n  \tb ⟦HERE⟧\n", "HERE"),
      (">1\n   a\n  b\n  ⟦HERE⟧\n", "HERE"),
    ])
  func decodedText(marked: String, decoded: String) throws {
    let expected = try MarkedText("é: 1\nn: \(marked)\n")
    let parsed = Parsed(expected.text)
    let node = try #require(parsed.root?["n"], "\(parsed.rendered)")
    let text = try #require(node.scalar?.text)
    let range = try #require(text.utf8.firstRange(of: decoded.utf8), "\(text)")
    let start = text.utf8.distance(from: text.utf8.startIndex, to: range.lowerBound)
    let span = sourceSpan(of: start..<(start + decoded.utf8.count), in: node, of: parsed.file)
    #expect(span.bytes == expected.range, "\(text)")
  }

  /// Every byte of the text maps to a place, in order, and bytes that stand for themselves to themselves.
  @Test(
    arguments: [
      "plain", "two\n  lines\n\n\n  more", "'a''b\n  c'", "\"a\\nb\\\n  c\n\n  d\"", "|\n   a\n\n    b\n\n",
      ">\n   a\n   b\n\n     c\n\n   d\n\n", "|+\n  a\n\n\n", "\"\"", "''", "|-\n", ">2\n      a\n    b\n",
      "|\r\n  a\r\n  b",
      "a\r\n  b\r\n\r\n  c", "\"a  \n \t b\"", "'  '", "\"\\\n\\\n\"",
    ])
  func everyByte(value: String) throws {
    let parsed = Parsed("n: \(value)\n")
    let node = try #require(parsed.root?["n"], "\(parsed.rendered)")
    let text = Array(try #require(node.scalar?.text).utf8)
    let map = DecodedText(node, of: parsed.file)
    var previous = 0
    for (offset, byte) in text.enumerated() {
      let place = map.sourceSpan(of: offset..<(offset + 1)).bytes
      #expect(!place.isEmpty && place.lowerBound >= previous)
      #expect(place != node.span.bytes || text.count == 1, "byte \(offset) has no place of its own")
      if place.count == 1, byte != 0x20, byte != 0x0A { #expect(parsed.file.bytes[place.lowerBound] == byte) }
      previous = place.lowerBound
    }
  }

  @Test func emptyRange() throws {
    let parsed = Parsed("n: 'a''b'\n")
    let node = try #require(parsed.root?["n"])
    #expect(sourceSpan(of: 2..<2, in: node, of: parsed.file).bytes == 7..<7)
    #expect(sourceSpan(of: 3..<3, in: node, of: parsed.file).bytes == 8..<8)
  }
}
