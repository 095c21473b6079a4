internal import ProbeKit
internal import Values

/// What a variable of a program holds.
enum ChildVariable: Hashable {
  /// This text.
  case text(String)
  /// The path of a private file with this content.
  case file(String)
}

/// The variables by which programs know a target: libpq's for a database, `KUBECONFIG` for a cluster,
/// `CHECKCTL_TARGET_<ROLE>_URL` for what is spoken to over HTTP.
func childEnvironment(
  for target: Target, role: String, in context: ProbeContext
) async throws(ProbeError) -> [String: ChildVariable] {
  switch target.type {
  case "postgres":
    // This reads files.
    let unasked = ProbeError(
      .cancelled, "the item ended before the settings of '\(target.name)' were read")
    let read = try await onThread(orThrow: unasked) {
      Result { () throws(ProbeError) in try postgresEnvironment(for: target) }
    }
    return try read.get().mapValues(ChildVariable.text)
  case "kubernetes": return try await kubernetesEnvironment(for: target, in: context)
  case "http", "prometheus":
    guard let url = target.address.string else {
      throw ProbeError(.invalid, "the target '\(target.name)' has no URL")
    }
    return ["CHECKCTL_TARGET_\(variableName(role))_URL": .text(url)]
  default:
    throw ProbeError(.invalid, "a program cannot be given a target of type \(target.type): '\(target.name)'")
  }
}

/// Upper case, everything but letters and digits an underscore.
private func variableName(_ role: String) -> String {
  String(role.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
}
