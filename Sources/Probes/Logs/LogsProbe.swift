public import Diagnostics
public import ProbeKit
internal import RegularExpressions
internal import Values

/// Reads the ends of logs: files of this machine, or those of the containers of pods.
public struct LogsProbe: Probe {
  /// Reading changes nothing.
  public let effect = Effect.read
  let source: Source
  let since: Duration?
  let baseline: String?

  enum Source {
    case files(LogFiles)
    case pods(PodLogs)

    var name: String {
      switch self {
      case .files(let files): files.subject.description
      case .pods(let logs):
        "the log of " + (logs.pod.map { "pod \($0)" } ?? "the pods with the labels \(logs.selector ?? "")")
      }
    }

    var isOfFiles: Bool {
      if case .files = self { true } else { false }
    }
  }

  static let defaultLines = 1000
  static let mostLines = 100_000
  /// How large a file of patterns may be, in bytes.
  private static let mostBytesOfBaseline = 1 << 20

  /// Makes the probe of checked fields; throws `invalid` where they contradict each other.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    let lines = fields.int("tail") ?? Self.defaultLines
    since = fields.duration("since")
    baseline = fields.string("baseline")
    let sources = Self.sources.compactMap { name in fields.string(name).map { (name, $0) } }
    guard sources.count == 1, let (name, value) = sources.first else {
      throw ProbeError(
        .invalid, "there is either a `path`, a `glob`, a `pod` or a `selector` to read the log of")
    }
    if let since, since <= .zero { throw ProbeError(.invalid, "`since` is to be more than 0s") }
    switch name {
    case "path": source = .files(LogFiles(subject: .path(value), lines: lines))
    case "glob": source = .files(LogFiles(subject: .pattern(value), lines: lines))
    default:
      guard let target else { throw ProbeError(.invalid, "there is no target to ask") }
      source = .pods(
        PodLogs(
          target: target, pod: name == "pod" ? value : nil, selector: name == "pod" ? nil : value,
          container: fields.string("container"), namespace: fields.string("namespace"), lines: lines,
          since: since))
    }
  }

  static let sources = ["path", "glob", "pod", "selector"]

  /// The files, or the pods and their logs; and the baseline.
  public func accesses(targets: [String: Target]) -> [Access] {
    let known = baseline.map { [Access.file(at: $0)] } ?? []
    return switch source {
    case .files(let files): [.file(at: files.subject.description)] + known
    case .pods(let logs): ["pods", "pods/log"].map { .target(logs.target, way: $0) } + known
    }
  }

  /// Reads once. A file system that does not answer is left to itself when the task is cancelled.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let (name, baseline, gate) = (source.name, baseline, context.files)
    let unread = ProbeError(.cancelled, "\(name) was not read", awaited: "reading \(name) was not finished")
    let tails: [LogTail]
    var earliest: Timestamp?
    switch source {
    case .files(let files):
      let read = try await onThread(orThrow: unread) {
        Result { () throws(FileFault) in try files.read(admittedBy: gate) }
      }
      do throws(FileFault) {
        tails = try read.get()
      } catch {
        throw ProbeError(error.isNotGranted ? .notGranted : .refused, error.message)
      }
      earliest = since.map { context.now().advanced(by: .zero - $0) }
    case .pods(let logs): tails = try await logs.read(in: context)
    }
    let (redactor, cutoff) = (context.redactor, earliest)
    return try await onThread(orThrow: unread) {
      Result { () throws(ProbeError) in
        let known = try baseline.map { path throws(ProbeError) in
          try Self.patterns(in: path, admittedBy: gate)
        }
        return try Self.observation(of: tails, named: name, since: cutoff, known: known, redacting: redactor)
      }
    }.get()
  }

  /// The patterns that a file has, one a line.
  static func patterns(
    in path: String, admittedBy gate: FileGate
  ) throws(ProbeError) -> Set<String> {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(try gate.place(of: path), atMost: mostBytesOfBaseline)
    } catch {
      guard error.isMissing else {
        throw ProbeError(error, "the baseline \(path) cannot be read")
      }
      throw ProbeError(
        .invalid,
        "there is no baseline \(path): make it, with one pattern of a known error a line, as `error_patterns` has them; an empty file says that none is known"
      )
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return Set(
      lines.filter { !$0.hasPrefix("#") }.map {
        $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      })
  }

  static func observation(
    of tails: [LogTail], named name: String, since earliest: Timestamp?, known: Set<String>?,
    redacting redactor: Redactor
  ) throws(ProbeError) -> Observation {
    do {
      let reader = try LogReader()
      var lines: [LogLine] = []
      var notes: [String] = []
      var isText = true
      for tail in tails {
        guard !tail.bytes.contains(0) else {
          throw LogReader.Fault(message: "\(tail.name) is no text: there are zero bytes in it")
        }
        let added = try reader.lines(of: tail, since: earliest)
        lines += added
        notes += tail.notes
        if added.isEmpty, tails.count > 1 { notes.append("\(tail.name) has no lines") }
        if tail.isCut, earliest == nil {
          notes.append("only the end of \(tail.name) was read, as `tail` says")
        }
        if String(validating: tail.bytes, as: UTF8.self) == nil {
          isText = false
          notes.append("not all of \(tail.name) is text in UTF-8")
        }
      }
      return try LogSummary(lines, isText: isText, known: known, reader: reader, redactor: redactor)
        .observation(
          named: name, notes: notes)
    } catch let fault as LogReader.Fault {
      throw ProbeError(.answer, fault.message, isTransient: false)
    } catch {
      throw ProbeError(.internal, "the patterns of logs cannot be used: \(error)")
    }
  }

  /// Finds what the types of the fields cannot say.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    let named = sources.filter { draft[$0] != nil }
    guard let source = named.first else {
      diagnostics.add(
        Diagnostic(
          "logs-without-source", "there is no log to read", at: draft.span,
          help: "write `path:` or `glob:` for files, or `pod:` or `selector:` for pods"))
      return
    }
    let isOfFiles = ["path", "glob"].contains(source)
    refuse(
      named.dropFirst() + (isOfFiles ? ["container", "namespace"] : []), beside: source, in: draft,
      into: &diagnostics)
    if let field = draft[source], isOfFiles, draft.hasTarget {
      diagnostics.add(
        Diagnostic(
          "conflicting-fields", "files are of this machine, and no target is asked for them", at: field.span,
          help: "leave out `target:`"))
    }
    if let path = draft["path"] {
      checkFilePath(path, help: "write `glob:` for all that match", into: &diagnostics)
    }
  }
}
