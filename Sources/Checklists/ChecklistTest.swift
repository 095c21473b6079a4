public import CheckModel
public import Diagnostics
public import ProbeKit
public import Values

/// A file of tests of one checklist, decoded.
public struct ChecklistTest: Sendable {
  /// The file.
  public let path: String
  /// The checklist that is tested.
  public let checklist: LoadedChecklist
  /// What is tried, in the order of the file.
  public let cases: [TestCase]
}

/// What some items are to come to when they are answered so.
public struct TestCase: Sendable {
  /// What it shows, in a few words; unique in its file.
  public let name: String
  /// Where it stands, as `path:line:column`.
  public let place: String
  /// The time of day at which it begins.
  public let now: Timestamp
  /// Whether every item is judged by itself, as if all that it needs had passed.
  public let isIsolated: Bool
  /// What the items are to come to.
  public let expected: [ExpectedItem]
  let span: Span
  let inputs: [String: Environment.Input]
  /// What the items are answered: those of the case before those that it shares with all of its file.
  let given: [GivenItem]
  /// The recorded run by which items are answered that are given nothing.
  public let recording: TestRecording?
}

/// A recorded run that a case takes answers from.
public struct TestRecording: Hashable, Sendable {
  /// Its folder.
  public let folder: String
  /// Where it is named.
  public let span: Span
}

/// What is given of an item, or of all items whose ids match a pattern.
struct GivenItem: Sendable {
  let pattern: String
  let span: Span
  /// One answer for each time that it is asked; a single one serves always.
  let answers: [CannedStatement]
  /// Whether it belongs to the case, rather than to all cases of the file.
  let isOwn: Bool

  /// Whether it says what the item comes to.
  var isOutcome: Bool {
    if case .outcome? = answers.first?.content { true } else { false }
  }
}

/// What an item is answered once, as a file states it.
public struct CannedStatement: Sendable {
  /// What is stated.
  public let content: Content
  let template: Template

  /// What may be stated.
  public enum Content: Sendable {
    /// What the item comes to, whatever it asks, and what it passes on.
    case outcome(Outcome, outputs: ValueMap)
    /// What the system says, as the kind of the item reads it.
    case fields(Fields)
    /// What the probe sees.
    case observation(Observation)
    /// Why the probe sees nothing.
    case error(ProbeError)
  }

  /// A fault of it, at its place.
  public func diagnostic(_ fault: FieldFault, of item: ItemID) -> Diagnostic {
    let path = fault.pathText.hasPrefix(".") ? String(fault.pathText.dropFirst()) : fault.pathText
    let place = path.isEmpty ? "" : ": `\(path)`"
    return Diagnostic(
      "invalid-observation", "what `\(item)` is given\(place) \(fault.message)",
      at: Diagnostic.Label(span(of: fault)), help: fault.help)
  }

  private func span(of fault: FieldFault) -> Span {
    if fault.isAboutKey, case .key(let name)? = fault.path.last,
      case .map(let entries) = template.descend(fault.path.dropLast()).content,
      let entry = entries.first(where: { $0.key == name })
    {
      return entry.keySpan
    }
    return template.descend(fault.path[...]).span
  }
}

/// What an item is to come to.
public struct ExpectedItem: Sendable {
  /// The item, or an element of it.
  public let id: String
  /// What came of it.
  public let outcome: Outcome
  /// What must hold of the message; empty for anything.
  public let message: [Matcher]
  /// The message where it must be just so.
  public var exactMessage: String? {
    if case .eq(let value)? = message.first, message.count == 1 { value.string } else { nil }
  }
  /// Every expectation that does not hold, in one line each; nil for anything.
  public let findings: [String]?
  /// Values that it passes on; others may be there too.
  public let outputs: ValueMap
  /// How many times it is asked; nil for any number.
  public let attempts: Int?
  /// Where the item is named.
  public let span: Span
  /// Where it is said what it is to come to.
  public let valueSpan: Span
  /// Whether what stands there is said of several items at once.
  public let isShared: Bool
}
