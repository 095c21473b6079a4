internal import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What it costs to start: against a C program that links the same shared libraries and returns.
enum StartBench {
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let libraries = try await sharedLibraries(of: tools.checkctl)
    let source = try tools.folder.write("int main(void) { return 0; }\n", to: "nothing.c")
    let program = tools.folder.path(of: "nothing")
    _ = try Usage.of(["cc", "-O2", "-o", program, source, "-Wl,--no-as-needed"] + libraries)
    report.heading("checkctl --version")
    report.note("size", "\(try size(of: tools.checkctl) >> 20) MiB")
    let foreign = try await runCommand(["ldd", tools.checkctl]).stdout.split(separator: "\n").filter {
      $0.contains("libswift") || $0.contains("libFoundation")
    }
    report.compare("shared libraries of Swift", Double(foreign.count), bar: 0, unit: "")
    let both = try tools.measure([[tools.checkctl, "--version"], [program]], rounds: 25)
    report.figures("checkctl --version", both[0])
    report.figures("a C program of the same libraries", both[1])
    report.compare("wall against the C program", both[0].wall / both[1].wall, bar: 1.5)
  }

  private static func size(of path: String) throws -> Int64 {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw TestEnvironmentError("\(path) cannot be looked at") }
    return Int64(facts.st_size)
  }

  /// The paths of the shared libraries that a program loads, but for the loader's own.
  private static func sharedLibraries(of program: String) async throws -> [String] {
    let found = try await runCommand(["objdump", "-p", program]).stdout
    let needed = found.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      return words.first == "NEEDED" ? words.last.map(String.init) : nil
    }
    let loaded = try await runCommand(["ldd", program]).stdout
    return needed.compactMap { name in
      guard !name.hasPrefix("ld-linux") else { return nil }
      let line = loaded.split(separator: "\n").first { $0.contains("\(name) =>") }
      return line?.split(separator: " ").first { $0.hasPrefix("/") }.map(String.init)
    }
  }
}
