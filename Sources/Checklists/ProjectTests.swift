public import CheckModel
public import Diagnostics
internal import ProbeKit
public import Values
internal import YAMLSyntax

/// Tests of checklists, in files beside them.
extension Project {
  /// The ending of files of tests.
  public static let testSuffix = ".test.yaml"

  /// The folder of files of tests.
  public var testDirectory: String { Path.join(directory, "tests") }

  /// The paths of the files of tests, sorted.
  public var testPaths: [String] {
    FileSystem.names(in: testDirectory).filter { $0.hasSuffix(Self.testSuffix) || $0.hasSuffix(".test.yml") }
      .map { Path.join(testDirectory, $0) }
  }

  /// Reads a file of tests and the checklist that it tests, and holds one against the other. Nil where it is beyond use;
  /// faults are in `diagnostics`.
  public func test(at path: String) -> ChecklistTest? {
    let what = "a file of tests"
    guard let root = decoding.parse(path), let reader = MapReader(root, what, decoding) else { return nil }
    reader.allowOnly(TestDecoder.fileKeys, in: what)
    decoding.checkVersion(reader, in: what)
    _ = reader.text("description")
    guard let node = reader.required("test", in: what), let name = decoding.text(node, "`test`") else {
      return nil
    }
    guard hasChecklist(name) else {
      decoding.report(
        "unknown-checklist", "there is no checklist `\(name)` in \(directory)", at: node.span,
        help: Decoding.suggestion(for: name, among: checklistNames)
          ?? "a file of tests names the checklist that it tests")
      return nil
    }
    guard let checklist = checklist(name) else { return nil }
    let cases = TestDecoder(decoding, checklist, path: path).cases(reader)
    let inputs = cases.reduce(into: [Span: [String: Environment.Input]]()) { all, test in
      for (name, input) in test.inputs { all[input.nameSpan] = [name: input] }
    }
    for (_, input) in inputs { checkInputs(environment(inputs: input, path: path), checklist) }
    return ChecklistTest(path: path, checklist: checklist, cases: cases)
  }

  /// What a case asks, with what it is answered; secrets become known to `redactor`.
  public func plan(_ test: TestCase, of file: ChecklistTest, redactor: Redactor) -> TestPlan {
    let resolver = Resolver(
      decoding, environment: environment(inputs: test.inputs, path: file.path), settings: [:],
      redactor: redactor, isTest: true)
    let selection = Selection(ids: test.expected.map(\.id))
    let plan = plan(file.checklist, resolver, selection)
    var faults = plan.faults
    faults.add(contentsOf: plan.checklistFaults.all)
    let unknown = Set(plan.unknownSelectors.map(\.text))
    for expected in test.expected where unknown.contains(expected.id) {
      faults.add(
        Diagnostic(
          "unknown-item", "there is no item `\(expected.id)` with these inputs", at: expected.span,
          help: closestMatch(
            to: expected.id, among: plan.unknownSelectors.flatMap(\.known).prefix(Decoding.mostCandidates)
          ).map { "did you mean `\($0)`?" }))
    }
    var made = TestPlan(
      checklist: file.checklist.name, title: file.checklist.title, test: test, items: plan.items,
      directory: directory)
    made.settle(&faults)
    made.faults = faults
    return made
  }

  private func environment(inputs: [String: Environment.Input], path: String) -> Environment {
    Environment(
      name: "test", directory: Path.directory(of: path), inputs: inputs, targets: [:], disabled: [:],
      untyped: [:])
  }
}

/// What a case asks.
public struct TestPlan: Sendable {
  /// The checklist's name.
  public let checklist: String
  /// The checklist's title.
  public let title: String
  /// The case.
  public let test: TestCase
  /// The items that the case expects something of, and those that they wait for; what is asked nobody is settled.
  public private(set) var items: [PlannedItem]
  /// What is wrong with the case, or missing in it.
  public internal(set) var faults = Diagnostics()
  /// The folder of the checklists.
  public let directory: String
  private var answers: [ItemID: [CannedStatement]] = [:]
  /// The ids in the run of what the file names by one id.
  private var named: [String: [ItemID]] = [:]

  init(checklist: String, title: String, test: TestCase, items: [PlannedItem], directory: String) {
    self.directory = directory
    self.checklist = checklist
    self.title = title
    self.test = test
    self.items = items
  }

  /// Adds what is wrong with what the case refers to.
  public mutating func addFault(_ fault: Diagnostic) { faults.add(fault) }

  /// What an item is answered, for each time that it is asked; nil where the case gives nothing.
  public func answers(for item: ItemID) -> [CannedStatement]? { answers[item] }

  /// The items of the run that an expectation speaks of.
  public func items(expected id: String) -> [ItemID] { named[id] ?? [] }

  /// The name of the item in its checklist, without an element of `for_each`.
  public func itemName(of id: ItemID) -> String? {
    items.first { $0.summary.id == id }?.source?.id.rawValue
  }

  /// Puts stand-ins in the place of the items that are only waited for, or whose outcome is given.
  fileprivate mutating func settle(_ faults: inout Diagnostics) {
    var used: Set<Span> = []
    for expected in test.expected {
      named[expected.id] = items.filter { isNamed($0, expected.id) }.map(\.summary.id)
    }
    let expected = Set(named.values.flatMap(\.self))
    for place in items.indices {
      let item = items[place]
      let isExpected = expected.contains(item.summary.id)
      let given = given(item).flatMap { $0.isOutcome && !$0.isOwn && isExpected ? nil : $0 }
      if let given { used.insert(given.span) }
      guard let given else {
        if !isExpected, test.recording == nil { items[place] = item.settled(as: .passed) }
        continue
      }
      if case .outcome(let outcome, let outputs)? = given.answers.first?.content {
        if isExpected {
          faults.add(
            Diagnostic(
              "conflicting-keys", "`\(item.summary.id)` is expected to come to what it is given",
              at: given.span, help: "give it what it is answered instead"))
        }
        items[place] = item.settled(as: outcome, outputs: outputs)
      } else {
        answers[item.summary.id] = given.answers
      }
    }
    // Of items that could not be planned it is not known what they need.
    for given in test.given where !faults.hasErrors && given.isOwn && !used.contains(given.span) {
      faults.add(
        Diagnostic(
          "unused-answer", "no item that this case expects something of asks or needs `\(given.pattern)`",
          at: given.span, help: "take it out, or add it to `expect`"))
    }
    finish()
  }

  private mutating func finish() {
    for place in items.indices {
      items[place].timeout = nil
      items[place].waivers = []
      guard test.isIsolated else { continue }
      items[place].after += items[place].needs
      items[place].needs = []
    }
  }

  private func isNamed(_ item: PlannedItem, _ id: String) -> Bool {
    if item.summary.id.rawValue == id || item.source?.id.rawValue == id { return true }
    let reference = ItemReference(id)
    return reference.element != nil && item.source?.template.per != nil
      && item.summary.id.rawValue == reference.item
  }

  /// What is given of an item: by its own id first, then by that of all its elements, then by a pattern.
  private func given(_ item: PlannedItem) -> GivenItem? {
    let (own, all) = (item.summary.id.rawValue, item.source?.id.rawValue)
    return test.given.first { $0.pattern == own } ?? test.given.first { $0.pattern == all }
      ?? test.given.first { glob($0.pattern, matches: own) }
  }
}
