import ArgumentParser
import Testing

@testable import CheckctlCommands

/// Errors that nobody foresaw must not end with the exit code of an item that failed.
@Suite struct InternalFaultTests {
  private struct Unforeseen: Error {}

  @Test func onlyWhatHasNoExitCodeOfItsOwnIsAnInternalFault() {
    #expect(Checkctl.isInternalFault(Unforeseen()))
    #expect(!Checkctl.isInternalFault(ExitCode(1)))
    #expect(!Checkctl.isInternalFault(ValidationError("wrong")))
    #expect(!Checkctl.isInternalFault(CleanExit.helpRequest()))
    #expect(FailureCode.internal.exit == ExitCode(70))
  }
}
