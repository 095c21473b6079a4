internal import TestEnvironment

/// What the demo was told on its command line.
struct DemoOptions {
  private(set) var faults = DemoFault.usual
  private(set) var keepsRunning = false
  private(set) var listsFaults = false

  static let help = """
    usage: checkctl-demo [--no-faults | --fault NAME ...] [--keep]
           checkctl-demo --list-faults

      --fault NAME    plant this fault, and no other that is not named so
      --no-faults     plant none
      --keep          run no checklists, print the variables of the environment, and wait to be interrupted
      --list-faults   name the faults, and the items that each makes fail
    """

  /// Every fault in a line; those that are planted without being told have a star.
  static let faults = DemoFault.allCases.map { fault in
    let star = DemoFault.usual.contains(fault) ? "*" : " "
    return "\(star) \(fault.rawValue): \(fault.summary) (\(fault.items.sorted().joined(separator: ", ")))"
  }.joined(separator: "\n")

  /// Reads the arguments; nil where one is not known.
  init?(_ arguments: ArraySlice<String>) {
    var named: [DemoFault]?
    var rest = arguments
    while let argument = rest.popFirst() {
      switch argument {
      case "--no-faults": named = named ?? []
      case "--keep": keepsRunning = true
      case "--list-faults": listsFaults = true
      case "--fault":
        guard let fault = rest.popFirst().flatMap(DemoFault.init) else { return nil }
        named = (named ?? []) + [fault]
      default: return nil
      }
    }
    faults = named ?? faults
  }
}
