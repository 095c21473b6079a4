import Diagnostics
import Testing
import YAMLSyntax

/// Files made to hurt: each is refused or read within its limits.
@Suite struct HostileInputTests {
  @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: "])
  func deepNesting(opening: String) {
    let parsed = Parsed(String(repeating: opening, count: 100_000))
    #expect(parsed.codes == ["too-deep"])
    #expect(parsed.root == nil)
  }

  @Test func deepBlocks() {
    let lines = (0..<150).map { String(repeating: " ", count: $0) + "a:" }
    #expect(Parsed(lines.joined(separator: "\n")).codes == ["too-deep"])
    #expect(Parsed(lines.prefix(100).joined(separator: "\n")).codes == [])
    #expect(Parsed(lines.prefix(101).joined(separator: "\n")).codes == ["too-deep"])
  }

  @Test func depthThroughAliases() {
    let lists = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    let inner = "a: &a \(lists)\nb: "
    let parsed = Parsed(inner + String(repeating: "[", count: 60) + "*a" + String(repeating: "]", count: 60))
    #expect(parsed.codes == ["too-deep"])
  }

  /// No text of a file makes a line of its own in a message.
  @Test func lineBreaksInKeys() {
    let parsed = Parsed("\"x\\r\\n\\nerror[forged]: y\": 1\n\"x\\r\\n\\nerror[forged]: y\": 2\n")
    #expect(
      parsed.diagnostics.all.map(\.message) == [
        #"The key `x\r\n\nerror[forged]: y` stands twice in this map"#
      ])
  }

  @Test func billionLaughs() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let parsed = Parsed(text)
    #expect(
      parsed.rendered == """
        error[alias-expansion]: With `*a3` the aliases bring more than 100000 nodes
         --> a.yaml:5:45
          |
        5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
          |                                             ^^^
         --> a.yaml:4:5
          |
        4 | a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2]
          |     --- what it stands for
          = help: use fewer aliases of aliases

        """)
  }

  @Test func longTextManyTimes() {
    let text =
      "a: &a \(String(repeating: "x", count: 1_000_000))\nb:\n" + String(repeating: "- *a\n", count: 100)
    #expect(Parsed(text).codes == ["alias-expansion"])
  }

  @Test func tooLarge() {
    let parsed = Parsed(
      [UInt8](repeating: UInt8(ascii: "a"), count: 1_001), limits: YAMLLimits(maxBytes: 1_000))
    #expect(parsed.codes == ["file-too-large"])
    let atLimit = Parsed(
      [UInt8](repeating: UInt8(ascii: "a"), count: 1_000), limits: YAMLLimits(maxBytes: 1_000))
    #expect(atLimit.codes == [])
  }

  @Test func tooManyNodes() {
    let parsed = Parsed("[a, b, c, d]", limits: YAMLLimits(maxNodes: 3))
    #expect(parsed.codes == ["too-many-nodes"])
    #expect(Parsed("[a, b]", limits: YAMLLimits(maxNodes: 3)).codes == [])
    let aliases = Parsed("[&a [x, y], *a]", limits: YAMLLimits(maxNodes: 6))
    #expect(aliases.codes == ["too-many-nodes"])
  }

  @Test func oneLongLine() throws {
    let parsed = Parsed("a: [" + String(repeating: "é, ", count: 300_000) + "!x y]")
    #expect(parsed.codes == ["unknown-tag"])
    #expect(parsed.root?["a"]?.sequence?.count == 300_001)
    #expect(parsed.rendered.utf8.count < 1_500)
  }

  @Test func manyKeys() {
    let text = (0..<100_000).map { "k\($0): \($0)\n" }.joined() + "k99999: again\n"
    let parsed = Parsed(text)
    #expect(parsed.codes == ["duplicate-key"])
    #expect(parsed.root?.mapping?.count == 100_000)
  }

  @Test func manyUndefinedAliases() {
    let parsed = Parsed(
      (0..<20_000).map { "- &anchor\($0) x\n" }.joined() + String(repeating: "- *nothing\n", count: 20_000))
    #expect(parsed.codes.count == 51)
    #expect(parsed.diagnostics.all.last?.message == "After this one, 19950 more faults are not shown")
  }

  @Test(
    arguments: [
      ("\"", "\\n", 500_000), ("a: |\n", "\n", 500_000), ("", "#", 1_000_000), ("", "&a ", 300_000),
      ("", "!a ", 300_000), ("", "*a ", 300_000), ("", "a: b: ", 100_000), ("", "'", 1_000_001),
      ("", "%TAG !a! b\n", 200_000), ("", "\u{FEFF}", 100_000), ("", "---\n", 100_000),
      ("", "...\n", 100_000),
      ("a: 0x", "f", 1_000_000), ("? ", "x ", 500_000), ("a: [", "{}, ", 200_000), ("a: ", "\r", 500_000),
      ("a: >\n", " x\n\n", 200_000), ("", "- - ", 40), ("", "? - ", 40), ("", "\u{1F642}", 500_000),
    ])
  func repetition(prefix: String, unit: String, count: Int) {
    let parsed = Parsed(prefix + String(repeating: unit, count: count))
    #expect(parsed.root != nil || parsed.diagnostics.hasErrors)
    #expect(parsed.rendered.utf8.count < 50_000)
  }

  /// Small changes to real files, some thousands of them, from a fixed seed.
  @Test(arguments: 0..<8)
  func mutations(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let pieces = [
      "- ", ": ", "\t", "\"", "'", "[", "]", "{", "}", "&a ", "*a", "!x ", "|\n", ">-\n", "\n", "\0", "é",
    ]
    for _ in 0..<400 {
      var bytes = Array(corpus[Int.random(in: 0..<corpus.count, using: &random)].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0..<6, using: &random)))
        default: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
        }
      }
      check(Parsed(bytes))
    }
  }

  /// What holds of every tree: places lie within their parents, and texts lead back to their places.
  private func check(_ parsed: Parsed) {
    #expect(parsed.root != nil || parsed.diagnostics.hasErrors)
    #expect(!parsed.rendered.contains("\0"))
    if let root = parsed.root { check(root, in: parsed) }
  }

  private func check(_ node: Node, in parsed: Parsed) {
    #expect(node.span.bytes.upperBound <= parsed.file.bytes.count)
    switch node.content {
    case .sequence(let items): for item in items { check(item, in: parsed) }
    case .mapping(let entries):
      for entry in entries {
        check(entry.key, in: parsed)
        check(entry.value, in: parsed)
      }
    case .scalar(let scalar):
      let map = DecodedText(node, of: parsed.file)
      for offset in 0..<min(scalar.text.utf8.count, 40) {
        let place = map.sourceSpan(of: offset..<(offset + 1)).bytes
        if place == node.span.bytes, scalar.text.utf8.count > 1 {
          Issue.record(
            "no way back: \(String(reflecting: String(decoding: parsed.file.bytes, as: UTF8.self)))")
          return
        }
      }
    }
  }

  private let corpus = [
    "items:\n  - id: a\n    sql: {query: SHOW ssl}\n    expect: {value: \"on\"}\n    needs: [b, 'c']\n",
    "a: >\n  SELECT x\n  FROM y\n\n    WHERE z\nb: |-\n  one\n\n  two\n# end\n",
    "x: &x {k: 1.5, l: ~}\ny: *x\nz: [*x, \"a\\u00e9\\\n  b\", 'it''s\n  so']\n",
    "%YAML 1.2\n---\n? key\n: value\n...\n", "日本: 語\nplain: two\n  lines 🙂\n\n  three\n",
  ]
}

/// A small generator of random numbers with a known start (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
