public import Diagnostics
public import ProbeKit
public import Values
internal import YAMLSyntax

/// Reads the files that packs and projects are described by; what is wrong with them is in `diagnostics`.
public final class PackReader {
  private let decoding: Decoding

  /// Reads for a program that knows these kinds of probe.
  public init(registry: ProbeRegistry, redactor: Redactor = Redactor()) {
    decoding = Decoding(registry: registry, redactor: redactor)
  }

  /// The texts that diagnostics point into.
  public var sources: SourceMap { decoding.sources }

  /// What is wrong with the files that were read so far.
  public var diagnostics: Diagnostics { decoding.diagnostics }

  /// What the `pack.yaml` of these bytes says; nil where it has a fault.
  public func manifest(_ bytes: [UInt8], path: String) -> PackManifest? {
    let before = decoding.diagnostics.all.count
    let manifest = decoding.parse(SourceFile(path: path, bytes: bytes)).flatMap(decoding.packManifest)
    return decoding.diagnostics.all.count == before ? manifest : nil
  }

  /// What the `checkctl.yaml` of a folder says, which may be missing; nil where it has a fault.
  public func projectFile(in directory: String) -> ProjectFile? {
    let path = Path.join(directory, ProjectFile.fileName)
    guard FileSystem.exists(path) else { return .empty }
    return projectFile(decoding.parse(path))
  }

  /// What a text would say as the `checkctl.yaml` of a folder; nil where it has a fault.
  public func projectFile(_ text: String, in directory: String) -> ProjectFile? {
    let path = Path.join(directory, ProjectFile.fileName)
    return projectFile(decoding.parse(SourceFile(path: path, bytes: Array(text.utf8))))
  }

  private func projectFile(_ root: Node?) -> ProjectFile? {
    let file = root.flatMap(decoding.projectFile)
    return decoding.diagnostics.hasErrors ? nil : file
  }
}
