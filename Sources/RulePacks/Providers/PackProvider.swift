internal import Checklists
internal import Digests
internal import SemanticVersions

/// Somebody who has versions of a pack.
protocol PackProvider: Sendable {
  /// What there is, without order.
  func candidates() async throws(PackError) -> [PackCandidate]

  /// One of the candidates, whole, which should be the pack of that name where one is given. What comes from afar is
  /// judged by `policy` before its files are asked for where its source allows that, and before they are kept in any case.
  func fetch(
    _ candidate: PackCandidate, named name: PackName?, _ policy: SignaturePolicy
  ) async throws(PackError) -> FetchedPack
}

/// One version of a pack that could be had.
struct PackCandidate: Hashable, Sendable {
  /// Its version; nil where only its `pack.yaml` says it.
  let version: SemanticVersion?
  /// The tag that names it.
  let tag: String?
  /// What it is; nil where only asking for it shows that.
  let revision: PackRevision?
}

/// A pack as it came from its source.
struct FetchedPack: Sendable {
  let content: PackContent
  let revision: PackRevision
  /// The signatures that came with it.
  let signatures: [PackSignature]
}
