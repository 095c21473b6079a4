import Testing

/// Expressions and interpolations that lack their quotes.
@Suite struct ExpressionFaultTests {
  @Test func interpolationInMap() {
    let parsed = Parsed("a: {b: ${inputs.x}, c: 1}\n")
    #expect(
      parsed.rendered == #"""
        error[interpolation-needs-quotes]: `${...}` must be quoted inside `{...}` and `[...]`
         --> a.yaml:1:8
          |
        1 | a: {b: ${inputs.x}, c: 1}
          |        ^^^^^^^^^^^
         --> a.yaml:1:4
          |
        1 | a: {b: ${inputs.x}, c: 1}
          |    - opened here
          = help: write '${inputs.x}'

        """#)
  }

  @Test func interpolationInList() {
    let parsed = Parsed("a: [x-${inputs.x}]\n")
    #expect(
      parsed.rendered == #"""
        error[interpolation-needs-quotes]: `${...}` must be quoted inside `{...}` and `[...]`
         --> a.yaml:1:5
          |
        1 | a: [x-${inputs.x}]
          |     ^^^^^^^^^^^^^
         --> a.yaml:1:4
          |
        1 | a: [x-${inputs.x}]
          |    - opened here
          = help: write 'x-${inputs.x}'

        """#)
  }

  @Test func interpolationUnclosed() {
    let parsed = Parsed("a: [${inputs.x\n")
    #expect(
      parsed.rendered == #"""
        error[interpolation-needs-quotes]: `${...}` must be quoted inside `{...}` and `[...]`
         --> a.yaml:1:5
          |
        1 | a: [${inputs.x
          |     ^^
         --> a.yaml:1:4
          |
        1 | a: [${inputs.x
          |    - opened here
          = help: write '${...}'

        """#)
  }

  @Test func keyInterpolation() {
    let parsed = Parsed("a: {x$: 1, ${b}: 2}\n")
    #expect(
      parsed.rendered == #"""
        error[interpolation-needs-quotes]: `${...}` must be quoted inside `{...}` and `[...]`
         --> a.yaml:1:12
          |
        1 | a: {x$: 1, ${b}: 2}
          |            ^^^^^
         --> a.yaml:1:4
          |
        1 | a: {x$: 1, ${b}: 2}
          |    - opened here
          = help: write '${b}:'

        """#)
  }

  @Test func expressionValue() {
    let parsed = Parsed("when: x == 1 ? a : b\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:1:7
          |
        1 | when: x == 1 ? a : b
          |       ^^^^^^^^^^^^^^
         --> a.yaml:1:18
          |
        1 | when: x == 1 ? a : b
          |                  - here it stops
          = help: quote the whole expression: 'x == 1 ? a : b'

        """#)
  }

  @Test func expressionQuoteFirst() {
    let parsed = Parsed("assert:\n  - 'a' == inputs.x\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:2:5
          |
        2 |   - 'a' == inputs.x
          |     ^^^^^^^^^^^^^^^
         --> a.yaml:2:9
          |
        2 |   - 'a' == inputs.x
          |         - here it stops
          = help: quote the whole expression: '''a'' == inputs.x'

        """#)
  }

  @Test func expressionQuoteFirstValue() {
    let parsed = Parsed("when: \"a\" != inputs.x\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:1:7
          |
        1 | when: "a" != inputs.x
          |       ^^^^^^^^^^^^^^^
         --> a.yaml:1:11
          |
        1 | when: "a" != inputs.x
          |           - here it stops
          = help: quote the whole expression: '"a" != inputs.x'

        """#)
  }

  @Test func expressionAnd() {
    let parsed = Parsed("assert:\n  - !has(x) && y\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:2:5
          |
        2 |   - !has(x) && y
          |     ^^^^^^^^^^^^
         --> a.yaml:2:14
          |
        2 |   - !has(x) && y
          |              - here it stops
          = help: quote the whole expression: '!has(x) && y'

        """#)
  }

  @Test func expressionIndex() {
    let parsed = Parsed("when: !a[0]\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:1:7
          |
        1 | when: !a[0]
          |       ^^^^^
         --> a.yaml:1:9
          |
        1 | when: !a[0]
          |         - here it stops
          = help: quote the whole expression: '!a[0]'

        """#)
  }

  @Test func expressionList() {
    let parsed = Parsed("assert:\n  - [1, 2] == x\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:2:5
          |
        2 |   - [1, 2] == x
          |     ^^^^^^^^^^^
         --> a.yaml:2:12
          |
        2 |   - [1, 2] == x
          |            - here it stops
          = help: quote the whole expression: '[1, 2] == x'

        """#)
  }

  @Test func tagHandle() {
    let parsed = Parsed("a: !x!y z\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML cannot read this expression without quotes
         --> a.yaml:1:4
          |
        1 | a: !x!y z
          |    ^^^^^^
         --> a.yaml:1:4
          |
        1 | a: !x!y z
          |    - here it stops
          = help: quote the whole expression: '!x!y z'

        """#)
  }
}
