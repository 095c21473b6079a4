public import ProbeKit
internal import Values

extension TargetDescription {
  /// An HTTP service, by the URL that its paths stand behind.
  public static let http = TargetDescription(
    type: "http", summary: "A service that speaks HTTP.",
    address: FieldDescription(
      "http", .url, "Its URL; the paths that items name stand behind the URL's own.", isRequired: true),
    fields: HTTPOptions.targetFields,
    secrets: { HTTPCredentials.secrets(in: $0) })
}

extension HTTPCredentials {
  /// The secrets of a target that are not fields of their own.
  static func secrets(in target: Target) -> [String] {
    (target.address.string.map(secrets(inURL:)) ?? []) + secrets(in: target.fields)
  }
}
