import Testing

/// Bytes that are no YAML text, and files that hold nothing.
@Suite struct InputFaultTests {
  @Test func empty() {
    let parsed = Parsed("")
    #expect(
      parsed.rendered == #"""
        error[empty-file]: The file holds nothing but blanks and comments
         --> a.yaml:1:1
          |
        1 | 
          | ^

        """#)
  }

  @Test func comments() {
    let parsed = Parsed("# nothing\n\n")
    #expect(
      parsed.rendered == #"""
        error[empty-file]: The file holds nothing but blanks and comments
         --> a.yaml:1:1
          |
        1 | # nothing
          | ^

        """#)
  }

  @Test func emptyDocument() {
    let parsed = Parsed("---\n")
    #expect(
      parsed.rendered == #"""
        error[empty-file]: The file holds nothing but blanks and comments
         --> a.yaml:1:1
          |
        1 | ---
          | ^

        """#)
  }

  @Test func nul() {
    let parsed = Parsed("a: b\0c\n")
    #expect(
      parsed.rendered == #"""
        error[nul-byte]: The file holds a NUL byte, which no text has
         --> a.yaml:1:5
          |
        1 | a: b�c
          |     ^
          = help: remove it; is this a binary file?

        """#)
  }

  @Test func control() {
    let parsed = Parsed("a: \u{7}b\n")
    #expect(
      parsed.rendered == #"""
        error[control-character]: The control character U+0007 is not allowed in YAML
         --> a.yaml:1:4
          |
        1 | a: �b
          |    ^
          = help: remove it, or write \x07 between double quotes

        """#)
  }

  @Test func controlC1() {
    let parsed = Parsed("é: \u{80}b\n")
    #expect(
      parsed.rendered == #"""
        error[control-character]: The control character U+0080 is not allowed in YAML
         --> a.yaml:1:4
          |
        1 | é: �b
          |    ^
          = help: remove it, or write \x80 between double quotes

        """#)
  }

  @Test func separator() {
    let parsed = Parsed("a: x\u{2028}y\n")
    #expect(
      parsed.rendered == #"""
        error[control-character]: The line separator U+2028 is read differently by different YAML versions
         --> a.yaml:1:5
          |
        1 | a: x�y
          |     ^
          = help: use a line feed, or write \u2028 between double quotes

        """#)
  }

  @Test func badUTF8() {
    let parsed = Parsed([0x61, 0x3A, 0x20, 0x63, 0x61, 0x66, 0xE9, 0x0A])
    #expect(
      parsed.rendered == #"""
        error[not-utf8]: The byte E9 at offset 6 is not UTF-8
         --> a.yaml:1:7
          |
        1 | a: caf�
          |       ^
          = help: save the file as UTF-8

        """#)
  }

  @Test func badUTF8Tail() {
    let parsed = Parsed([0x61, 0x3A, 0x20, 0xC3, 0xA9, 0xE2, 0x82])
    #expect(
      parsed.rendered == #"""
        error[not-utf8]: The byte E2 at offset 5 is not UTF-8
         --> a.yaml:1:5
          |
        1 | a: é�
          |     ^
          = help: save the file as UTF-8

        """#)
  }

  @Test func overlong() {
    let parsed = Parsed([0x61, 0x3A, 0x20, 0xC0, 0xAF, 0x0A])
    #expect(
      parsed.rendered == #"""
        error[not-utf8]: The byte C0 at offset 3 is not UTF-8
         --> a.yaml:1:4
          |
        1 | a: ��
          |    ^
          = help: save the file as UTF-8

        """#)
  }

  @Test func surrogate() {
    let parsed = Parsed([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80, 0x0A])
    #expect(
      parsed.rendered == #"""
        error[not-utf8]: The byte ED at offset 3 is not UTF-8
         --> a.yaml:1:4
          |
        1 | a: ���
          |    ^
          = help: save the file as UTF-8

        """#)
  }

  @Test func utf16() {
    let parsed = Parsed([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00, 0x20, 0x00, 0xE9, 0x00, 0x0A, 0x00])
    #expect(
      parsed.rendered == #"""
        error[not-utf8]: The file is in UTF-16; only UTF-8 is read
         --> a.yaml:1:1
          |
        1 | ��a�:� ���
          | ^
          = help: save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 OLD > NEW

        """#)
  }

  @Test func utf16le() {
    let parsed = Parsed([0x61, 0x00, 0x3A, 0x00, 0x20, 0x00, 0x31, 0x00, 0x0A, 0x00])
    #expect(
      parsed.rendered == #"""
        error[not-utf8]: The file is in UTF-16; only UTF-8 is read
         --> a.yaml:1:1
          |
        1 | a�:� �1�
          | ^
          = help: save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 OLD > NEW

        """#)
  }

  @Test func manyTags() {
    let parsed = Parsed(
      "%TAG !a! x\n" + "%TAG !b! x\n" + "%TAG !c! x\n" + "%TAG !d! x\n" + "%TAG !e! x\n" + "%TAG !f! x\n"
        + "%TAG !g! x\n" + "%TAG !h! x\n" + "%TAG !i! x\n" + "%TAG !j! x\n" + "%TAG !k! x\n" + "%TAG !l! x\n"
        + "%TAG !m! x\n" + "%TAG !n! x\n" + "%TAG !o! x\n" + "%TAG !p! x\n" + "%TAG !q! x\n" + "%TAG !r! x\n"
        + "%TAG !s! x\n" + "%TAG !t! x\n" + "---\n" + "a\n")
    #expect(
      parsed.rendered == #"""
        error[too-many-directives]: More than 16 %TAG directives
          --> a.yaml:17:1
           |
        17 | %TAG !q! x
           | ^^^^
           = help: remove them; only the core tags such as !!str are understood

        """#)
  }
}
