public import Diagnostics
public import ProbeKit
internal import Values

/// Looks at a file of the machine that asks, or at the newest of several; symbolic links are followed.
public struct FileProbe: Probe {
  /// Looking changes nothing.
  public let effect = Effect.read
  let subject: FileSubject
  private let contentLimit: Int

  /// Makes the probe of checked fields; throws `invalid` unless they name a path or a pattern.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    switch (fields.string("path"), fields.string("glob")) {
    case (let path?, nil): subject = .path(path)
    case (nil, let pattern?): subject = .pattern(pattern)
    default: throw ProbeError(.invalid, "there is either a `path` or a `glob` to look at")
    }
    contentLimit = fields.int("max_content") ?? Self.defaultContentLimit
  }

  static let defaultContentLimit = 1 << 20

  /// The file, or the pattern: each file that matches is demanded when it is found.
  public func accesses(targets: [String: Target]) -> [Access] { [.file(at: subject.description)] }

  /// Looks once. A file system that does not answer is left to itself when the task is cancelled.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let (subject, contentLimit, gate) = (subject, contentLimit, context.files)
    let unasked = ProbeError(
      .cancelled, "\(subject) was not looked at", awaited: "no answer about \(subject)")
    let found = try await onThread(orThrow: unasked) {
      Result { () throws(FileFault) in try subject.look(reading: contentLimit, admittedBy: gate) }
    }
    do throws(FileFault) {
      return observation(of: try found.get(), at: context.now())
    } catch {
      throw ProbeError(error, "\(subject) cannot be looked at")
    }
  }

  func observation(of found: FileSubject.Found, at now: Timestamp) -> Observation {
    guard let file = found.newest else {
      return Observation(
        ["exists": false, "count": .int(Int64(found.count))], noData: subject.absence, cause: subject.absence)
    }
    let age = now.since(file.modified)
    var fields: ValueMap = [
      "exists": true, "count": .int(Int64(found.count)), "newest": .string(file.path),
      "type": .string(file.type.rawValue), "age": .duration(age), "modified": .timestamp(file.modified),
      "mode": .string(file.mode), "owner": .string(file.owner), "group": .string(file.group),
    ]
    var undecidable: [String: String] = [:]
    if file.type == .file { fields["size"] = .int(file.size) } else { undecidable["size"] = file.otherness }
    switch file.content {
    case .text(let text)?: fields["content"] = .string(text)
    case .unread(let reason)?: undecidable["content"] = reason
    case nil: undecidable["content"] = file.otherness
    }
    let size = file.type == .file ? ", \(byteText(file.size))" : ""
    return Observation(
      fields,
      excerpt: "\(file.path): \(file.type.rawValue), \(file.mode) \(file.owner):\(file.group)\(size), "
        + "changed at \(file.modified)",
      cause: file.path, undecidable: undecidable)
  }

  /// Finds what the types of the fields cannot say: exactly one of `path` and `glob`.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    switch (draft["path"], draft["glob"]) {
    case (nil, nil):
      diagnostics.add(
        Diagnostic(
          "file-without-path", "there is no file to look at", at: draft.span,
          help: "write `path:`, or `glob:` for the newest of several"))
    case (_?, let glob?):
      diagnostics.add(
        Diagnostic(
          "file-with-path-and-glob", "a file is named by either `path` or `glob`, not by both", at: glob.span,
          help: "keep the one that is meant"))
    case (let path?, nil):
      checkFilePath(path, help: "write `glob:` for the newest of all that match", into: &diagnostics)
    case (nil, _?): break
    }
  }
}
