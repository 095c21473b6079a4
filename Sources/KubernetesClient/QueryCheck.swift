internal import Diagnostics

extension KubernetesClient {
  /// Finds what the cluster does not do with objects of a type, with what may have been meant.
  func check(_ query: Query, of type: APIResource) throws(KubernetesError) {
    if let part = query.subresource {
      guard !type.subresources.contains(part) else { return }
      let near = closestMatch(to: part, among: type.subresources).map { "; did you mean `\($0)`?" } ?? ""
      throw KubernetesError(
        .unknownResource, "\(transport.name) has no subresource `\(part)` of \(type.qualifiedName)\(near)")
    }
    let verb = query.name == nil ? "list" : "get"
    guard type.verbs.contains(verb) else {
      throw KubernetesError(
        .invalid,
        "\(transport.name) does not \(verb) \(type.qualifiedName): of that type it only knows "
          + type.verbs.joined(separator: ", "))
    }
  }
}
