public import ProbeKit
public import Values

extension FileProbe: RehearsedProbe {
  /// What a test may state of a file.
  public static let cannedFields: [FieldDescription] = [
    .init("exists", .bool, "Whether there is one.", defaultValue: true),
    .init("count", .int(1...Int.max), "How many there are.", defaultValue: 1),
    .init("newest", .string, "The path of the newest."),
    .init("type", .oneOf(["file", "directory", "other"]), "What it is.", defaultValue: "file"),
    .init("size", .size, "The size; that of `content` where it is given."),
    .init("age", .duration, "How long ago its content changed last."),
    .init("modified", .string, "When its content changed last, instead."),
    .init("mode", .string, "Its permissions in octal, such as '0640'."),
    .init("owner", .string, "The name of its owner."), .init("group", .string, "The name of its group."),
    .init("content", .string, "What stands in it."),
  ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// What would be seen of such a file.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    let now = context.now()
    guard canned.bool("exists") else {
      let facts = ["newest", "size", "age", "modified", "mode", "owner", "group", "content"]
      if let name = facts.first(where: canned.names) {
        throw FieldFault("is nothing that a file has which is not there", path: [.key(name)])
      }
      return CannedAnswer(observation(of: FileSubject.Found(count: 0, newest: nil), at: now))
    }
    try canned.refuse("age", "modified")
    try canned.refuse("content", "size")
    let (content, type) = (
      canned.string("content"), FileFacts.FileType(rawValue: canned.string("type") ?? "")
    )
    if type != .file, let name = ["content", "size"].first(where: canned.names) {
      throw FieldFault("is nothing that a \(canned.string("type") ?? "") has", path: [.key(name)])
    }
    let age = canned.duration("age")
    let facts = FileFacts(
      path: canned.string("newest") ?? subject.description, type: type ?? .file,
      size: Int64(content?.utf8.count ?? canned.int("size") ?? 0),
      modified: try statedTime("modified", in: canned) ?? age.map { now.advanced(by: .zero - $0) } ?? now,
      mode: canned.string("mode") ?? "", owner: canned.string("owner") ?? "",
      group: canned.string("group") ?? "", content: content.map { .text($0) })
    var unstated = canned.lacking("mode", "owner", "group")
    if age == nil, !canned.names("modified") { unstated.formUnion(["age", "modified"]) }
    if type == .file, content == nil { unstated.formUnion(canned.lacking("size", "content")) }
    if case .pattern = subject { unstated.formUnion(canned.lacking("newest")) }
    return CannedAnswer(
      observation(of: FileSubject.Found(count: canned.int("count") ?? 1, newest: facts), at: now),
      unstated: unstated)
  }
}
