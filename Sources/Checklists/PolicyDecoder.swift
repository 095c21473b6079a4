internal import Diagnostics
internal import Values
internal import YAMLSyntax

extension Decoding {
  /// A duration with units, greater than zero.
  func duration(_ node: Node, _ what: String) -> Duration? {
    guard let scalar = node.scalar, scalar.value == .string, let duration = Duration(units: scalar.text),
      duration > .zero
    else {
      let text = node.scalar?.text ?? ""
      let isSeconds = Double(text) != nil && Duration(units: text + "s") ?? .zero > .zero
      report(
        "invalid-duration", "\(what) is a duration above zero, with a unit", at: node.span,
        help: isSeconds ? "write `\(text)s` for seconds" : "such as 500ms, 30s, 5m or 90d")
      return nil
    }
    return duration
  }

  func retry(_ node: Node) -> RetryPolicy? {
    guard let reader = MapReader(node, "`retry`", self) else { return nil }
    reader.allowOnly(["every", "for", "attempts", "backoff"], in: "`retry`")
    guard let everyNode = reader.required("every", in: "`retry`"), let every = duration(everyNode, "`every`")
    else {
      return nil
    }
    let limit = reader["for"].flatMap { duration($0, "`for`") }
    let attempts = reader["attempts"].flatMap { count($0, "`attempts`", atLeast: 2) }
    if reader["for"] == nil, reader["attempts"] == nil {
      report(
        "endless-retry", "`retry` needs an end", at: node.span, help: "add `for: 5m` or `attempts: 10`")
    }
    return RetryPolicy(every: every, limit: limit, attempts: attempts, backoff: backoff(reader) ?? 1)
  }

  private func backoff(_ reader: MapReader) -> Double? {
    guard let node = reader["backoff"] else { return nil }
    let factor: Double? =
      switch node.scalar?.value {
      case .int(let value): Double(value)
      case .float(let value): value
      default: nil
      }
    guard let factor, factor >= 1, factor <= 10 else {
      report(
        "wrong-type", "`backoff` is a number from 1 to 10: what each pause is multiplied by", at: node.span)
      return nil
    }
    return factor
  }

  func stable(_ node: Node) -> StablePolicy? {
    guard let reader = MapReader(node, "`stable`", self) else { return nil }
    reader.allowOnly(["passes", "every"], in: "`stable`")
    guard let passesNode = reader.required("passes", in: "`stable`"),
      let everyNode = reader.required("every", in: "`stable`"),
      let passes = count(passesNode, "`passes`", atLeast: 2), let every = duration(everyNode, "`every`")
    else { return nil }
    return StablePolicy(passes: passes, every: every)
  }

  private func count(_ node: Node, _ what: String, atLeast minimum: Int) -> Int? {
    if case .int(let value)? = node.scalar?.value, value >= minimum, value <= 1_000_000 { return Int(value) }
    report("wrong-type", "\(what) is an integer of at least \(minimum)", at: node.span)
    return nil
  }
}
