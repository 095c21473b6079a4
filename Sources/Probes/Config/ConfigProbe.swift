internal import Documents
internal import KubernetesClient
public import ProbeKit
internal import Values

/// Reads a configuration: a file, or a ConfigMap or Secret of a cluster.
public struct ConfigProbe: Probe {
  /// Reading changes nothing.
  public let effect = Effect.read
  let source: Source

  enum Source {
    case file(String, DocumentFormat)
    case data(ClusterData)
  }

  /// How large a file may be, in bytes.
  static let mostBytes = 8 << 20

  /// Makes the probe of checked fields; throws `invalid` where they contradict each other.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    let sources = [fields.string("path"), fields.string("config_map"), fields.string("secret")]
    guard sources.count(where: { $0 != nil }) == 1 else {
      throw ProbeError(.invalid, "there is either a `path`, a `config_map` or a `secret` to read")
    }
    if let path = sources[0] {
      source = .file(path, try Self.format(fields, ofFile: path))
      return
    }
    guard let target else { throw ProbeError(.invalid, "there is no target to ask") }
    let key = try fields.string("key").map { key throws(ProbeError) in
      (key, try Self.format(fields, ofFile: key))
    }
    source = .data(
      ClusterData(
        target: target, isSecret: sources[2] != nil, name: sources[1] ?? sources[2] ?? "",
        namespace: fields.string("namespace"), key: key))
  }

  private static func format(_ fields: Fields, ofFile name: String) throws(ProbeError) -> DocumentFormat {
    let format =
      fields.string("format").flatMap { DocumentFormat(rawValue: $0) } ?? DocumentFormat(ofFile: name)
    guard let format else {
      throw ProbeError(.invalid, "the ending of \(name) does not say how it is written; add `format:`")
    }
    return format
  }

  /// The file, or the ConfigMap or Secret.
  public func accesses(targets: [String: Target]) -> [Access] {
    switch source {
    case .file(let path, _): [.file(at: path)]
    case .data(let data): [.target(data.target, way: data.resource)]
    }
  }

  /// Reads once. A file system that does not answer is left to itself when the task is cancelled.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    switch source {
    case .file(let path, let format): try await observeFile(path, format, in: context)
    case .data(let data): try await data.observe(in: context)
    }
  }

  private func observeFile(
    _ path: String, _ format: DocumentFormat, in context: ProbeContext
  ) async throws(ProbeError) -> Observation {
    let unread = ProbeError(.cancelled, "\(path) was not read", awaited: "reading \(path) was not finished")
    let gate = context.files
    let read = try await onThread(orThrow: unread) {
      Result { () throws(ConfigFault) in try Self.read(path, as: format, admittedBy: gate) }
    }
    switch read {
    case .success(let document):
      return observation(of: document, as: format.rawValue, named: path, redacting: context.redactor)
    case .failure(.missing):
      return Self.missing(path)
    case .failure(.unreadable(let fault)): throw ProbeError(fault, "\(path) cannot be read")
    case .failure(.invalid(let reason)): throw ProbeError(.answer, reason)
    }
  }

  static func missing(_ path: String) -> Observation {
    Observation(["exists": false], noData: "there is no \(path)", cause: "there is no \(path)")
  }

  private enum ConfigFault: Error {
    case missing
    case unreadable(FileFault)
    case invalid(String)
  }

  private static func read(
    _ path: String, as format: DocumentFormat, admittedBy gate: FileGate
  ) throws(ConfigFault) -> Value? {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(try gate.place(of: path), atMost: mostBytes)
    } catch {
      throw error.isMissing ? .missing : .unreadable(error)
    }
    do {
      return try parseDocument(bytes, as: format, named: path)
    } catch {
      throw .invalid(error.message)
    }
  }
}

/// What a document shows. The secrets in it are masked from now on.
func observation(
  of document: Value?, as format: String, named name: String, redacting redactor: Redactor
) -> Observation {
  var fields: ValueMap = ["exists": true, "format": .string(format)]
  guard let document else {
    return Observation(fields, noData: "\(name) holds nothing", cause: name)
  }
  for secret in secrets(inDocument: document) { redactor.add(secret) }
  fields["document"] = document
  let keys = document.map?.map { $0.key.description } ?? []
  let outline = document.map == nil ? document.kindName : keys.joined(separator: ", ")
  return Observation(
    fields, excerpt: "\(name): \(format), with \(redactor.redact(outline).shortened(to: 400))", cause: name)
}
