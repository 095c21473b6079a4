private import Dispatch
private import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Starts a small production system, runs EventCore's checklists against it as a user would, and ends with the
/// worse of their exit codes.
@main
struct Demo {
  private static let reports = ".build/demo"

  static func main() async {
    let work = Task { await run() }
    let signals = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { @Sendable in work.cancel() }
      source.resume()
      return source
    }
    let code = await work.value
    signals.forEach { $0.cancel() }
    exit(work.isCancelled ? 130 : code)
  }

  private static func run() async -> Int32 {
    do {
      say("starting PostgreSQL, Prometheus, and stand-ins for EventCore and its cluster")
      let environment = try await DemoEnvironment.start()
      let code: Int32
      do {
        code = try await runChecklists(in: environment)
      } catch {
        await environment.stop()
        throw error
      }
      await environment.stop()
      say("everything is stopped again")
      return code
    } catch {
      say(Task.isCancelled ? "interrupted; everything is stopped" : "\(error)")
      return 70
    }
  }

  private static func runChecklists(in environment: DemoEnvironment) async throws -> Int32 {
    _ = try await runCommand(["mkdir", "-p", reports])
    let report = "\(reports)/pre-deploy.json"
    let preDeploy = try await check(
      ["run", "pre-deploy", "--environment", "demo", "--report", "pretty", "--report", "json=\(report)"],
      environment)
    let validation = try await check(["run", "deployment-validation", "--environment", "demo"], environment)
    let healthCheck = try await check(["run", "health-check", "--environment", "demo"], environment)
    say("the report is in \(report)")
    return max(preDeploy, validation, healthCheck)
  }

  /// Runs checkctl, passes on what it wrote, and returns its exit code, 128 and more for a signal.
  private static func check(_ arguments: [String], _ environment: DemoEnvironment) async throws -> Int32 {
    say("checkctl \(arguments.joined(separator: " "))")
    let result = try await runCommand([checkctlPath] + arguments, adding: environment.variables)
    print(result.stdout, terminator: "")
    fflush(nil)
    _ = result.stderr.withCString { write(STDERR_FILENO, $0, result.stderr.utf8.count) }
    return result.exitCode ?? 128 + (result.signal ?? 0)
  }

  private static func say(_ message: String) {
    print("demo: \(message)")
    fflush(nil)
  }
}
