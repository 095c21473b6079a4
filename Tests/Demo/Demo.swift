private import Dispatch
private import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Starts a small production system, plants faults in it, runs EventCore's checklists against it as a user would, and
/// ends with 0 where exactly these faults were found.
@main
struct Demo {
  static func main() async {
    guard let options = DemoOptions(CommandLine.arguments.dropFirst()) else {
      print(DemoOptions.help)
      exit(64)
    }
    if options.listsFaults {
      print(DemoOptions.faults)
      exit(0)
    }
    let work = Task { await run(options) }
    let signals = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { @Sendable in work.cancel() }
      source.resume()
      return source
    }
    let code = await work.value
    signals.forEach { $0.cancel() }
    exit(work.isCancelled && !options.keepsRunning ? 130 : code)
  }

  private static func run(_ options: DemoOptions) async -> Int32 {
    do {
      say(
        "starting PostgreSQL, Prometheus, Alertmanager, nginx, dnsmasq, and stand-ins for what else there is")
      let environment = try await DemoEnvironment.start()
      let code: Int32
      do {
        code = try await run(options, in: environment)
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

  private static func run(_ options: DemoOptions, in environment: DemoEnvironment) async throws -> Int32 {
    for fault in options.faults {
      say("planting \(fault.rawValue): \(fault.summary)")
      try await environment.plant(fault)
    }
    guard options.keepsRunning else {
      let run = DemoRun(environment: environment, faults: options.faults, say: say)
      return try await run.allChecklists()
    }
    let variables = environment.variables.sorted { $0.key < $1.key }.map { "export \($0.key)='\($0.value)'" }
    print(variables.joined(separator: "\n"))
    say("running until it is interrupted; in another shell, set the variables above and run checkctl")
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    return 0
  }

  private static func say(_ message: String) {
    print("demo: \(message)")
    fflush(nil)
  }
}
