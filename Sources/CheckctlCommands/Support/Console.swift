internal import ArgumentParser
internal import Diagnostics
internal import Reporting
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Standard output and standard error. Data goes to the one, what is said to a person to the other; both go
/// through the redactor, and neither lets through what would act on a terminal.
struct Console {
  let redactor: Redactor

  /// Writes data. A reader that is gone ends the program quietly, as it ends `cat`.
  func write(_ text: String) { Self.write(visible(redactor.redact(text)), to: STDOUT_FILENO) }

  /// Tells a person something.
  func say(_ text: String) { Self.write(visible(redactor.redact(text)) + "\n", to: STDERR_FILENO) }

  /// Asks a person, whose answer stands on the same line.
  func prompt(_ text: String) { Self.write(visible(redactor.redact(text)), to: STDERR_FILENO) }

  /// Tells a person what is wrong with files.
  func show(_ diagnostics: Diagnostics, _ sources: SourceMap) {
    let style = ReportStyle(descriptor: STDERR_FILENO, environment: processEnvironment())
    let renderer = DiagnosticRenderer(sources: sources, color: style.color, mask: redactor.redact)
    for diagnostic in diagnostics.sorted {
      // What the renderer lets through is its own colour.
      Self.write(redactor.redact(renderer.render(diagnostic)) + "\n", to: STDERR_FILENO)
    }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    guard let number = writeAll(text, to: descriptor), descriptor == STDOUT_FILENO else { return }
    if isClosedPipe(number) { exit(0) }
    write("error: cannot write to standard output: \(String(cString: strerror(number)))\n", to: STDERR_FILENO)
    exit(FailureCode.reportNotWritten.rawValue)
  }
}

/// Lets a write to a closed pipe fail instead of ending the process.
func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

/// Lets the ends of children be learnt, also where the parent had SIGCHLD ignored: that is inherited.
func noticeChildren() { signal(SIGCHLD, SIG_DFL) }

/// Exit codes other than a verdict's (sysexits.h).
enum FailureCode: Int32 {
  /// The command line is wrong, selects nothing, or selects an action that is not allowed.
  case usage = 64
  /// A checklist is invalid.
  case invalidChecklist = 65
  /// A pack cannot be had.
  case unavailable = 69
  /// An internal fault.
  case `internal` = 70
  /// A report or another file could not be written.
  case reportNotWritten = 74
  /// A pack is not what or by whom it should be, or does more than it was granted.
  case refused = 77
  /// The environment is incomplete or invalid.
  case invalidEnvironment = 78

  /// Ends the command with this code; what is wrong was said before.
  var exit: ExitCode { ExitCode(rawValue) }
}
