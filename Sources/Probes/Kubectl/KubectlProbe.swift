internal import JSONPath
internal import KubernetesClient
public import ProbeKit
internal import Values

/// Asks a Kubernetes cluster for an object, a list, or the answer of a path, and takes of it what a JSONPath names.
public struct KubectlProbe: Probe {
  /// Questions are GETs.
  public let effect = Effect.read
  private let target: Target
  let query: KubernetesClient.Query
  let raw: String?
  private let template: JSONPathTemplate?

  /// Makes the probe of checked fields; throws `invalid` where they contradict each other.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    guard let target else { throw ProbeError(.invalid, "there is no target to ask") }
    self.target = target
    raw = fields.string("raw")
    let question = KubectlQuestion(fields)
    if let fault = question.faults.first { throw ProbeError(.invalid, fault.message) }
    let parts = question.resource ?? [""]
    var query = KubernetesClient.Query(resource: parts[0], name: parts.count > 1 ? parts[1] : nil)
    query.namespace = fields.string("namespace")
    query.allNamespaces = fields.bool("all_namespaces")
    query.labelSelector = fields.string("selector")
    query.fieldSelector = fields.string("field_selector")
    query.subresource = fields.string("subresource")
    self.query = query
    do {
      template = try fields.string("jsonpath").map { text throws(JSONPathError) in try JSONPathTemplate(text)
      }
    } catch {
      throw ProbeError(.invalid, "the JSONPath cannot be read: \(error.message)")
    }
  }

  /// What the cluster is asked for, as far as it is known without the cluster; what it turns out to be is demanded when
  /// the cluster has told.
  public func accesses(targets: [String: Target]) -> [Access] {
    let words =
      raw.map { [KubernetesResources.word(path: $0)] }
      ?? KubernetesResources.words(written: query.resource, subresource: query.subresource)
    return words.map { .target(target, way: $0) }
  }

  /// Asks once. What was found stands in `object` and `items`; `reading` adds what the JSONPath names.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let target = target
    let client = try await context.resources.resource(for: target) { ClusterResource(target) }.client(
      in: context)
    do throws(KubernetesError) {
      if let raw {
        let text = String(decoding: try await client.raw(raw, timeout: context.timeout), as: UTF8.self)
        return Self.observation(raw: text, redacting: context.redactor)
      }
      switch try await client.answer(
        query, timeout: context.timeout, refusing: context.refusal(of: query, to: target))
      {
      case .object(let object):
        secretValues(in: object).forEach(context.redactor.add)
        return Self.observation(of: object)
      case .list(let items):
        secretValues(in: .list(items)).forEach(context.redactor.add)
        return observation(of: items)
      }
    } catch {
      throw ProbeError(error, refusal: raw == nil ? Self.nothing : ["exists": false])
    }
  }

  static let nothing: ValueMap = ["exists": false, "count": 0, "items": []]

  static func observation(of object: Value) -> Observation {
    var fields: ValueMap = ["object": object, "items": [object], "count": 1, "exists": true]
    if let rollout = rolloutStatus(of: object) { fields["rollout"] = .string(rollout) }
    return Observation(fields)
  }

  func observation(of items: [Value]) -> Observation {
    // As kubectl shows a list of whatever type.
    let list: Value = [
      "apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""], "items": .list(items),
    ]
    return Observation(
      [
        "object": list, "items": .list(items), "count": .int(Int64(items.count)),
        "exists": .bool(!items.isEmpty),
      ], noData: items.isEmpty ? nothingFound : nil, excerpt: items.isEmpty ? nothingFound : nil)
  }

  /// What was looked for in vain.
  private var nothingFound: String {
    let conditions = [
      query.namespace.map { "in the namespace \($0)" }, query.labelSelector.map { "with the labels \($0)" },
      query.fieldSelector.map { "with \($0)" },
    ].compactMap(\.self)
    return (["there are no \(query.resource)"] + conditions).joined(separator: " ")
  }

  static func observation(raw text: String, redacting redactor: Redactor) -> Observation {
    var fields: ValueMap = ["value": .string(text), "exists": true]
    if let json = try? parseJSON(text) { fields["object"] = json }
    let secrets = secretValues(inText: text)
    secrets.forEach(redactor.add)
    // What a Secret holds may be too short to be masked everywhere.
    let excerpt = secrets.isEmpty ? redactor.redact(text).shortened(to: 500) : nil
    return Observation(fields, excerpt: excerpt)
  }

  /// What the JSONPath names, as kubectl prints it and as values. A template that matches nothing has seen nothing.
  public func reading(_ observation: Observation) throws(ProbeError) -> Observation {
    guard let template else { return observation }
    guard let object = observation.fields["object"] else {
      throw ProbeError(.answer, "the answer is not JSON, so that the JSONPath has nothing to apply to")
    }
    let result: JSONPathResult
    do {
      result = try template.evaluate(object)
    } catch {
      throw ProbeError(.answer, "the JSONPath cannot be applied: \(error.message)", isTransient: true)
    }
    var taken = observation
    taken.fields["value"] = .string(result.text)
    taken.fields["values"] = .list(result.values)
    if result.values.isEmpty, taken.noData == nil {
      taken.noData = "the JSONPath matches nothing: \(template.source)"
    }
    return taken
  }
}
