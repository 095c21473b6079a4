internal import Checklists
internal import SemanticVersions

/// Chooses one version of every pack that a project needs, directly or through others: the newest that all who need it
/// agree on, or the one that is pinned already.
struct VersionResolver {
  let project: ProjectFile
  let lock: LockFile
  /// Whether the newest version of a pack is wanted rather than the one that is pinned.
  let renews: (PackName) -> Bool
  let program: SemanticVersion
  var market: PackMarket
  /// Why no choice was found, as far as that is known: what the newest versions came to first.
  private var conflict: PackError?
  private var attempts = 0
  /// Whether what is pinned may move where it keeps others from being chosen.
  private var moves = false
  /// Whether something was left out because it is not what is pinned.
  private var held = false

  /// How many choices are tried.
  static let mostAttempts = 2000

  init(
    _ project: ProjectFile, lock: LockFile, program: SemanticVersion, market: PackMarket,
    renews: @escaping (PackName) -> Bool
  ) {
    self.project = project
    self.lock = lock
    self.program = program
    self.market = market
    self.renews = renews
  }

  /// The packs, by name.
  mutating func resolve() async throws(PackError) -> [PackName: ResolvedPack] {
    let demands = project.packs.map { entry in
      Demand(
        name: entry.requirement.name, range: entry.requirement.range, source: entry.source,
        chain: [ProjectFile.fileName])
    }
    if let found = try await solve(State(demands: demands)) { return found.chosen }
    let reason = conflict ?? PackError(.invalid, "no choice of versions will do")
    guard held else { throw reason }
    (moves, attempts) = (true, 0)
    do throws(PackError) {
      if let found = try await solve(State(demands: demands)) { return found.chosen }
    } catch {
      // That a source cannot be reached is not why it was asked.
      throw error.kind == .unavailable ? reason : error
    }
    throw reason
  }

  /// The choices so far, and what is still to be chosen.
  private struct State {
    var chosen: [PackName: ResolvedPack] = [:]
    var demands: [Demand] = []

    func demands(for name: PackName) -> [Demand] { demands.filter { $0.name == name } }

    /// Whether what was chosen already will do for one more.
    func admits(_ demand: Demand) -> Bool {
      chosen[demand.name].map { demand.range.contains($0.version) } ?? true
    }
  }

  private mutating func solve(_ state: State) async throws(PackError) -> State? {
    guard let next = state.demands.first(where: { state.chosen[$0.name] == nil })?.name else { return state }
    let demands = state.demands(for: next)
    let source = try source(for: next, demands)
    let candidates = try await candidates(for: next, in: source, demands)
    for candidate in candidates {
      attempts += 1
      guard attempts <= Self.mostAttempts else {
        throw conflict ?? PackError(.invalid, "no choice of versions was found in \(Self.mostAttempts) tries")
      }
      guard let pack = try await pack(candidate, next, source, demands) else { continue }
      var choice = state
      choice.chosen[next] = pack
      let added = try self.demands(of: pack, chain: demands[0].chain)
      choice.demands += added
      for demand in added where choice.chosen[demand.name] != nil {
        _ = try self.source(for: demand.name, choice.demands(for: demand.name))
      }
      if let broken = added.first(where: { !choice.admits($0) }) {
        note(disagreement: broken.name, choice.demands(for: broken.name), [])
        continue
      }
      if let found = try await solve(choice) { return found }
    }
    note(disagreement: next, demands, candidates.compactMap(\.version).sorted())
    return nil
  }

  /// Where a pack comes from: the project says, or all who need it say the same.
  private func source(for name: PackName, _ demands: [Demand]) throws(PackError) -> PackSource {
    if let entry = project[name] { return entry.source }
    let named = demands.filter { $0.source != nil }
    guard let first = named.first, let source = first.source else {
      throw PackError(
        .invalid, "nobody says where the pack \(name) comes from", details: demands.map(\.text),
        help: "add it to \(ProjectFile.fileName) with its `source`")
    }
    guard let other = named.first(where: { $0.source != source }) else { return source }
    throw PackError(
      .untrusted, "the pack \(name) is said to come from two places",
      details: [first, other].map { "\($0.chainText) takes it from \($0.source?.text ?? "")" },
      help: "add it to \(ProjectFile.fileName) with the `source` that you trust")
  }

  /// The candidates that could be chosen, in the order in which they are tried.
  private mutating func candidates(
    for name: PackName, in source: PackSource, _ demands: [Demand]
  ) async throws(PackError) -> [PackCandidate] {
    var order: [PackCandidate] = []
    // A folder has what stands in it, whatever is pinned.
    if !renews(name), let pinned = lock.packs[name], pinned.source == source, pinned.revision != .folder,
      demands.admit(pinned.version)
    {
      order.append(PackCandidate(version: pinned.version, tag: nil, revision: pinned.revision))
      // What is pinned needs nobody to be asked as long as it will do.
      guard moves else {
        held = true
        return order
      }
    }
    let all = try await market.candidates(in: source)
    var known = all.filter { $0.version.map(demands.admit) ?? true }
    // A source that has a version no more leads nobody back to an older one.
    if let pinned = lock.packs[name], pinned.source == source, pinned.revision != .folder,
      demands.admit(pinned.version), !known.contains(where: { $0.version == pinned.version })
    {
      known.append(PackCandidate(version: pinned.version, tag: nil, revision: pinned.revision))
    }
    order += known.sorted { newer($0.version, $1.version) }
    if order.isEmpty { note(disagreement: name, demands, all.compactMap(\.version).sorted()) }
    return order
  }

  private func newer(_ left: SemanticVersion?, _ right: SemanticVersion?) -> Bool {
    guard let left, let right else { return left == nil && right != nil }
    return left > right
  }

  /// A candidate as a whole; nil where it will not do after all.
  private mutating func pack(
    _ candidate: PackCandidate, _ name: PackName, _ source: PackSource, _ demands: [Demand]
  ) async throws(PackError) -> ResolvedPack? {
    let pinned = lock.packs[name].flatMap { $0.source == source ? $0 : nil }
    let pack: ResolvedPack
    if let pinned, candidate.revision == pinned.revision, let known = try market.pinned(pinned, name) {
      pack = known
    } else {
      pack = try await market.pack(candidate, from: source, named: name)
    }
    guard demands.admit(pack.version) else {
      note(disagreement: name, demands, [pack.version])
      return nil
    }
    if let program = pack.manifest.program, !program.contains(self.program) {
      conflict =
        conflict
        ?? PackError(
          .invalid, "\(name) \(pack.version) needs checkctl \(program), and this is \(self.program)",
          details: demands.map(\.text), help: "use another version of one of them")
      return nil
    }
    if let pinned { try pack.check(against: pinned) }
    return pack
  }

  /// What a pack needs in turn.
  private func demands(of pack: ResolvedPack, chain: [String]) throws(PackError) -> [Demand] {
    var demands: [Demand] = []
    for requirement in pack.manifest.packs {
      demands.append(
        Demand(
          name: requirement.name, range: requirement.range,
          source: try requirement.source.map { source throws(PackError) in try pack.resolved(source) },
          chain: chain + ["\(pack.name) \(pack.version)"]))
    }
    return demands
  }

  private mutating func note(disagreement name: PackName, _ demands: [Demand], _ versions: [SemanticVersion])
  {
    guard conflict == nil else { return }
    let known = versions.suffix(20).map(\.description).joined(separator: ", ")
    conflict = PackError(
      .invalid, "no version of the pack \(name) will do for all who need it",
      details: demands.map(\.text) + (known.isEmpty ? [] : ["there are \(known)"]),
      help: "change a range in \(ProjectFile.fileName), or use other versions of the packs that need it")
  }
}

/// What somebody needs.
private struct Demand {
  let name: PackName
  let range: VersionRange
  let source: PackSource?
  /// Who needs it, and who needs that, from the project on.
  let chain: [String]

  var chainText: String { chain.joined(separator: " → ") }
  var text: String { "\(chainText) needs \(name) \(range)" }
}

extension [Demand] {
  fileprivate func admit(_ version: SemanticVersion) -> Bool { allSatisfy { $0.range.contains(version) } }
}

extension ResolvedPack {
  /// A source that its `pack.yaml` names, as the project would: only a folder may name folders.
  fileprivate func resolved(_ other: PackSource) throws(PackError) -> PackSource {
    switch (other, source) {
    case (.directory, .directory(let own)):
      return other.named(in: own)
    case (.directory(let path), _):
      throw refusal(of: path)
    case (.git(let url, _, _), .git(let own, _, _)) where url.hasPrefix("file:") && !own.hasPrefix("file:"):
      throw refusal(of: url)
    case (.git(let url, _, _), .registry) where url.hasPrefix("file:"):
      throw refusal(of: url)
    default: return other
    }
  }

  private func refusal(of place: String) -> PackError {
    PackError(
      .untrusted, "the pack \(name) from \(source.text) takes another from \(place) on this machine",
      help: "a pack from elsewhere names no folders here: add that pack to \(ProjectFile.fileName)")
  }

  /// Makes sure that a version that is pinned is still the same, and that a newer one is signed if that was.
  fileprivate func check(against pinned: LockedPack) throws(PackError) {
    if case .folder = revision { return }
    if version == pinned.version {
      let differences = content.differences(from: pinned.files)
      guard differences.isEmpty else {
        throw PackError(
          .untrusted, "\(name) \(version) from \(source.text) is not what it was when it was pinned",
          details: ["it was \(pinned.revision.text), and is now \(revision.text)"] + differences,
          help:
            "a version never changes: ask who keeps the pack; `checkctl pack remove` and `add` take it as it is now"
        )
      }
    }
    guard pinned.envelope == nil || signature != nil else {
      throw PackError(
        .untrusted, "\(name) was signed in version \(pinned.version), and \(version) is not",
        help: "ask who keeps the pack; `checkctl pack remove` and `add` take it without a signature")
    }
  }
}
