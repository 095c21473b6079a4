#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Feeds hostile inputs to whatever of the product reads what others wrote, in a process of its own, which may crash.
@main
struct Fuzz {
  private static let usage = """
    usage: checkctl-fuzz TARGET SEED COUNT   feed the corpus, and COUNT mutants of it from SEED on
           checkctl-fuzz TARGET SEED         write the mutant of SEED to standard output
           checkctl-fuzz TARGET              feed what stands on standard input
    targets: \(fuzzTargets.map { $0.name }.joined(separator: " "))
    """

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst().map { UInt64($0) }
    guard let type = fuzzTargets.first(where: { $0.name == arguments.first }), numbers.count <= 2,
      !numbers.contains(nil)
    else {
      say(usage)
      exit(64)
    }
    do {
      try await run(type, numbers.compactMap(\.self))
    } catch {
      say("\(error)")
      exit(1)
    }
  }

  private static func run(_ type: any FuzzTarget.Type, _ numbers: [UInt64]) async throws {
    let target = try await type.init()
    let campaign = try Campaign(target)
    switch numbers.count {
    case 0: try await target.feed(standardInput())
    case 1: write(campaign.input(seed: numbers[0]))
    default: try await campaign.run(from: numbers[0], count: numbers[1])
    }
  }

  private static func standardInput() -> [UInt8] {
    var bytes: [UInt8] = []
    while case let byte = getchar(), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes
  }

  private static func write(_ bytes: [UInt8]) {
    for byte in bytes { putchar(Int32(byte)) }
    fflush(nil)
  }
}
