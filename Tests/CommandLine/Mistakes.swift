extension Mistake {
  /// The mistakes that people make.
  static let all: [Mistake] = [
    Mistake(
      "a misspelt key", "severity: high", "serverity: high",
      """
      error[unknown-key]: an item has no key `serverity`
       --> checklists/first.yaml:9:5
        |
      9 |     serverity: high
        |     ^^^^^^^^^
        = help: did you mean `severity`?
      """),
    Mistake(
      "a wrong indentation", "    title: Swap", "   title: Swap",
      """
      error[yaml-syntax]: The indentation of this line fits nothing above it
        --> checklists/first.yaml:13:4
         |
      13 |    title: Swap is off
         |    ^
        --> checklists/first.yaml:7:3
         |
       7 |   - id: disk
         |   - the list begins here
         = help: compare the indentation of the two lines
      """),
    Mistake(
      "a tab", "    timeout", "\ttimeout",
      """
      error[tab-indentation]: A tab stands where YAML allows only spaces
        --> checklists/first.yaml:15:1
         |
      15 |     timeout: 5s
         | ^^^^
         = help: indent with spaces
      """),
    Mistake(
      "a forgotten quote", "'${inputs.limit}'", "${inputs.limit}",
      """
      error[interpolation-needs-quotes]: `${...}` must be quoted inside `{...}` and `[...]`
        --> checklists/first.yaml:11:25
         |
      11 |     expect: {json: {le: ${inputs.limit}}}
         |                         ^^^^^^^^^^^^^^^
        --> checklists/first.yaml:11:20
         |
      11 |     expect: {json: {le: ${inputs.limit}}}
         |                    - opened here
         = help: write '${inputs.limit}'
      """),
    Mistake(
      "an unknown matcher", "not_contains", "not_contain",
      """
      error[unknown-matcher]: there is no matcher `not_contain`
        --> checklists/first.yaml:17:23
         |
      17 |     expect: {stdout: {not_contain: partition}}
         |                       ^^^^^^^^^^^
         = help: did you mean `not_contains`?
      """),
    Mistake(
      "a number in quotes", "default: 90", "default: \"90\"",
      """
      error[wrong-type]: the default of the input `limit` should be a number, and is a string
       --> checklists/first.yaml:5:34
        |
      5 |   limit: {type: number, default: "90"}
        |                                  ^^^^
        = help: write it without quotes
      """),
    Mistake(
      "an unknown input", "inputs.limit", "inputs.limt",
      """
      error[invalid-expression]: there is no `inputs.limt`
        --> checklists/first.yaml:11:35
         |
      11 |     expect: {json: {le: '${inputs.limt}'}}
         |                                   ^^^^
         = help: did you mean `limit`?
      """),
    Mistake(
      "a cycle", "severity: high", "needs: [swap]",
      """
      error[cycle]: items wait for each other: disk → swap → disk
        --> checklists/first.yaml:14:13
         |
      14 |     needs: [disk]
         |             ^^^^
        --> checklists/first.yaml:9:13
         |
       9 |     needs: [swap]
         |             ---- `disk` waits for `swap`
         = help: take one of these out
      """),
    Mistake(
      "an id that is taken", "- id: swap", "- id: disk",
      """
      error[duplicate-id]: there are two items `disk`
        --> checklists/first.yaml:12:9
         |
      12 |   - id: disk
         |         ^^^^
        --> checklists/first.yaml:7:9
         |
       7 |   - id: disk
         |         ---- the first
      """),
    Mistake(
      "an unknown need", "needs: [disk]", "needs: [dsk]",
      """
      error[unknown-item]: there is no item `dsk`
        --> checklists/first.yaml:14:13
         |
      14 |     needs: [dsk]
         |             ^^^
         = help: did you mean `disk`?
      """),
    Mistake(
      "a duration without a unit", "timeout: 5s", "timeout: 5",
      """
      error[invalid-duration]: `timeout` is a duration above zero, with a unit
        --> checklists/first.yaml:15:14
         |
      15 |     timeout: 5
         |              ^
         = help: write `5s` for seconds
      """),
    Mistake(
      "yes for true", "timeout: 5s", "gate: yes",
      """
      error[wrong-type]: `gate` is true or false, this is a string
        --> checklists/first.yaml:15:11
         |
      15 |     gate: yes
         |           ^^^
         = help: YAML 1.2 reads yes, no, on and off as text: write true or false
      """),
    Mistake(
      "a matcher of the wrong type", "not_contains: partition", "gt: 5",
      """
      error[type-mismatch]: `stdout` is a string, never a number (5); write it in quotes, or judge a number instead (in SQL, cast it)
        --> checklists/first.yaml:17:27
         |
      17 |     expect: {stdout: {gt: 5}}
         |                           ^
      """),
    Mistake(
      "a key that stands twice", "timeout: 5s", "title: Again",
      """
      error[duplicate-key]: The key `title` stands twice in this map
        --> checklists/first.yaml:15:5
         |
      15 |     title: Again
         |     ^^^^^
        --> checklists/first.yaml:13:5
         |
      13 |     title: Swap is off
         |     ----- it stands here first
         = help: remove or rename one of them
      """),
    Mistake(
      "a bracket left open", "/proc/swaps]", "/proc/swaps",
      """
      error[yaml-syntax]: Expected `,` or `]` here
        --> checklists/first.yaml:16:38
         |
      16 |     command: {argv: [cat, /proc/swaps}
         |                                      ^
        --> checklists/first.yaml:16:21
         |
      16 |     command: {argv: [cat, /proc/swaps}
         |                     - opened here
         = help: close the bracket, add the comma, or quote a text that holds any of `,[]{}`
      """),
    Mistake(
      "a colon in a text", "title: Swap is off", "title: Swap: off",
      """
      error[yaml-syntax]: A text without quotes cannot hold `: `
        --> checklists/first.yaml:13:16
         |
      13 |     title: Swap: off
         |                ^
         = help: quote the whole text: 'Swap: off'
      """),
    Mistake(
      "a name that is not the file's", "checklist: first", "checklist: frist",
      """
      error[name-mismatch]: the file is named `first`, its checklist `frist`
       --> checklists/first.yaml:2:12
        |
      2 | checklist: frist
        |            ^^^^^
        = help: a checklist is run by its name: rename one of them
      """),
    Mistake(
      "a misspelt severity", "severity: high", "severity: hihg",
      """
      error[unknown-word]: `severity` is one of info, low, medium, high, critical, not `hihg`
       --> checklists/first.yaml:9:15
        |
      9 |     severity: hihg
        |               ^^^^
        = help: did you mean `high`?
      """),
    Mistake(
      "an interpolation for an expression", "severity: high", "when: ${inputs.limit > 3}",
      """
      error[bare-expression]: `when` is an expression itself, without `${...}`
       --> checklists/first.yaml:9:11
        |
      9 |     when: ${inputs.limit > 3}
        |           ^^^^^^^^^^^^^^^^^^^
        = help: write `when: inputs.limit > 3`
      """),
    Mistake(
      "a list without a space", "  - id: swap", "  -id: swap",
      """
      error[yaml-syntax]: Expected `- item` here, as in the list above
        --> checklists/first.yaml:12:3
         |
      12 |   -id: swap
         |   ^
        --> checklists/first.yaml:7:3
         |
       7 |   - id: disk
         |   - the list begins here
         = help: compare the indentation of the two lines
      """),
    Mistake(
      "a version to come", "checkctl: 1", "checkctl: 2",
      """
      error[unknown-version]: this program reads version 1 of the file format
       --> checklists/first.yaml:1:11
        |
      1 | checkctl: 2
        |           ^
        = help: write `checkctl: 1`
      """),
    Mistake(
      "a value that nobody passes on", "timeout: 5s", "outputs: {a: jsn.a}",
      """
      error[invalid-expression]: `jsn` is not known here
        --> checklists/first.yaml:15:18
         |
      15 |     outputs: {a: jsn.a}
         |                  ^^^
         = help: did you mean `json`?
      """),
  ]
}
