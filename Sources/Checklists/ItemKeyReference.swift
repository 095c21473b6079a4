internal import ProbeKit
public import Values

/// A key of items, for people: what the schema says of it, with an example where it takes more than a word.
public struct ItemKeyReference: Sendable {
  /// The key.
  public let name: String
  /// What it is for.
  public let summary: String
  /// The keys of the map that it may be, each with what it is for.
  public let keys: [(name: String, summary: String)]
  /// How it is written, in YAML.
  public let example: String?

  /// Every key that an item may have beside its probe.
  public static var all: [ItemKeyReference] {
    ChecklistSchema(ProbeRegistry([])).itemProperties.map { name, schema in
      let form = schema["additionalProperties"]?["anyOf"]?.list?.last ?? schema
      let keys =
        name == "expect"
        ? []
        : (form["properties"]?.map ?? [:]).map { entry in
          (entry.key.description, entry.value["description"]?.string ?? "")
        }
      return ItemKeyReference(
        name: name, summary: schema["description"]?.string ?? "", keys: keys, example: examples[name])
    }
  }

  private static let examples: [String: String] = [
    "assert": """
    assert:
      - object.status.readyReplicas == object.spec.replicas
      - rows.all(r, r.grantee != 'PUBLIC')
      - timestamp(json.ends) - now > duration('90d')
    """,
    "per": """
    promql: {query: 'sum by (service) (rate(errors_total[5m]))'}
    per: {list: samples, key: element.labels.service, expected: inputs.objectives}
    assert: element.value <= inputs.objectives[key]
    """,
    "outputs": """
    outputs:
      revision: json.revision
      token: {value: json.token, secret: true}

    # Then, in an item with `needs: [ID]` or `after: [ID]`, wherever `${...}` or an expression may stand:
    http: {path: "/revisions/${needs['ID'].outputs.revision}"}
    """,
    "when": """
    when: inputs.replicated

    # Or of an item in `after`, by what came of it:
    when: needs['deploy'].outcome == 'failed'
    """,
    "for_each": """
    for_each: [eu, us]
    http: {url: "https://${each}.example.com/health"}

    # Of a map each has a key and a value:
    for_each: ${inputs.shards}
    http: {url: "https://${each.key}.example.com:${each.value.port}/health"}
    """,
    "retry": "retry: {every: 5s, for: 5m}",
    "stable": "stable: {passes: 3, every: 10s}",
    "expect": """
    expect:
      status: 200
      json.data.items: {length: {ge: 1}}
      headers["content-type"]: {starts_with: application/json}
    """,
  ]
}
