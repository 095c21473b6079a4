internal import ArgumentParser
internal import RulePacks
internal import Values

extension Console {
  /// Says why something cannot be done with a pack.
  func say(_ error: PackError) {
    say("error: \(error.message)")
    for line in error.details { say("  \(line)") }
    if let help = error.help { say("  = help: \(help)") }
  }

  /// What a body comes to; what is wrong is said, and ends the command with its exit code.
  func orFail<Result>(_ body: () throws(PackError) -> Result) throws -> Result {
    do throws(PackError) {
      return try body()
    } catch {
      say(error)
      throw error.code.exit
    }
  }

  /// The same of a body that waits for others.
  func orFail<Result>(_ body: () async throws(PackError) -> Result) async throws -> Result {
    do throws(PackError) {
      return try await body()
    } catch {
      say(error)
      throw error.code.exit
    }
  }
}

extension PackError {
  fileprivate var code: FailureCode {
    switch kind {
    case .invalid: .invalidChecklist
    case .untrusted: .refused
    case .unavailable: .unavailable
    case .unwritable: .reportNotWritten
    }
  }
}

extension PackCache {
  /// The cache of whoever runs the program; a folder of the system's where they have no home.
  static var ofUser: PackCache {
    PackCache(environment: processEnvironment()) ?? PackCache(directory: "/var/cache/checkctl")
  }
}
