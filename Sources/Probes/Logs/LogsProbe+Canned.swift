public import ProbeKit
public import Values

extension LogsProbe: RehearsedProbe {
  /// What a test may state of a log.
  public static let cannedFields: [FieldDescription] = [
    .init(
      "lines", .list(.either([.string, .map(.any)])),
      "The lines, each text or the map that a line of JSON is; those of all logs together.", isRequired: true),
    .init(
      "known", .list(.string),
      "The patterns of errors that are known, instead of those of the item's `baseline`."
    ),
  ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// What would be seen of such a log.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    let lines = canned.list("lines").map { $0.string ?? $0.json }
    if canned.names("known"), baseline == nil {
      throw FieldFault("is of no use: the item names no `baseline`", path: [.key("known")])
    }
    let tail = LogTail(name: source.name, bytes: Array(lines.joined(separator: "\n").utf8), isCut: false)
    let earliest = source.isOfFiles ? since.map { context.now().advanced(by: .zero - $0) } : nil
    return CannedAnswer(
      Result { () throws(ProbeError) in
        let known =
          canned.names("known")
          ? Set(canned.strings("known"))
          : try baseline.map { path throws(ProbeError) in
            try Self.patterns(in: path, admittedBy: context.files)
          }
        return try Self.observation(
          of: [tail], named: source.name, since: earliest, known: known, redacting: context.redactor)
      })
  }
}
