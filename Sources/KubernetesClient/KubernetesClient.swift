internal import Diagnostics
internal import HTTPClient
public import Values

/// Asks a cluster for objects and lists, by the names that kubectl knows types by.
public final class KubernetesClient: Sendable {
  /// Objects that are asked for.
  public struct Query: Hashable, Sendable {
    /// The type, such as `deployment`, `po` or `deployments.apps`.
    public var resource: String
    /// The name of the one object that is meant; nil for a list.
    public var name: String?
    /// The namespace; nil for that of the connection.
    public var namespace: String?
    /// Whether a list is of all namespaces.
    public var allNamespaces = false
    /// Which objects a list has, by their labels.
    public var labelSelector: String?
    /// Which objects a list has, by their fields.
    public var fieldSelector: String?
    /// What of the object is meant, such as `status` or `scale`; nil for itself.
    public var subresource: String?

    /// All objects of a type in the namespace of the connection.
    public init(resource: String, name: String? = nil) {
      self.resource = resource
      self.name = name
    }
  }

  /// What was found.
  public enum Answer: Hashable, Sendable {
    /// The one object that was asked for.
    case object(Value)
    /// The objects of a list, each with its `apiVersion` and `kind`.
    case list([Value])
  }

  /// How much is read of one page or object, in bytes.
  static let mostBytes = 64 << 20
  /// How many objects a list may have.
  static let mostItems = 100_000
  /// How many pages a list may have, which is many more than full ones would be.
  static let mostPages = 2_000
  /// How many objects a page has, as with kubectl.
  private static let pageSize = 500

  /// The cluster.
  public let transport: ClusterTransport
  private let types: TypeLookup
  private let namespaces = NamespaceCheck()

  /// Asks by way of `transport`.
  public init(_ transport: ClusterTransport) {
    self.transport = transport
    types = TypeLookup(transport)
  }

  /// What the query finds. Throws `notFound` where there is no such object and `unknownResource` where there is no such
  /// type.
  ///
  /// - Parameter refusal: Why the type that is meant must not be asked for, which is `notGranted` then; nil where it may be.
  public func answer(
    _ query: Query, timeout: Duration?, refusing refusal: (@Sendable (APIResource) -> String?)? = nil
  ) async throws(KubernetesError) -> Answer {
    let budget = TimeBudget(timeout)
    let namespace = namespace(query.namespace)
    for (part, text) in [("name", query.name), ("namespace", namespace), ("subresource", query.subresource)] {
      if let text, !isPathSegment(text) {
        throw KubernetesError(.invalid, "`\(text)` cannot be a \(part)")
      }
    }
    let type = try await types.resource(named: query.resource, within: budget)
    if let reason = refusal?(type) { throw KubernetesError(.notGranted, reason) }
    try check(query, of: type)
    let place = type.isNamespaced && !query.allNamespaces ? namespace : nil
    guard let name = query.name else { return .list(try await items(type, query, place, budget)) }
    return .object(try await object(type, name, query, place, budget))
  }

  private func object(
    _ type: APIResource, _ name: String, _ query: Query, _ namespace: String?, _ budget: TimeBudget
  ) async throws(KubernetesError) -> Value {
    let suffix = query.subresource.map { "/\(percentEncodedSegment($0))" } ?? ""
    let path = "\(type.path(inNamespace: namespace))/\(percentEncodedSegment(name))\(suffix)"
    let answer: Value
    do {
      answer = try await transport.json(path, within: budget)
    } catch {
      guard error.kind == .notFound, let namespace else { throw error }
      try await namespaces.confirm(namespace, by: transport, within: budget)
      throw KubernetesError(.notFound, "\(error.message) in the namespace \(namespace)")
    }
    guard isObject(answer, query, type) else {
      throw transport.foreign("\(type.kind) `\(name)`", but: answer)
    }
    return answer
  }

  private func items(
    _ type: APIResource, _ query: Query, _ namespace: String?, _ budget: TimeBudget
  ) async throws(KubernetesError) -> [Value] {
    let items: [Value]
    do {
      items = try await list(type, query, namespace, budget)
    } catch {
      // Of a list, only its type can be missing, whatever the answer names.
      throw error.kind == .notFound ? KubernetesError(.unknownResource, error.message) : error
    }
    if items.isEmpty, let namespace { try await namespaces.confirm(namespace, by: transport, within: budget) }
    return items
  }

  /// Whether an answer is the object that was asked for. A part of one may go by another kind.
  private func isObject(_ answer: Value, _ query: Query, _ type: APIResource) -> Bool {
    guard let kind = answer["kind"]?.string else { return false }
    return query.subresource != nil
      || kind == type.kind && answer["metadata"]?["name"]?.string == query.name
  }

  /// The answer to a GET of any path, such as `/readyz`, as it stands.
  public func raw(_ path: String, timeout: Duration?) async throws(KubernetesError) -> [UInt8] {
    try await transport.get(path, timeout: timeout, maxBodyBytes: Self.mostBytes).body
  }

  /// All pages of a list. Where the rest of one is gone, the list is begun anew, and at last asked for in one piece.
  private func list(
    _ type: APIResource, _ query: Query, _ namespace: String?, _ budget: TimeBudget
  ) async throws(KubernetesError) -> [Value] {
    var items: [Value] = []
    var token = ""
    var tokens: Set<String> = []
    var restarts = 0
    while true {
      let path = type.path(inNamespace: namespace) + parameters(query, token, paged: restarts < 2)
      let page: Value
      do {
        page = try await transport.json(path, within: budget)
      } catch {
        guard error.kind == .gone, !token.isEmpty, restarts < 2 else { throw error }
        restarts += 1
        (items, token, tokens) = ([], "", [])
        continue
      }
      guard let found = Self.items(of: page) else {
        throw transport.foreign("a list of \(type.qualifiedName)", but: page)
      }
      items += found.map { Self.described($0, in: page) }
      guard items.count <= Self.mostItems else {
        throw KubernetesError(
          .answer,
          "\(transport.name) has more than \(Self.mostItems) \(type.qualifiedName); select some of them")
      }
      token = page["metadata"]?["continue"]?.string ?? ""
      if token.isEmpty { return items }
      guard tokens.insert(token).inserted, tokens.count < Self.mostPages else {
        throw KubernetesError(
          .answer, "\(transport.name) finds no end of \(type.qualifiedName): page follows page")
      }
    }
  }

  /// What a list holds; nil where it is none. Go writes an empty one as null, too.
  private static func items(of page: Value) -> [Value]? {
    guard page["kind"]?.string?.hasSuffix("List") ?? false, let items = page["items"] else { return nil }
    return items == .null ? [] : items.list
  }

  private func parameters(_ query: Query, _ token: String, paged: Bool) -> String {
    var parameters: [String] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { parameters.append("\(name)=\(percentEncodedSegment(value))") }
    }
    add("labelSelector", query.labelSelector)
    add("fieldSelector", query.fieldSelector)
    if paged { add("limit", String(Self.pageSize)) }
    add("continue", token)
    return parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
  }

  /// An element of a list with the version and kind that the list has for all of them, as kubectl shows it.
  private static func described(_ item: Value, in list: Value) -> Value {
    guard let fields = item.map, fields["kind"] == nil, let kind = list["kind"]?.string,
      kind.hasSuffix("List")
    else {
      return item
    }
    var described: ValueMap = ["kind": .string(String(kind.dropLast("List".count)))]
    described["apiVersion"] = list["apiVersion"]
    for (key, value) in fields { described[key] = value }
    return .map(described)
  }
}

/// The time that is left of an attempt.
struct TimeBudget: Sendable {
  private let total: Duration?
  private let start = ContinuousClock.now

  init(_ total: Duration?) { self.total = total }

  /// Nil for no limit.
  var left: Duration? { total.map { max(.milliseconds(1), $0 - start.duration(to: .now)) } }
}

extension ClusterTransport {
  /// The JSON at a path.
  func json(
    _ path: String, accept: String = "application/json", within budget: TimeBudget
  ) async throws(KubernetesError) -> Value {
    let response = try await get(
      path, accept: accept, timeout: budget.left, maxBodyBytes: KubernetesClient.mostBytes)
    guard let value = try? parseJSON(response.body) else { throw foreign("JSON") }
    return value
  }

  /// An answer that is not what it should be.
  func foreign(_ expected: String, but answer: Value? = nil) -> KubernetesError {
    let seen = answer.map { ", but with \(Self.outline($0))" } ?? ", as an API server does"
    return KubernetesError(.answer, "\(name) did not answer with \(expected)\(seen)")
  }

  /// What an answer turns out to be. What is longer than the names of objects can be is not shown.
  private static func outline(_ answer: Value) -> String {
    guard answer.map != nil else { return answer.kindName }
    guard let kind = answer["kind"]?.string, kind.utf8.count < 256 else { return "a map without a kind" }
    let name = answer["metadata"]?["name"]?.string.map { $0.utf8.count < 256 ? " `\($0)`" : "" } ?? ""
    return kind + name
  }
}
