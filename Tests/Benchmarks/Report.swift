/// Collects the figures of a run, prints each as it comes, and knows whether one misses its bar.
struct Report {
  private(set) var misses: [String] = []

  /// Prints what is measured next.
  func heading(_ text: String) { print("\n\(text)") }

  /// Prints the figures of a process.
  func figures(_ name: String, _ usage: Usage) {
    print(
      "  \(padded(name))  wall \(milliseconds(usage.wall))  CPU \(milliseconds(usage.cpu))  memory \(mebibytes(usage.memory))"
    )
  }

  /// Prints a figure that has a bar: the most that it may be.
  mutating func compare(_ name: String, _ value: Double, bar: Double, unit: String = "x") {
    let isMet = value <= bar
    print("  \(padded(name))  \(two(value))\(unit), the bar is \(two(bar))\(unit)\(isMet ? "" : "  MISSED")")
    if !isMet { misses.append("\(name): \(two(value))\(unit) against \(two(bar))\(unit)") }
  }

  /// Prints a figure without a bar.
  func note(_ name: String, _ text: String) { print("  \(padded(name))  \(text)") }

  private func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 44 - name.count))
  }

  private func milliseconds(_ seconds: Double) -> String { two(seconds * 1000) + " ms" }
  private func mebibytes(_ count: Double) -> String { two(count) + " MiB" }

  private func two(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = String(hundredths % 100)
    return "\(hundredths / 100).\(fraction.count < 2 ? "0" : "")\(fraction)"
  }
}
