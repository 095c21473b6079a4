import TestEnvironment
import Values

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Feeds a target the corpus and then mutants of it. A crash or a hang ends the process, so that each input is named
/// on standard output before it is fed.
struct Campaign: Sendable {
  private let target: any FuzzTarget
  private let mutator: Mutator

  /// Seconds that an input may take before a signal ends the process, as if it had crashed. None takes one.
  private static let patience: UInt32 = 120
  /// How much more memory an input may make the process hold than before the first, in MiB. Most of it is of the
  /// documents that an input of 128 KiB unfolds to. A sanitizer needs more.
  private static let memory = getenv("CHECKCTL_FUZZ_MEMORY").flatMap { Int(String(cString: $0)) } ?? 256

  init(_ target: any FuzzTarget) throws {
    self.target = target
    mutator = Mutator(corpus: target.samples.map(\.bytes), tokens: target.tokens)
  }

  /// The mutant of a seed.
  func input(seed: UInt64) -> [UInt8] { mutator.input(seed: seed) }

  /// Feeds the corpus, then the mutants of so many seeds from this one on.
  func run(from seed: UInt64, count: UInt64) async throws {
    let before = peakMemory()
    for sample in target.samples {
      try await feed(sample.bytes, "corpus \(sample.name)", above: before)
    }
    for seed in seed..<seed + count {
      try await feed(mutator.input(seed: seed), "seed \(seed)", above: before)
    }
    say("fed \(target.samples.count) + \(count); memory grew by \(peakMemory() - before) MiB")
  }

  private func feed(_ input: [UInt8], _ name: String, above before: Int) async throws {
    say(name)
    alarm(Self.patience)
    try await target.feed(input)
    alarm(0)
    let growth = peakMemory() - before
    try expect(growth <= Self.memory, "the process grew by \(growth) MiB")
  }
}

/// Writes a line at once, so that it stands there whatever comes next.
func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// The most memory that the process has held so far, in MiB; zero where the system does not say.
private func peakMemory() -> Int {
  guard let status = try? readFile("/proc/self/status"), let start = status.firstRange(of: "VmHWM:") else {
    return 0
  }
  let number = status[start.upperBound...].drop(while: \.isWhitespace).prefix(while: \.isNumber)
  return (Int(number) ?? 0) / 1024
}
