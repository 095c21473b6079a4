import Values

/// What an API server says where it does not answer (Kubernetes API reference, "Status").
struct KubernetesStatus {
  let code: Int
  let reason: String
  let message: String
  var details: ValueMap? = [:]

  /// The answer.
  var response: StandInResponse {
    var body: ValueMap = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
      "reason": .string(reason),
    ]
    if let details { body["details"] = .map(details) }
    body["code"] = .int(Int64(code))
    return StandInResponse(code, "application/json", Value.map(body).json)
  }

  /// The credentials are not known.
  static let unauthorized = KubernetesStatus(
    code: 401, reason: "Unauthorized", message: "Unauthorized", details: nil)

  /// The method is none that the stand-in knows.
  static let methodNotAllowed = KubernetesStatus(
    code: 405, reason: "MethodNotAllowed", message: "the server does not allow this method", details: nil)

  /// The body is of a kind that the stand-in cannot read.
  static let unsupportedMediaType = KubernetesStatus(
    code: 415, reason: "UnsupportedMediaType", message: "the stand-in knows JSON patches of maps alone",
    details: nil)

  /// The server, or one behind it, does not work.
  static func failure(_ code: Int) -> KubernetesStatus {
    KubernetesStatus(code: code, reason: "Failure", message: "the stand-in was told to fail", details: nil)
  }

  /// There is no such type.
  static let unknownResource = KubernetesStatus(
    code: 404, reason: "NotFound", message: "the server could not find the requested resource")

  /// The request cannot be understood.
  static func badRequest(_ message: String) -> KubernetesStatus {
    KubernetesStatus(code: 400, reason: "BadRequest", message: message, details: nil)
  }

  /// There is no such object.
  static func notFound(_ request: KubernetesRequest) -> KubernetesStatus {
    KubernetesStatus(
      code: 404, reason: "NotFound",
      message: #"\#(request.qualifiedResource) "\#(request.name ?? "")" not found"#,
      details: details(of: request))
  }

  /// Somebody may not ask for a resource.
  static func forbidden(
    _ user: String, _ request: KubernetesRequest, verb: String? = nil
  ) -> KubernetesStatus {
    let what = request.name.map { #"\#(request.qualifiedResource) "\#($0)""# } ?? request.qualifiedResource
    let place = request.namespace.map { #"in the namespace "\#($0)""# } ?? "at the cluster scope"
    let resource = ([request.resource] + (request.subresource.map { [$0] } ?? [])).joined(separator: "/")
    return KubernetesStatus(
      code: 403, reason: "Forbidden",
      message:
        #"\#(what) is forbidden: User "\#(user)" cannot \#(verb ?? request.verb) resource "\#(resource)" "#
        + #"in API group "\#(request.group)" \#(place)"#,
      details: details(of: request))
  }

  /// Somebody may not ask for a path.
  static func forbidden(_ user: String, path: String) -> KubernetesStatus {
    KubernetesStatus(
      code: 403, reason: "Forbidden",
      message: #"forbidden: User "\#(user)" cannot get path "\#(path)""#)
  }

  private static func details(of request: KubernetesRequest) -> ValueMap {
    var details: ValueMap = [:]
    if let name = request.name { details["name"] = .string(name) }
    if !request.group.isEmpty { details["group"] = .string(request.group) }
    details["kind"] = .string(request.resource)
    return details
  }
}
