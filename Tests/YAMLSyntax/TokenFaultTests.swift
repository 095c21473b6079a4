import Testing

/// Faults of form in quotes, brackets, blocks and single characters.
@Suite struct TokenFaultTests {
  @Test func unclosedQuote() {
    let parsed = Parsed("a: 'b\nc: d\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: This quote is never closed
         --> a.yaml:1:4
          |
        1 | a: 'b
          |    ^
          = help: add the closing quote

        """#)
  }

  @Test func unclosedDouble() {
    let parsed = Parsed("a: \"b\nc: d\n---\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: This quote is never closed
         --> a.yaml:1:4
          |
        1 | a: "b
          |    ^
          = help: add the closing quote

        """#)
  }

  @Test func unclosedList() {
    let parsed = Parsed("a: [1, 2\nb: 3\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected `,` or `]` here
         --> a.yaml:2:2
          |
        2 | b: 3
          |  ^
         --> a.yaml:1:4
          |
        1 | a: [1, 2
          |    - opened here
          = help: close the bracket, add the comma, or quote a text that holds any of `,[]{}`

        """#)
  }

  @Test func unclosedMap() {
    let parsed = Parsed("a: {b: 1\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: This `{` is never closed
         --> a.yaml:1:4
          |
        1 | a: {b: 1
          |    ^
          = help: add `}`

        """#)
  }

  @Test func missingComma() {
    let parsed = Parsed("a: [\"b\" \"c\"]\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected `,` or `]` here
         --> a.yaml:1:9
          |
        1 | a: ["b" "c"]
          |         ^
         --> a.yaml:1:4
          |
        1 | a: ["b" "c"]
          |    - opened here
          = help: close the bracket, add the comma, or quote a text that holds any of `,[]{}`

        """#)
  }

  @Test func missingCommaMap() {
    let parsed = Parsed("a: {b: 'c' d: 1}\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected `,` or `}` here
         --> a.yaml:1:12
          |
        1 | a: {b: 'c' d: 1}
          |            ^
         --> a.yaml:1:4
          |
        1 | a: {b: 'c' d: 1}
          |    - opened here
          = help: close the bracket, add the comma, or quote a text that holds any of `,[]{}`

        """#)
  }

  @Test func wideSyntax() {
    let parsed = Parsed("日本: [\"語\" x]\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected `,` or `]` here
         --> a.yaml:1:10
          |
        1 | 日本: ["語" x]
          |             ^
         --> a.yaml:1:5
          |
        1 | 日本: ["語" x]
          |       - opened here
          = help: close the bracket, add the comma, or quote a text that holds any of `,[]{}`

        """#)
  }

  @Test func escape() {
    let parsed = Parsed("a: \"C:\\dir\"\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: No such escape exists
         --> a.yaml:1:7
          |
        1 | a: "C:\dir"
          |       ^^
          = help: write `\\` for a backslash, or use single quotes

        """#)
  }

  @Test func escapeHex() {
    let parsed = Parsed("a: \"\\xzz\"\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: This escape names no character
         --> a.yaml:1:7
          |
        1 | a: "\xzz"
          |       ^
          = help: write \xHH, \uHHHH or \UHHHHHHHH

        """#)
  }

  @Test func escapeSurrogate() {
    let parsed = Parsed("a: \"\\ud800\"\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: This escape names no character
         --> a.yaml:1:7
          |
        1 | a: "\ud800"
          |       ^
          = help: write \xHH, \uHHHH or \UHHHHHHHH

        """#)
  }

  @Test func blockHeader() {
    let parsed = Parsed("a: | text\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Text cannot follow `|` or `>` on its line
         --> a.yaml:1:6
          |
        1 | a: | text
          |      ^
          = help: begin the text on the next line

        """#)
  }

  @Test func blockIndent() {
    let parsed = Parsed("a: |0\n  text\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: The indentation after `|` or `>` is 1 to 9
         --> a.yaml:1:5
          |
        1 | a: |0
          |     ^
          = help: leave it out to have it found

        """#)
  }

  @Test func reservedAt() {
    let parsed = Parsed("a: @b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: The character @ cannot begin a text
         --> a.yaml:1:4
          |
        1 | a: @b
          |    ^
          = help: quote it: '@b'

        """#)
  }

  @Test func reservedTick() {
    let parsed = Parsed("a: `b`\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: The character ` cannot begin a text
         --> a.yaml:1:4
          |
        1 | a: `b`
          |    ^
          = help: quote it: '`b`'

        """#)
  }

  @Test func percent() {
    let parsed = Parsed("a: %b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: The character % cannot begin a text
         --> a.yaml:1:4
          |
        1 | a: %b
          |    ^
          = help: quote it: '%b'

        """#)
  }

  @Test func closingOnly() {
    let parsed = Parsed("a: ]\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected a value here
         --> a.yaml:1:4
          |
        1 | a: ]
          |    ^
          = help: quote a text that begins so: ']'

        """#)
  }

  @Test func anchorName() {
    let parsed = Parsed("a: & b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: `&` and `*` begin the name of an anchor, and none follows
         --> a.yaml:1:4
          |
        1 | a: & b
          |    ^
          = help: quote a text that begins so: '& b'

        """#)
  }

  @Test func aliasName() {
    let parsed = Parsed("a: * b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: `&` and `*` begin the name of an anchor, and none follows
         --> a.yaml:1:4
          |
        1 | a: * b
          |    ^
          = help: quote a text that begins so: '* b'

        """#)
  }

  @Test func star() {
    let parsed = Parsed("a: **/x.yaml\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: `&` and `*` begin the name of an anchor, and none follows
         --> a.yaml:1:4
          |
        1 | a: **/x.yaml
          |    ^
          = help: quote a text that begins so: '**/x.yaml'

        """#)
  }

  @Test(arguments: ["items: [\n", "items: [ # none\n\n", "items: [", "items: [a,\n"])
  func openAtTheEnd(_ text: String) {
    let line = text.prefix { $0 != "\n" }
    #expect(
      Parsed(text).rendered == #"""
        error[yaml-syntax]: This `[` is never closed
         --> a.yaml:1:8
          |
        1 | \#(line)
          |        ^
          = help: add `]`

        """#)
  }

  @Test(arguments: ["items: {\n", "items: {a:\n", "items: {a: [b],\n\n"])
  func openMapAtTheEnd(_ text: String) {
    let line = text.prefix { $0 != "\n" }
    #expect(
      Parsed(text).rendered == #"""
        error[yaml-syntax]: This `{` is never closed
         --> a.yaml:1:8
          |
        1 | \#(line)
          |        ^
          = help: add `}`

        """#)
  }
}
