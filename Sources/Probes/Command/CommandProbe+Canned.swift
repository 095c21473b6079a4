public import ProbeKit
internal import Values

extension CommandProbe: RehearsedProbe {
  /// What a test may state of how the program ends.
  public static let cannedFields: [FieldDescription] = [
    .init("exit_code", .int(0...255), "The exit code.", defaultValue: 0),
    .init("stdout", .string, "What it writes to standard output."),
    .init("json", .any, "What it writes to standard output, as a value."),
    .init("stderr", .string, "What it writes to standard error."),
  ]

  /// What would be seen of such an end.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("stdout", "json")
    let output = canned.values["json"]?.json ?? canned.string("stdout") ?? ""
    return CannedAnswer(
      Self.observation(
        code: Int32(canned.int("exit_code") ?? 0), output: output, errors: canned.string("stderr") ?? ""))
  }
}
