/// A way in which a system misbehaves, with an item that meets it and what a run must say of that item.
public struct Fault: Sendable {
  /// The id of the item.
  public let id: String
  /// The probe of the item and what it expects, lines of YAML.
  public let question: String
  /// The outcome, as the JSON report names it.
  public let outcome: String
  /// What the message says: what happened and to whom. A bar separates words of which either will do.
  public let words: [String]
  /// The timeout of an attempt.
  public let timeout: Duration
  /// How long attempts are repeated.
  public let patience: Duration

  /// An item that meets a fault, with a timeout that only a fault without an end needs: until then it has to come as
  /// far as its message says, however busy the machine is and however slow a sanitizer makes the program.
  init(
    _ id: String, _ question: String, _ outcome: String = "error", says words: [String],
    timeout: Duration = .seconds(10), patience: Duration = .zero
  ) {
    self.id = id
    self.question = question
    self.outcome = outcome
    self.words = words
    self.timeout = timeout
    self.patience = patience
  }

  /// The longest time that the item may take.
  public var limit: Duration { timeout + patience }

  /// The item, as an element of a checklist's `items`.
  public var yaml: String {
    let lines = question.split(separator: "\n").map { "  \($0)\n" }.joined()
    return "- id: \(id)\n  title: \(id)\n  timeout: \(timeout.components.seconds)s\n\(lines)"
  }

  /// The words that a message lacks.
  public func missingWords(in message: String) -> [String] {
    words.filter { word in !word.split(separator: "|").contains { message.contains($0) } }
  }
}

/// Systems that misbehave: some rows of the table of faults, and the servers behind them.
protocol FaultSource: Sendable {
  /// What they do wrong.
  var faults: [Fault] { get }
  /// The targets that the items ask, in YAML, by role.
  var targets: [String: (type: String, binding: String)] { get }
  /// Stops the servers.
  func stop() async
}

extension FaultSource {
  var targets: [String: (type: String, binding: String)] { [:] }
}
