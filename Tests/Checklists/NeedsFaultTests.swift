import Testing

/// What is said of `needs`, `outputs` and `per` before anything runs.
@Suite struct NeedsFaultTests {
  private func file(_ items: String) -> [String: String] {
    ["main.yaml": "checkctl: 1\nchecklist: main\nitems:\n" + items]
  }

  @Test func whatIsReadOfOtherItemsIsKnownByItsType() throws {
    try expectFaults(
      file(
        #"""
          - {id: a, title: A, command: {argv: [x]}, outputs: {code: exit_code}}
          - {id: each, title: E, for_each: [x, y], command: {argv: [x]}, outputs: {code: exit_code}}
          - id: b
            title: B ${needs['a'].outputs.cdoe}
            needs: [a, each]
            after: [d]
            command: {argv: [x, "${needs['c'].outcome}", "${needs['each'].outcome}"]}
            assert:
              - needs['a'].outputs.code == 'x'
              - needs['each[x]'].outputs.code == 0 && needs['each[' + 'y' + ']'].outputs.code == 0
              - needs['each[z]'].outputs.code == 0
              - needs.a.outcome == 1 && needs['d'].outputs.next == 2
          - {id: c, title: C, when: now, command: {argv: [x]}}
          - {id: d, title: D, needs: [a], command: {argv: [x]}, outputs: {next: needs.a.outputs.code + 1}}
          - {id: e, title: E, for_each: ['${now}', "${needs['a']}"], command: {argv: [x]}}

        """#),
      #"""
      error[invalid-expression]: there is no field `cdoe`
       --> main.yaml:7:35
        |
      7 |     title: B ${needs['a'].outputs.cdoe}
        |                                   ^^^^
        = help: did you mean `code`?
      error[invalid-expression]: there is no field `c`
        --> main.yaml:10:35
         |
      10 |     command: {argv: [x, "${needs['c'].outcome}", "${needs['each'].outcome}"]}
         |                                   ^
         = help: it knows only items that this one names in `needs` or `after`
      error[invalid-expression]: int cannot be compared with string by ==
        --> main.yaml:12:9
         |
      12 |       - needs['a'].outputs.code == 'x'
         |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      error[invalid-expression]: there is no field `each[z]`
        --> main.yaml:14:16
         |
      14 |       - needs['each[z]'].outputs.code == 0
         |                ^^^^^^^
         = help: did you mean `each[x]`?
      error[invalid-expression]: string cannot be compared with int by ==
        --> main.yaml:15:9
         |
      15 |       - needs.a.outcome == 1 && needs['d'].outputs.next == 2
         |         ^^^^^^^^^^^^^^^^^^^^
         = help: write '1' in quotes
      error[wrong-type]: `when` is true or false, this is timestamp
        --> main.yaml:16:29
         |
      16 |   - {id: c, title: C, when: now, command: {argv: [x]}}
         |                             ^^^
         = help: compare it, as in `now == ...`
      error[invalid-expression]: `now` is not known here
        --> main.yaml:18:37
         |
      18 |   - {id: e, title: E, for_each: ['${now}', "${needs['a']}"], command: {argv: [x]}}
         |                                     ^^^
         = help: `now` is known only while items run, and not in `for_each`
      error[invalid-expression]: `needs` is not known here
        --> main.yaml:18:47
         |
      18 |   - {id: e, title: E, for_each: ['${now}', "${needs['a']}"], command: {argv: [x]}}
         |                                               ^^^^^
         = help: `needs` is known only while items run, and not in `for_each`

      """#)
  }

  @Test func whatIsPassedOnAndJudgedElementByElement() throws {
    try expectFaults(
      file(
        #"""
          - id: a
            title: A
            command: {argv: [x]}
            outputs: {bad-name: exit_code, ip: "ip('::1')", wrong: stdoutt, shell: '${stdout}', w: [1]}
          - {id: b, title: B, command: {argv: [x]}, outputs: {y: {value: stdout, secrte: true}, z: {secret: true}}}
          - {id: c, title: C, command: {argv: [x]}, per: {list: stdout, key: element.x, expected: 5}}
          - {id: d, title: D, command: {argv: [x]}, per: {list: json}}
          - {id: e, title: E, needs: ['d[x]'], command: {argv: [x]}, per: {key: element}, assert: element == 1}
          - id: f
            title: F
            command: {argv: [x]}
            per: {list: 'stdout.split("").map(l, {"a": l})', expect: x}
            assert: element.a == 1 && key == 2
          - {id: g, title: G, command: {argv: [x]}, per: {list: "['a', 'b']", key: '[element]'}, assert: element}
          - {id: h, title: H, command: {argv: [x]}, per: stdout, assert: element == 1}

        """#),
      #"""
      error[invalid-name]: `bad-name` cannot be the name of an output
       --> main.yaml:7:15
        |
      7 |     outputs: {bad-name: exit_code, ip: "ip('::1')", wrong: stdoutt, shell: '${stdout}', w: [1]}
        |               ^^^^^^^^
        = help: a name has letters, digits and `_`, and begins with no digit
      error[wrong-type]: the output `ip` is of a type that stays within expressions
       --> main.yaml:7:41
        |
      7 |     outputs: {bad-name: exit_code, ip: "ip('::1')", wrong: stdoutt, shell: '${stdout}', w: [1]}
        |                                         ^^^^^^^^^
        = help: make text, a number, a list or a map of it
      error[invalid-expression]: `stdoutt` is not known here
       --> main.yaml:7:60
        |
      7 |     outputs: {bad-name: exit_code, ip: "ip('::1')", wrong: stdoutt, shell: '${stdout}', w: [1]}
        |                                                            ^^^^^^^
        = help: did you mean `stdout`?
      error[bare-expression]: `shell` is an expression itself, without `${...}`
       --> main.yaml:7:76
        |
      7 |     outputs: {bad-name: exit_code, ip: "ip('::1')", wrong: stdoutt, shell: '${stdout}', w: [1]}
        |                                                                            ^^^^^^^^^^^
        = help: write `shell: stdout`
      error[wrong-type]: `w` is an expression, this is a list
       --> main.yaml:7:92
        |
      7 |     outputs: {bad-name: exit_code, ip: "ip('::1')", wrong: stdoutt, shell: '${stdout}', w: [1]}
        |                                                                                            ^^^
        = help: put it in quotes: to YAML `: ` makes a map, and `[` or `{` at the beginning a list or a map
      error[unknown-key]: the output `y` has no key `secrte`
       --> main.yaml:8:74
        |
      8 |   - {id: b, title: B, command: {argv: [x]}, outputs: {y: {value: stdout, secrte: true}, z: {secret: true}}}
        |                                                                          ^^^^^^
        = help: did you mean `secret`?
      error[missing-key]: the output `z` needs the key `value`
       --> main.yaml:8:92
        |
      8 |   - {id: b, title: B, command: {argv: [x]}, outputs: {y: {value: stdout, secrte: true}, z: {secret: true}}}
        |                                                                                            ^
      error[wrong-type]: `list` is a list, this is string
       --> main.yaml:9:57
        |
      9 |   - {id: c, title: C, command: {argv: [x]}, per: {list: stdout, key: element.x, expected: 5}}
        |                                                         ^^^^^^
      error[wrong-type]: `expected` is a list of keys, or a map that has them; this is int
       --> main.yaml:9:91
        |
      9 |   - {id: c, title: C, command: {argv: [x]}, per: {list: stdout, key: element.x, expected: 5}}
        |                                                                                           ^
      error[nothing-expected]: `per` has nothing to judge its elements by
        --> main.yaml:10:50
         |
      10 |   - {id: d, title: D, command: {argv: [x]}, per: {list: json}}
         |                                                  ^^^^^^^^^^^^
         = help: add `assert:` with conditions on `element`, or `expected:` with the keys that must be there
      error[invalid-expression]: `json` is not known here
        --> main.yaml:10:57
         |
      10 |   - {id: d, title: D, command: {argv: [x]}, per: {list: json}}
         |                                                         ^^^^
         = help: in scope: exit_code, inputs, needs, now, stdout
      error[unknown-item]: the elements of `d` are known only when it has been asked
        --> main.yaml:11:31
         |
      11 |   - {id: e, title: E, needs: ['d[x]'], command: {argv: [x]}, per: {key: element}, assert: element == 1}
         |                               ^^^^^^
         = help: write `d`: it has passed when all its elements have
      error[missing-key]: `per` needs the key `list`
        --> main.yaml:11:67
         |
      11 |   - {id: e, title: E, needs: ['d[x]'], command: {argv: [x]}, per: {key: element}, assert: element == 1}
         |                                                                   ^
      error[missing-key]: `per` needs the key `key`: its elements are map(string)
        --> main.yaml:15:10
         |
      15 |     per: {list: 'stdout.split("").map(l, {"a": l})', expect: x}
         |          ^
         = help: say what tells them apart, such as `key: element.name`
      error[unknown-key]: `per` has no key `expect`
        --> main.yaml:15:54
         |
      15 |     per: {list: 'stdout.split("").map(l, {"a": l})', expect: x}
         |                                                      ^^^^^^
         = help: did you mean `expected`?
      error[invalid-expression]: string cannot be compared with int by ==
        --> main.yaml:16:13
         |
      16 |     assert: element.a == 1 && key == 2
         |             ^^^^^^^^^^^^^^
         = help: write '1' in quotes
      error[invalid-expression]: string cannot be compared with int by ==
        --> main.yaml:16:31
         |
      16 |     assert: element.a == 1 && key == 2
         |                               ^^^^^^^^
         = help: write '2' in quotes
      error[wrong-type]: `key` becomes part of an id: text, a number, or true or false; this is list(string)
        --> main.yaml:17:77
         |
      17 |   - {id: g, title: G, command: {argv: [x]}, per: {list: "['a', 'b']", key: '[element]'}, assert: element}
         |                                                                             ^^^^^^^^^
      error[wrong-type]: `assert` is true or false, this is string
        --> main.yaml:17:98
         |
      17 |   - {id: g, title: G, command: {argv: [x]}, per: {list: "['a', 'b']", key: '[element]'}, assert: element}
         |                                                                                                  ^^^^^^^
         = help: compare it, as in `element == ...`
      error[wrong-type]: `per` is a map, this is a string
        --> main.yaml:18:50
         |
      18 |   - {id: h, title: H, command: {argv: [x]}, per: stdout, assert: element == 1}
         |                                                  ^^^^^^

      """#)
  }

  @Test func outcomesAreThoseThatThereAre() throws {
    try expectFaults(
      file(
        #"""
          - {id: a, title: A, command: {argv: [x]}}
          - {id: b, title: B, after: [a], when: needs.a.outcome == 'fail', command: {argv: [x]}}
          - {id: c, title: C, after: [a], when: "needs['a'].outcome in ['no_data', 'error']", command: {argv: [x]}}
          - {id: d, title: D, needs: [a], when: "'failed' == needs.a.outcome", command: {argv: [x]}}
          - {id: e, title: E, needs: [a], cleanup: true, when: needs.a.outcome != 'passed', command: {argv: [x]}}

        """#),
      #"""
      error[unknown-word]: there is no outcome `fail`
       --> main.yaml:5:60
        |
      5 |   - {id: b, title: B, after: [a], when: needs.a.outcome == 'fail', command: {argv: [x]}}
        |                                                            ^^^^^^
        = help: did you mean `failed`?
      error[unknown-word]: there is no outcome `no_data`
       --> main.yaml:6:65
        |
      6 |   - {id: c, title: C, after: [a], when: "needs['a'].outcome in ['no_data', 'error']", command: {argv: [x]}}
        |                                                                 ^^^^^^^^^
        = help: did you mean `no data`?
      error[never-true]: this item runs only where `a` passed, so its outcome is never `failed`
       --> main.yaml:7:42
        |
      7 |   - {id: d, title: D, needs: [a], when: "'failed' == needs.a.outcome", command: {argv: [x]}}
        |                                          ^^^^^^^^
        = help: name `a` in `after` instead of `needs`

      """#)
  }

  @Test func callsThatCannotSucceedAreFaults() throws {
    try expectFaults(
      file(
        #"""
          - {id: a, title: A, when: "now > timestamp('2026-01-01')", command: {argv: [x]}}
          - id: b
            title: B
            command: {argv: [x, "${string(duration('90days'))}"]}
            assert:
              - stdout.matches('(') || quantity('500mm') < quantity('1')
              - now.getHours('Europe/Berln') == 1
              - stdout.content-type == 'x' && stdout > 5
              - stdout.all(exit_code > 1)

        """#),
      #"""
      error[invalid-expression]: '2026-01-01' is no timestamp: write it as 2026-01-31T12:30:45Z or with an offset
       --> main.yaml:4:36
        |
      4 |   - {id: a, title: A, when: "now > timestamp('2026-01-01')", command: {argv: [x]}}
        |                                    ^^^^^^^^^^^^^^^^^^^^^^^
      error[invalid-expression]: '90days' is no duration: write it as 90d, 1h30m or 250ms
       --> main.yaml:7:35
        |
      7 |     command: {argv: [x, "${string(duration('90days'))}"]}
        |                                   ^^^^^^^^^^^^^^^^^^
      error[invalid-expression]: the regular expression is not valid: missing ): (
       --> main.yaml:9:9
        |
      9 |       - stdout.matches('(') || quantity('500mm') < quantity('1')
        |         ^^^^^^^^^^^^^^^^^^^
      error[invalid-expression]: '500mm' is no quantity: write it as 500m, 2 or 1.5Gi
       --> main.yaml:9:32
        |
      9 |       - stdout.matches('(') || quantity('500mm') < quantity('1')
        |                                ^^^^^^^^^^^^^^^^^
      error[invalid-expression]: 'Europe/Berln' is no time zone: write a name such as Europe/Berlin, or an offset such as +02:00
        --> main.yaml:10:9
         |
      10 |       - now.getHours('Europe/Berln') == 1
         |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      error[invalid-expression]: `content-type` is a subtraction here, and `type` is not known
        --> main.yaml:11:24
         |
      11 |       - stdout.content-type == 'x' && stdout > 5
         |                        ^^^^
         = help: a key with `-` in it stands in brackets: stdout['content-type']
      error[invalid-expression]: string cannot be compared with int by >
        --> main.yaml:11:39
         |
      11 |       - stdout.content-type == 'x' && stdout > 5
         |                                       ^^^^^^^^^^
         = help: `int(stdout)` makes a number of text
      error[invalid-expression]: `all` does not take this
        --> main.yaml:12:9
         |
      12 |       - stdout.all(exit_code > 1)
         |         ^^^^^^^^^^^^^^^^^^^^^^^^^
         = help: write `list.all(x, p)` or `list.all(i, x, p)`

      """#)
  }
}
