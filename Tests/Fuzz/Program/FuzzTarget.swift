/// Something that reads what others wrote, and is fed with what nobody would write.
protocol FuzzTarget: Sendable {
  /// What it is called on the command line.
  static var name: String { get }
  /// Inputs to begin with.
  var samples: [Sample] { get }
  /// What means something in an input.
  var tokens: [[UInt8]] { get }

  /// Prepares whatever every input needs.
  init() async throws

  /// Reads an input. Throws a `Finding` where what comes of it is not as it must be of any input.
  func feed(_ input: [UInt8]) async throws
}

/// All of them, in the order of their names.
let fuzzTargets: [any FuzzTarget.Type] = [
  ChecklistTarget.self, DocumentTarget.self, EnvironmentTarget.self, ExpressionTarget.self, HTTPTarget.self,
  JSONTarget.self, JSONPathTarget.self, KubeconfigTarget.self, KubectlTarget.self, LockTarget.self,
  LogTarget.self, PackTarget.self, ProjectTarget.self, PromQLTarget.self,
]

/// Something wrong that was neither a crash nor a hang.
struct Finding: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Throws a finding where a condition does not hold.
func expect(_ condition: Bool, _ description: @autoclosure () -> String) throws(Finding) {
  guard condition else { throw Finding(description()) }
}
