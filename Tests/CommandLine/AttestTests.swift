import TestEnvironment
import Testing
import Values

/// What only a person can answer: pending, answered, and what becomes of an answer.
@Suite struct AttestTests {
  private static let item = """
    - id: policy
      title: Somebody looks after alerts
      manual: {question: Is there a policy?, evidence: required, valid_for: 90d}
    """

  @Test func pendingEndsWithThreeAndSaysHowToAnswer() async throws {
    let workplace = try Workplace(items: Self.item)
    let result = try await workplace.checkctl("run", "main")
    #expect(result.exitCode == 3)
    #expect(result.stdout.contains("not answered yet: Is there a policy?"))
    #expect(
      result.stdout.contains(
        "answer by: checkctl attest main policy --answer yes|no|not-applicable --by NAME --evidence URL_OR_FILE"
      ))
    #expect(result.stdout.contains("PENDING: only sign-offs are missing or expired"))
  }

  @Test func anAnswerIsRecordedAndDecides() async throws {
    let workplace = try Workplace(items: Self.item)
    let answer = ["attest", "main", "policy", "--by", "Ann", "--evidence", "https://wiki/policy", "--answer"]
    let attested = try await workplace.run(answer + ["yes"])
    #expect(attested.exitCode == 0)
    #expect(attested.stderr == "policy: answered yes, in checklists/sign-offs.jsonl; commit it\n")
    let passed = try await workplace.report()
    #expect(passed.exitCode == 0)
    #expect(try passed.outcome("policy") == "passed")
    _ = try await workplace.run(
      ["attest", "main", "policy", "--by", "Ann", "--answer", "no", "--reason", "The page is gone"])
    let failed = try await workplace.report()
    #expect(failed.exitCode == 1)
    let message = try failed.message("policy")
    #expect(message.hasPrefix(#"answer: expected "yes", observed "no": said by Ann on "#), "\(message)")
    #expect(message.hasSuffix(": The page is gone"), "\(message)")
    _ = try await workplace.run(
      ["attest", "main", "policy", "--by", "Ann", "--answer", "not-applicable", "--reason", "No alerts"])
    let skipped = try await workplace.report()
    #expect(skipped.exitCode == 2)
    #expect(try skipped.outcome("policy") == "skipped")
    #expect(try skipped.message("policy").hasPrefix("not applicable, says Ann on "))
    #expect(try skipped.message("policy").hasSuffix(": No alerts"))
    _ = try await workplace.run(["attest", "main", "policy", "--by", "Bob", "--revoke"])
    let pending = try await workplace.report()
    #expect(pending.exitCode == 3)
    #expect(try pending.message("policy").hasPrefix("Bob took it back on "))
  }

  @Test func editingTheItemVoidsTheAnswer() async throws {
    let workplace = try Workplace(items: Self.item)
    _ = try await workplace.checkctl(
      "attest", "main", "policy", "--by", "Ann", "--evidence", "https://wiki", "--answer", "yes")
    let edits: [(String, String, isVoid: Bool)] = [
      ("Somebody looks", "Nobody looks", true), ("Is there a policy?", "Is there a good policy?", true),
      ("evidence: required", "evidence: optional", true), ("valid_for: 90d", "valid_for: 30d", false),
      ("id: policy", "id: policy\n  severity: high", false),
    ]
    for (old, new, isVoid) in edits {
      let items = Self.item.replacing(old, with: new)
      try workplace.directory.write(Workplace.checklist(items: items), to: "checklists/main.yaml")
      let report = try await workplace.report()
      #expect(report.exitCode == (isVoid ? 3 : 0), "\(new)")
      if isVoid { #expect(try report.message("policy").hasPrefix("edited since Ann answered yes on ")) }
    }
  }

  @Test func anExpiredAnswerIsPendingAndOneOfTheFutureToo() async throws {
    let workplace = try Workplace(items: Self.item)
    _ = try await workplace.checkctl(
      "attest", "main", "policy", "--by", "Ann", "--evidence", "https://wiki", "--answer", "yes")
    let line = try workplace.directory.read("checklists/sign-offs.jsonl")
    for (time, message) in [
      ("2020-01-01T00:00:00Z", "Ann answered yes on 2020-01-01, which held for 90d: Is there a policy?"),
      ("2999-01-01T00:00:00Z", "Ann answered yes on 2999-01-01, which is in the future: Is there a policy?"),
    ] {
      let old = line.replacing(/"at":\s*"[^"]*"/, with: "\"at\": \"\(time)\"")
      try workplace.directory.write(old, to: "checklists/sign-offs.jsonl")
      let report = try await workplace.report()
      #expect(report.exitCode == 3)
      #expect(try report.message("policy") == message)
    }
  }

  @Test func aBrokenFileIsAnErrorWithItsLine() async throws {
    let workplace = try Workplace(items: Self.item)
    try workplace.directory.write("<<<<<<< HEAD\n", to: "checklists/sign-offs.jsonl")
    let report = try await workplace.report()
    #expect(report.exitCode == 2)
    #expect(try report.message("policy") == "checklists/sign-offs.jsonl:1: this is not a JSON object")
  }

  @Test(arguments: [
    (["nothing", "--answer", "yes", "--by", "A"], "error: no item `nothing` of main asks a person"),
    (
      ["policy", "--answer", "maybe", "--by", "A"],
      "error: policy: `maybe` is none of the answers: yes, no, not-applicable"
    ),
    (
      ["policy", "--answer", "yes", "--by", "A"],
      "error: policy: it asks for evidence: add --evidence with a URL or a file"
    ),
    (
      ["policy", "--answer", "not-applicable", "--by", "A"],
      "error: policy: say why it does not apply: --reason"
    ),
    (
      ["policy", "--answer", "yes", "--by", "A", "--evidence", "gone.pdf"],
      "error: the evidence gone.pdf is neither an http or https URL nor a file that can be read"
    ),
    (["policy", "--answer", "yes"], "Error: Say who answers: --by NAME."),
    (["policy", "--by", "A"], "Error: Give either --answer or --revoke."),
    (["policy", "--answer", "yes", "--by", " "], "Error: Say who answers: --by NAME."),
    (
      ["policy", "--answer", "yes", "--by", "A", "--evidence", "https://u:pw@wiki"],
      "error: policy: --evidence holds a secret, and records are made to be committed"
    ),
    (
      ["policy", "--answer", "not-applicable", "--by", "A", "--reason", " "],
      "error: policy: say why it does not apply: --reason"
    ),
    (["policy", "--answer", "yes", "--by", "A", "--subject", ""], "Error: --subject is empty."),
    (["--answer", "yes"], "Error: Name the item that is answered."),
  ])
  func whatCannotBeRecordedIsRefused(arguments: [String], message: String) async throws {
    let workplace = try Workplace(items: Self.item)
    let result = try await workplace.run(["attest", "main"] + arguments)
    #expect(result.exitCode == 64)
    #expect(result.stderr.hasPrefix(message + "\n"), "\(result.stderr)")
    #expect((try? workplace.directory.read("checklists/sign-offs.jsonl")) == nil)
  }

  @Test func optionsAndSubjects() async throws {
    let workplace = try Workplace(
      items: """
        - id: severity
          title: The severity is known
          manual: {question: How severe?, options: [sev1, sev2], per_subject: true}
          expect: {answer: {in: [sev1, sev2]}}
        """)
    let none = try await workplace.report()
    #expect(none.exitCode == 3)
    #expect(
      try none.message("severity")
        == "it is answered for each subject, and the run has none (--subject): How severe?")
    let attest = ["attest", "main", "severity", "--answer", "sev1", "--by", "Ann"]
    let refused = try await workplace.run(attest)
    #expect(refused.exitCode == 64)
    #expect(
      refused.stderr == "error: severity: it is answered for each subject: add --subject\n")
    _ = try await workplace.run(attest + ["--subject", "INC-42"])
    #expect(try await workplace.report("--subject", "INC-42").exitCode == 0)
    #expect(try await workplace.report("--subject", "INC-43").exitCode == 3)
  }

  @Test func theInterviewGoesThroughAllThatIsPending() async throws {
    let workplace = try Workplace(
      items: Self.item + """

        - id: drill
          title: Recovery was rehearsed
          manual: {question: Was it rehearsed?}
        - id: later
          title: Later
          manual: {question: Left open?}
        """)
    // Wrong answers are asked for again; the input ends before the last.
    let input = "Ann\\nperhaps\\nyes\\nnowhere\\nhttps://wiki\\nSeen\\nnot-applicable\\n\\nNo disasters\\n\\n"
    let result = try await workplace.shell("printf '\(input)' | $CHECKCTL attest main")
    #expect(result.exitCode == 0)
    #expect(result.stderr.contains("1 of 3  policy  Somebody looks after alerts [medium]"))
    #expect(result.stderr.contains("(not answered yet; evidence is required; an answer holds for 90d)"))
    #expect(result.stderr.contains("please: one of yes, no, not-applicable"))
    #expect(result.stderr.contains("please: an http or https URL, or a file that can be read"))
    #expect(result.stderr.contains("please: why it does not apply"))
    #expect(result.stderr.hasSuffix("still pending: 1 answer\n"), "\(result.stderr)")
    let report = try await workplace.report()
    #expect(report.exitCode == 3)
    #expect(try report.outcome("policy") == "passed")
    #expect(try report.outcome("drill") == "skipped")
    #expect(try report.outcome("later") == "pending")
    let again = try await workplace.shell("printf 'Ann\\nyes\\n\\n\\n' | $CHECKCTL attest main")
    #expect(again.stderr.hasSuffix("nothing is pending any more\n"), "\(again.stderr)")
    let done = try await workplace.checkctl("attest", "main")
    #expect(
      done.stderr == "nothing is pending: 3 answers\n")
  }

  @Test(arguments: [
    ("options: [good]", "`options` are at least two different answers"),
    ("options: [yes, not-applicable]", "`not-applicable` may always be answered"),
    ("options: [good, bad]", "none of the `options` is said to be good"),
  ])
  func optionsThatMakeNoSenseAreFound(options: String, message: String) async throws {
    let workplace = try Workplace(
      items: "- id: a\n  title: A\n  manual: {question: Is it?, \(options)}")
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(result.stderr.contains("error[invalid-options]: \(message)"), "\(result.stderr)")
  }

  @Test func aRecordThatWasTamperedWithDoesNotDecide() async throws {
    let workplace = try Workplace(items: Self.item)
    _ = try await workplace.checkctl(
      "attest", "main", "policy", "--by", "Ann", "--evidence", "https://wiki", "--answer", "yes")
    let line = try workplace.directory.read("checklists/sign-offs.jsonl")
    for (edited, message) in [
      (line.replacing(/,"evidence":\[[^\]]*\]/, with: ""), "without the evidence that it takes"),
      (line.replacing(#""yes""#, with: #""maybe""#), "which is none of the answers"),
    ] {
      #expect(edited != line)
      try workplace.directory.write(edited, to: "checklists/sign-offs.jsonl")
      let report = try await workplace.report()
      #expect(report.exitCode == 3)
      #expect(try report.message("policy").contains(message))
    }
  }

  @Test func theReportSaysWhoVouchesForIt() async throws {
    let workplace = try Workplace(items: Self.item)
    _ = try await workplace.checkctl(
      "attest", "main", "policy", "--by", "Ann", "--evidence", "https://wiki", "--answer", "yes")
    let result = try await workplace.checkctl("run", "main")
    #expect(result.exitCode == 0)
    #expect(result.stdout.contains("note: said by Ann on "), "\(result.stdout)")
    #expect(result.stdout.contains("; evidence: https://wiki"))
  }

  @Test func anAnswerGoesForTheItemWhereverItsChecklistIsAStep() async throws {
    let workplace = try Workplace(items: Self.item)
    try workplace.directory.write(
      Workplace.checklist("whole", items: "- {id: step, title: Step, checklist: {name: main}}"),
      to: "checklists/whole.yaml")
    _ = try await workplace.checkctl(
      "attest", "main", "policy", "--by", "Ann", "--evidence", "https://wiki", "--answer", "yes")
    #expect(try await workplace.checkctl("run", "whole").exitCode == 0)
    _ = try await workplace.checkctl("attest", "whole", "step/policy", "--by", "Ann", "--revoke")
    #expect(try await workplace.checkctl("run", "main").exitCode == 3)
  }

  @Test func lintReadsTheRecords() async throws {
    let workplace = try Workplace(items: Self.item)
    try workplace.directory.write("<<<<<<< HEAD\n", to: "checklists/sign-offs.jsonl")
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(result.stderr == "error: checklists/sign-offs.jsonl:1: this is not a JSON object\n")
  }

  @Test func whatOnlyTheRunKnowsCannotBeAskedBeforehand() async throws {
    let workplace = try Workplace(
      items: """
        - id: a
          title: A
          command: {shell: 'exit 0'}
          outputs: {n: exit_code}
        - id: b
          title: B
          needs: [a]
          manual: {question: "Is ${needs['a'].outputs.n} good?"}
        """)
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(
      result.stderr.contains("error[invalid-question]: what a person is asked is known before the run"))
  }

  @Test func aSecretIsNotAskedAbout() async throws {
    let workplace = try Workplace(
      items: """
        - id: a
          title: A
          manual: {question: "Is ${inputs.token} good?"}
        """, preamble: "inputs: {token: {type: string, secret: true}}")
    let attested = try await workplace.checkctl(
      "attest", "main", "a", "--by", "Ann", "--answer", "yes", "--set", "token=hunter22222")
    #expect(attested.exitCode == 64)
    #expect(
      attested.stderr == "error: a: the question holds a secret, and records are made to be committed\n")
    let run = try await workplace.checkctl("run", "main", "--set", "token=hunter22222")
    #expect(run.exitCode == 2)
    #expect(run.stdout.contains("the question holds a secret, which whoever answers it would read"))
    #expect(!run.stdout.contains("hunter22222"))
  }
}
