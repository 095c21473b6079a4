import Testing

/// Faults of form in lines and indentation.
@Suite struct SyntaxFaultTests {
  @Test func tabIndentation() {
    let parsed = Parsed("a:\n\tb: 1\n")
    #expect(
      parsed.rendered == #"""
        error[tab-indentation]: A tab stands where YAML allows only spaces
         --> a.yaml:2:1
          |
        2 |     b: 1
          | ^^^^
          = help: indent with spaces

        """#)
  }

  @Test func tabAfterDash() {
    let parsed = Parsed("a:\n  -\tb: 1\n")
    #expect(
      parsed.rendered == #"""
        error[tab-indentation]: A tab stands where YAML allows only spaces
         --> a.yaml:2:4
          |
        2 |   - b: 1
          |    ^
          = help: indent with spaces

        """#)
  }

  @Test func tabInText() {
    let parsed = Parsed("a: one\n\ttwo\nb: 1\n")
    #expect(
      parsed.rendered == #"""
        error[tab-indentation]: A tab stands where YAML allows only spaces
         --> a.yaml:2:1
          |
        2 |     two
          | ^^^^
          = help: indent with spaces

        """#)
  }

  @Test func tabInBlock() {
    let parsed = Parsed("a: |\n\tb\n")
    #expect(
      parsed.rendered == #"""
        error[tab-indentation]: A tab stands where YAML allows only spaces
         --> a.yaml:2:1
          |
        2 |     b
          | ^^^^
          = help: indent with spaces

        """#)
  }

  @Test func colonInText() {
    let parsed = Parsed("title: Note: read this\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: A text without quotes cannot hold `: `
         --> a.yaml:1:12
          |
        1 | title: Note: read this
          |            ^
          = help: quote the whole text: 'Note: read this'

        """#)
  }

  @Test func indentedTooDeep() {
    let parsed = Parsed("a: 1\n  b: 2\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: A map cannot begin here: the line above has a value already
         --> a.yaml:2:4
          |
        2 |   b: 2
          |    ^
          = help: give the line the indentation of its siblings, or remove the value above

        """#)
  }

  @Test func indentedTooLittle() {
    let parsed = Parsed("a:\n    b: 1\n  c: 2\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: The indentation of this line fits nothing above it
         --> a.yaml:3:3
          |
        3 |   c: 2
          |   ^
         --> a.yaml:1:1
          |
        1 | a:
          | - the map begins here
          = help: compare the indentation of the two lines

        """#)
  }

  @Test func listTooLittle() {
    let parsed = Parsed("a:\n    - b\n  - c\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: The indentation of this line fits nothing above it
         --> a.yaml:3:3
          |
        3 |   - c
          |   ^
         --> a.yaml:1:1
          |
        1 | a:
          | - the map begins here
          = help: compare the indentation of the two lines

        """#)
  }

  @Test func listAndMap() {
    let parsed = Parsed("a:\n  - b\n  c: 1\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected `- item` here, as in the list above
         --> a.yaml:3:3
          |
        3 |   c: 1
          |   ^
         --> a.yaml:2:3
          |
        2 |   - b
          |   - the list begins here
          = help: compare the indentation of the two lines

        """#)
  }

  @Test func dashes() {
    let parsed = Parsed("a: b\n- c\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Expected `key: value` here, as in the map above
         --> a.yaml:2:1
          |
        2 | - c
          | ^
         --> a.yaml:1:1
          |
        1 | a: b
          | - the map begins here
          = help: compare the indentation of the two lines

        """#)
  }

  @Test func neither() {
    let parsed = Parsed("a: 1\nbcd\ne: 2\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: This is neither `key: value` nor a list item
         --> a.yaml:2:1
          |
        2 | bcd
          | ^^^
          = help: add the `:` and a blank after the key, or indent the line if it continues the text above

        """#)
  }

  @Test func listInValue() {
    let parsed = Parsed("a: - b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: A list cannot begin here
         --> a.yaml:1:4
          |
        1 | a: - b
          |    ^
          = help: put each `- item` on a line of its own, or write [item, item]

        """#)
  }

  @Test func keyInValue() {
    let parsed = Parsed("a: ? b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: `?` cannot stand here
         --> a.yaml:1:4
          |
        1 | a: ? b
          |    ^
          = help: quote the text if it begins with `?`

        """#)
  }

  @Test func textAfterQuote() {
    let parsed = Parsed("title: \"a\" b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Text follows a closed quote
         --> a.yaml:1:12
          |
        1 | title: "a" b
          |            ^
          = help: put the quotes around all of it: '"a" b'

        """#)
  }

  @Test func quotesWithinQuotes() {
    let parsed = Parsed("url: 'https://${needs['a'].outputs.host}/'\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Text follows a closed quote
         --> a.yaml:1:24
          |
        1 | url: 'https://${needs['a'].outputs.host}/'
          |                        ^
          = help: put the quotes around all of it: "https://${needs['a'].outputs.host}/"

        """#)
  }

  @Test func textAfterBracket() {
    let parsed = Parsed("title: [a] b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Text follows a closed bracket
         --> a.yaml:1:12
          |
        1 | title: [a] b
          |            ^
          = help: quote all of it if it is a text: '[a] b'

        """#)
  }

  @Test func severalDocuments() {
    let parsed = Parsed("---\na: 1\n---\nb: 2\n")
    #expect(
      parsed.rendered == #"""
        error[several-documents]: A second document starts here; a file holds one
         --> a.yaml:3:1
          |
        3 | ---
          | ^^^
         --> a.yaml:1:1
          |
        1 | ---
          | --- the first one starts here
          = help: move it to a file of its own, or remove the `---`

        """#)
  }

  @Test func textAfterDoc() {
    let parsed = Parsed("a: 1\n... b\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Text follows the end of the document
         --> a.yaml:2:5
          |
        2 | ... b
          |     ^
          = help: compare the indentation with the lines above, or remove it

        """#)
  }

  @Test func yaml2() {
    let parsed = Parsed("%YAML 2.0\n---\na: 1\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: Only YAML 1.1 and 1.2 are read
         --> a.yaml:1:1
          |
        1 | %YAML 2.0
          | ^
          = help: remove the %YAML line

        """#)
  }

  @Test func directive() {
    let parsed = Parsed("%FOO\n---\na: 1\n")
    #expect(
      parsed.rendered == #"""
        error[yaml-syntax]: No such directive exists
         --> a.yaml:1:1
          |
        1 | %FOO
          | ^^^^
          = help: remove the line

        """#)
  }
}
