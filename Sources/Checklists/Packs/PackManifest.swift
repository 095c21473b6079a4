public import Diagnostics
public import SemanticVersions

/// What a pack says of itself, in its `pack.yaml`.
public struct PackManifest: Sendable {
  /// Its name.
  public let name: PackName
  /// Its version.
  public let version: SemanticVersion
  /// What it is for.
  public let description: String?
  /// Under which terms it may be used, as an SPDX expression (https://spdx.org/licenses).
  public let licence: String?
  /// Who looks after it.
  public let maintainers: [String]
  /// The versions of checkctl that can run it; nil where it does not say.
  public let program: VersionRange?
  /// The targets that its checklists ask, by role, each with its type.
  public let targets: [String: String]
  /// The inputs that a consumer must set, each with its type.
  public let inputs: [String: String]
  /// The packs that its checklists include.
  public let packs: [PackRequirement]
  /// What it must be allowed for all of its items to run; nil where it does not say.
  public let needs: Set<Grant>?

  let nameSpan: Span
  let versionSpan: Span
  let targetSpans: [String: Span]
  let inputSpans: [String: Span]

  /// The name of the file.
  public static let fileName = "pack.yaml"
}

/// A pack that another one or a project needs.
public struct PackRequirement: Sendable {
  /// Which one.
  public let name: PackName
  /// The versions that will do.
  public let range: VersionRange
  /// Where to get it; nil where the project has to say.
  public let source: PackSource?
  /// Where the requirement stands.
  public let span: Span
}
