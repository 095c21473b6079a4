extension FileTopic {
  /// How a file of tests is written.
  static let testExample = #"""
    checkctl: 1
    test: database-security            # the checklist; several files may test one
    now: 2026-01-15T12:00:00Z          # the clock; this is the default
    inputs: {namespace: shop}          # over the defaults of the checklist, for all cases
    given: {database-up: passed}       # answers for all cases; not every case has to use them
    cases:
      - name: TLS is off               # unique in the file
        inputs: {...}                  # over those above; so is `now`
        isolated: true                 # judge every item by itself, as if all that it needs had passed
        given: {ITEM: ANSWER}          # what items are answered; each must be used
        recording: FOLDER              # a recorded run, for items that are given nothing
        expect: {ITEM: RESULT}         # only these run, and what they need
    """#

  /// What can be given and expected.
  static let testDetails = #"""
    EXPECTED
      expect: passed                                   every item that the case gives an answer comes to this
      ssl-enforced: passed                             passed failed error no_data blocked skipped pending
      grants: {failed: 'row_count: expected 0, ...'}   with this message, exactly; write "?" to be shown it
      other: {failed: {contains: expected 0}}          with matchers: contains, matches, starts_with, ends_with
      long: {outcome: failed, message: ..., findings: [...], outputs: {n: 1}, attempts: 3}
      core-metrics: passed                             of `for_each` and `per`: the worst of all elements
      core-metrics[commands_total]: failed             one element

    GIVEN
      By id, then by the id before `[...]`, then by globs such as 'core-metrics[*]'.
      x: passed                                        what an item comes to that others need, without asking it
      x: {outcome: passed, outputs: {replicas: 3}}
      x: {error: connection refused}                   kind: unreachable timeout authentication refused invalid answer
      x: {observe: {FIELD: VALUE}}                     what the probe sees, as it stands; of plugins there is no other
      x: [{value: 1}, {value: 2}]                      one answer for each time it is asked
      An item that others need and that is given nothing counts as passed; one under `expect` is an error then.

      sql      {rows: [{a: 1}]} {rows: []} {row: {a: 1}} {value: 1} {affected: 3} {sqlstate: "42501", message: denied}
               {row: {at: 2026-01-15T11:00:00Z}, types: {at: timestamptz}}
      promql   {value: 0.2} {value: NaN} {samples: []} {samples: [{labels: {service: a}, value: 0.2}]}
      kubectl  {object: {...}} {items: [...]} {items: []} {exists: false} {text: ok} {json: {...}}
      http     {status: 503} {json: {...}} {body: text} {headers: {...}, latency: 20ms} {tls: {expires_in: 40d, ...}}
      command  {exit_code: 1, stderr: ...} {stdout: ...} {json: {...}}
      tcp      {connected: true, latency: 1ms} {connected: false, reason: refused}
      tls      {verified: true, expires_in: 40d, protocol: TLSv1.3} {verified: false, reason: expired}
      dns      {records: [192.0.2.1], ttl: 5m} {records: []} {rcode: NXDOMAIN}
      file     {age: 1h, size: 5Mi, mode: '0600', content: text, count: 1} {exists: false}
      config   {document: {...}} {text: "a: 1\n"} {data: {KEY: value}} {exists: false}
      logs     {lines: ['text', {level: error, msg: x}]} {lines: []} {lines: [...], known: [pattern]}
      load     {requests: 1000, errors: {status_5xx: 10}, p95: 80ms, throughput: 120} {requests: 0}
      manual   {answer: "yes"} {answer: "no", by: ann, reason: x} {answer: "yes", age: 91d}

    """#
}
