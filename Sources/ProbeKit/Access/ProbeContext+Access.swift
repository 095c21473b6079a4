public import Values

extension ProbeContext {
  /// Throws `notGranted` where the item may not make use of this.
  public func demand(_ access: Access) throws(ProbeError) {
    guard let policy, let reason = policy.refusal(of: access) else { return }
    throw ProbeError(.notGranted, reason)
  }

  /// Throws `notGranted` where the item may not make use of one of these, or of the file that a path really leads to
  /// (see `realPath`). Costs nothing without a policy.
  public func demand(_ accesses: @autoclosure () -> [Access]) async throws(ProbeError) {
    guard policy != nil else { return }
    let accesses = accesses()
    for access in accesses { try demand(access) }
    let paths = accesses.compactMap { access in
      if case .file(let path) = access { path } else { nil }
    }
    guard !paths.isEmpty else { return }
    let gate = files
    let fault = await BackgroundThread.value {
      paths.lazy.compactMap { path -> FileFault? in
        do throws(FileFault) {
          _ = try gate.place(of: path)
          return nil
        } catch {
          return error
        }
      }.first
    }
    switch fault {
    case .some(.some(let fault)): throw ProbeError(.notGranted, fault.message)
    case .some(.none): return
    case .none:
      throw Task.isCancelled
        ? ProbeError(.cancelled, "the item ended before it was told where its files lead")
        : ProbeError(.internal, "the system has no thread left", isTransient: true)
    }
  }

  /// The files that the item may open.
  public var files: FileGate { FileGate(policy) }
}

/// Where the files are that an item may open.
public struct FileGate: Sendable {
  private let policy: (any AccessPolicy)?

  /// What a policy allows; all files without one.
  public init(_ policy: (any AccessPolicy)? = nil) { self.policy = policy }

  /// The path to open for a path: without a policy the same, else the one that it really leads to, which the policy has to
  /// grant too. Looks at the file system, and may block.
  public func place(of path: String) throws(FileFault) -> String {
    guard let policy else { return path }
    let place: String
    do throws(FileFault) {
      place = try realPath(of: path)
    } catch {
      throw FileFault(notGranted: "where \(path) leads cannot be told: \(error.message)")
    }
    guard let reason = policy.refusal(of: .file(place)) else { return place }
    throw FileFault(notGranted: place == path ? reason : "\(path) leads to \(place): \(reason)")
  }
}

extension Probe {
  /// Asks once, as `observe` does, and only what the context's policy grants.
  public func ask(in context: ProbeContext) async throws(ProbeError) -> Observation {
    try await context.demand(accesses(targets: context.targets))
    return try await observe(in: context)
  }
}
