import Testing

/// Faults of meaning, each as its reader sees it; the rest of the tree survives.
@Suite struct SemanticFaultTests {
  @Test func duplicateKey() {
    let parsed = Parsed("a: 1\nb: 2\na: 3\n")
    #expect(
      parsed.rendered == #"""
        error[duplicate-key]: The key `a` stands twice in this map
         --> a.yaml:3:1
          |
        3 | a: 3
          | ^
         --> a.yaml:1:1
          |
        1 | a: 1
          | - it stands here first
          = help: remove or rename one of them

        """#)
  }

  @Test func duplicateKeyResolved() {
    let parsed = Parsed("{1: a, 0x1: b, '1': c}\n")
    #expect(
      parsed.rendered == #"""
        error[duplicate-key]: The key `0x1` stands twice in this map
         --> a.yaml:1:8
          |
        1 | {1: a, 0x1: b, '1': c}
          |        ^^^
         --> a.yaml:1:2
          |
        1 | {1: a, 0x1: b, '1': c}
          |  - it stands here first
          = help: remove or rename one of them
        error[duplicate-key]: The key `1` stands twice in this map
         --> a.yaml:1:16
          |
        1 | {1: a, 0x1: b, '1': c}
          |                ^^^
         --> a.yaml:1:2
          |
        1 | {1: a, 0x1: b, '1': c}
          |  - it stands here first
          = help: remove or rename one of them

        """#)
  }

  @Test(arguments: ["{true: a, 'true': b}", "{1.5: a, \"1.5\": b}", "{a: 1, ~: b, '~': c}"])
  func keysThatDifferOnlyByType(text: String) {
    #expect(Parsed(text).codes == ["duplicate-key"])
    let many = (0..<10).map { "k\($0): 0, " }.joined()
    #expect(Parsed("{\(many)" + text.dropFirst()).codes == ["duplicate-key"])
  }

  @Test func keysThatOnlyLookAlike() {
    let many = (0..<10).map { "k\($0): 0\n" }.joined()
    for lead in ["", many] { #expect(Parsed(lead + "\u{e9}: 1\ne\u{301}: 2\n").codes == []) }
  }

  @Test func duplicateNull() {
    let parsed = Parsed("? \n: a\n~: b\n")
    #expect(
      parsed.rendered == #"""
        error[duplicate-key]: The key `~` stands twice in this map
         --> a.yaml:3:1
          |
        3 | ~: b
          | ^
         --> a.yaml:1:2
          |
        1 | ? 
          |  - it stands here first
          = help: remove or rename one of them

        """#)
  }

  @Test func duplicateWide() {
    let parsed = Parsed("日本語: 1\n日本語: 2\n")
    #expect(
      parsed.rendered == #"""
        error[duplicate-key]: The key `日本語` stands twice in this map
         --> a.yaml:2:1
          |
        2 | 日本語: 2
          | ^^^^^^
         --> a.yaml:1:1
          |
        1 | 日本語: 1
          | ------ it stands here first
          = help: remove or rename one of them

        """#)
  }

  @Test func duplicateKeyLarge() {
    let parsed = Parsed(
      "k0: 0\n" + "k1: 1\n" + "k2: 2\n" + "k3: 3\n" + "k4: 4\n" + "k5: 5\n" + "k6: 6\n" + "k7: 7\n"
        + "k8: 8\n" + "k9: 9\n" + "k10: 10\n" + "k11: 11\n" + "k3: again\n" + "k11: again\n")
    #expect(
      parsed.rendered == #"""
        error[duplicate-key]: The key `k3` stands twice in this map
          --> a.yaml:13:1
           |
        13 | k3: again
           | ^^
          --> a.yaml:4:1
           |
         4 | k3: 3
           | -- it stands here first
           = help: remove or rename one of them
        error[duplicate-key]: The key `k11` stands twice in this map
          --> a.yaml:14:1
           |
        14 | k11: again
           | ^^^
          --> a.yaml:12:1
           |
        12 | k11: 11
           | --- it stands here first
           = help: remove or rename one of them

        """#)
  }

  @Test func unknownTag() {
    let parsed = Parsed("assert:\n  - !has(inputs.x)\n")
    #expect(
      parsed.rendered == #"""
        error[unknown-tag]: YAML reads `!has(inputs.x)` as a tag, and no such tag is known
         --> a.yaml:2:5
          |
        2 |   - !has(inputs.x)
          |     ^^^^^^^^^^^^^^
          = help: quote a text or an expression that begins with `!`: '!has(inputs.x)'; the known tags are !!str !!int !!float !!bool !!null !!seq !!map

        """#)
  }

  @Test func unknownTagText() {
    let parsed = Parsed("a: !vault secret\n")
    #expect(
      parsed.rendered == #"""
        error[unknown-tag]: YAML reads `!vault` as a tag, and no such tag is known
         --> a.yaml:1:4
          |
        1 | a: !vault secret
          |    ^^^^^^^^^^^^^
          = help: quote a text or an expression that begins with `!`: '!vault secret'; the known tags are !!str !!int !!float !!bool !!null !!seq !!map

        """#)
  }

  @Test func unknownTagNot() {
    let parsed = Parsed("when: ! ready\n")
    #expect(
      parsed.rendered == #"""
        error[unknown-tag]: YAML reads `!` as a tag, and no such tag is known
         --> a.yaml:1:7
          |
        1 | when: ! ready
          |       ^^^^^^^
          = help: quote a text or an expression that begins with `!`: '! ready'; the known tags are !!str !!int !!float !!bool !!null !!seq !!map

        """#)
  }

  @Test func unknownTagBlock() {
    let parsed = Parsed("a: !vault |\n  x\n  y\n")
    #expect(
      parsed.rendered == #"""
        error[unknown-tag]: YAML reads `!vault` as a tag, and no such tag is known
         --> a.yaml:1:4
          |
        1 | a: !vault |
          |    ^^^^^^^^
          = help: quote a text or an expression that begins with `!`; the known tags are !!str !!int !!float !!bool !!null !!seq !!map

        """#)
  }

  @Test func unknownTagList() {
    let parsed = Parsed("a: &x !Ref\n  - b\n")
    #expect(
      parsed.rendered == #"""
        error[unknown-tag]: YAML reads `!Ref` as a tag, and no such tag is known
         --> a.yaml:1:4
          |
        1 | a: &x !Ref
          |    ^^^^^^^
          = help: quote a text or an expression that begins with `!`; the known tags are !!str !!int !!float !!bool !!null !!seq !!map

        """#)
  }

  @Test func unknownCoreTag() {
    let parsed = Parsed("a: !!set {x}\n")
    #expect(
      parsed.rendered == #"""
        error[unknown-tag]: YAML reads `!!set` as a tag, and no such tag is known
         --> a.yaml:1:4
          |
        1 | a: !!set {x}
          |    ^^^^^
          = help: quote a text or an expression that begins with `!`; the known tags are !!str !!int !!float !!bool !!null !!seq !!map

        """#)
  }

  @Test func wrongTag() {
    let parsed = Parsed("a: !!int five\nb: !!map [x]\nc: !!seq\n  d: 1\ne: !!bool on\n")
    #expect(
      parsed.rendered == #"""
        error[wrong-tag]: The tag `!!int` does not fit what follows it: a string
         --> a.yaml:1:4
          |
        1 | a: !!int five
          |    ^^^^^^^^^^
          = help: remove the tag, or mend the value
        error[wrong-tag]: The tag `!!map` does not fit what follows it: a list
         --> a.yaml:2:4
          |
        2 | b: !!map [x]
          |    ^^^^^
          = help: remove the tag, or mend the value
        error[wrong-tag]: The tag `!!seq` does not fit what follows it: a map
         --> a.yaml:3:4
          |
        3 | c: !!seq
          |    ^^^^^
          = help: remove the tag, or mend the value
        error[wrong-tag]: The tag `!!bool` does not fit what follows it: a string
         --> a.yaml:5:4
          |
        5 | e: !!bool on
          |    ^^^^^^^^^
          = help: remove the tag, or mend the value

        """#)
  }

  @Test func mergeKey() {
    let parsed = Parsed("base: &b {x: 1}\nc:\n  <<: *b\n  y: 2\n")
    #expect(
      parsed.rendered == #"""
        error[merge-key]: `<<` merges nothing: YAML 1.2 has no merge keys
         --> a.yaml:3:3
          |
        3 |   <<: *b
          |   ^^
          = help: write the entries out; a key that is really called so is quoted: "<<"

        """#)
  }

  @Test func undefinedAlias() {
    let parsed = Parsed("a: &name 1\nb: *nam\n")
    #expect(
      parsed.rendered == #"""
        error[undefined-alias]: No anchor `&nam` stands before this alias
         --> a.yaml:2:4
          |
        2 | b: *nam
          |    ^^^^
          = help: did you mean `*name`? to write a text that begins with `*`, quote it: '*nam'

        """#)
  }

  @Test func aliasRecursion() {
    let parsed = Parsed("a: &x\n  b: *x\n")
    #expect(
      parsed.rendered == #"""
        error[alias-recursion]: The alias `*x` stands inside its own anchor
         --> a.yaml:2:6
          |
        2 |   b: *x
          |      ^^
         --> a.yaml:1:4
          |
        1 | a: &x
          |    -- the anchor is here, and its node has not ended
          = help: a value cannot contain itself: move the anchor or write the value out

        """#)
  }

  @Test func nonScalarKey() {
    let parsed = Parsed("a: {{x: 1}: 2}\n")
    #expect(
      parsed.rendered == #"""
        error[non-scalar-key]: The key of this entry is a map; a key is a single text or number
         --> a.yaml:1:5
          |
        1 | a: {{x: 1}: 2}
          |     ^^^^^^
          = help: quote the text if it is one: '{x: 1}'

        """#)
  }

  @Test func listKey() {
    let parsed = Parsed("? [a, b]\n: c\n")
    #expect(
      parsed.rendered == #"""
        error[non-scalar-key]: The key of this entry is a list; a key is a single text or number
         --> a.yaml:1:3
          |
        1 | ? [a, b]
          |   ^^^^^^
          = help: quote the text if it is one: '[a, b]'

        """#)
  }

  @Test func overflow() {
    let parsed = Parsed("a: 1e400\nb: -1e999\n")
    #expect(
      parsed.rendered == #"""
        error[number-out-of-range]: `1e400` is beyond the range of 64-bit numbers
         --> a.yaml:1:4
          |
        1 | a: 1e400
          |    ^^^^^
          = help: quote it if it is meant as text
        error[number-out-of-range]: `-1e999` is beyond the range of 64-bit numbers
         --> a.yaml:2:4
          |
        2 | b: -1e999
          |    ^^^^^^
          = help: quote it if it is meant as text

        """#)
  }

  @Test func expressionMap() {
    let parsed = Parsed("assert:\n  - x == 1 ? a : b\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML reads this expression as a map, because of the `:` in it
         --> a.yaml:2:5
          |
        2 |   - x == 1 ? a : b
          |     ^^^^^^^^^^^^^^
          = help: quote the whole expression: 'x == 1 ? a : b'; if a map is meant, quote its key

        """#)
  }

  @Test func expressionMapAmongOthers() {
    let parsed = Parsed("assert:\n  a > b: x\n  c: d\n")
    #expect(
      parsed.rendered == #"""
        error[expression-needs-quotes]: YAML reads this expression as a map, because of the `:` in it
         --> a.yaml:2:3
          |
        2 |   a > b: x
          |   ^^^^^^^^
          = help: quote the whole expression: 'a > b: x'; if a map is meant, quote its key

        """#)
  }
}
