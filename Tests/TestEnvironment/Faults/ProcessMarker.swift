private import Values

/// A number that `sleep` takes and nobody else uses, by which a program is found among all processes.
public enum ProcessMarker {
  /// Another marker: a little more than ten minutes.
  public static func new() -> String { "600.\(Int.random(in: 100_000_000...999_999_999))" }

  /// The arguments of each process that runs and has `marker` in them.
  public static func holders(of marker: String) -> [String] {
    directoryEntries("/proc").filter { $0.allSatisfy(\.isNumber) }.compactMap { identifier in
      // A process may end while it is looked at; one that waits to be reaped has no arguments left.
      guard let line = try? readFile("/proc/\(identifier)/cmdline"), line.contains(marker) else { return nil }
      return "\(identifier) \(line.replacing("\0", with: " "))"
    }
  }
}
