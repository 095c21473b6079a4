public import ProbeKit

extension TargetDescription {
  /// A server that speaks Prometheus' HTTP API: Prometheus itself, Thanos, Mimir, VictoriaMetrics.
  public static let prometheus = TargetDescription(
    type: "prometheus", summary: "A server that speaks the HTTP API of Prometheus.",
    address: FieldDescription(
      "prometheus", .url, "Its URL, without `/api/v1`.", isRequired: true),
    fields: HTTPOptions.targetFields, defaultLimit: 8,
    secrets: { HTTPCredentials.secrets(in: $0) })
}
