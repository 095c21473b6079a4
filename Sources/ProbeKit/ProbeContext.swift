public import Values

/// What a probe is given when it asks.
public struct ProbeContext: Sendable {
  /// The time an attempt may take; nil for no limit. The engine cancels the task then; a probe passes it on to
  /// systems that can end the work themselves.
  public let timeout: Duration?
  /// Knows the secrets of the run; a probe adds those that it learns.
  public let redactor: Redactor
  /// The clients of the run.
  public let resources: RunResources
  /// The targets that the item names, by role, for kinds that take several.
  public let targets: [String: Target]
  /// The item that asks; nil outside of runs.
  public let item: AskingItem?
  /// What people answered; nil outside of runs.
  public let signOffs: (any SignOffBook)?
  /// What the item may make use of; nil where that is not limited.
  public let policy: (any AccessPolicy)?
  /// The time now.
  public let now: @Sendable () -> Timestamp

  /// Makes a context.
  public init(
    timeout: Duration?, redactor: Redactor, resources: RunResources, targets: [String: Target] = [:],
    item: AskingItem? = nil, signOffs: (any SignOffBook)? = nil, policy: (any AccessPolicy)? = nil,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.timeout = timeout
    self.redactor = redactor
    self.resources = resources
    self.targets = targets
    self.item = item
    self.signOffs = signOffs
    self.policy = policy
    self.now = now
  }
}

/// Something that lives as long as a run, such as a connection pool.
public protocol RunResource: AnyObject, Sendable {
  /// Ends it; nothing uses it any more.
  func close() async
}

/// The clients of one run, made when first needed and closed at its end.
public final class RunResources: Sendable {
  private struct State {
    var resources: [ResourceKey: any RunResource] = [:]
    var order: [any RunResource] = []
    var isClosed = false
  }

  private struct ResourceKey: Hashable {
    let type: ObjectIdentifier
    let target: ExactBytes?
  }

  private let state = Lock(State())

  /// None yet.
  public init() {}

  /// The resource of this type for a target (or for the whole run), made the first time it is asked for. `make`
  /// must be quick and must not wait. After `close` what it makes is closed at once: nobody else would do it.
  public func resource<Resource: RunResource, Failure: Error>(
    for target: Target? = nil, make: @Sendable () throws(Failure) -> Resource
  ) throws(Failure) -> Resource {
    let key = ResourceKey(type: ObjectIdentifier(Resource.self), target: target?.exactBytes)
    let (resource, isLate) = try state.withLock { (state) throws(Failure) -> (Resource, Bool) in
      if let existing = state.resources[key] as? Resource { return (existing, false) }
      let resource = try make()
      state.resources[key] = resource
      if !state.isClosed { state.order.append(resource) }
      return (resource, state.isClosed)
    }
    if isLate { Task { await resource.close() } }
    return resource
  }

  /// Closes all of them, the latest first.
  public func close() async {
    let resources = state.withLock { state in
      defer { state.order = [] }
      state.isClosed = true
      return state.order
    }
    for resource in resources.reversed() { await resource.close() }
  }
}
