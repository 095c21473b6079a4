internal import HTTPClient
internal import ProbeKit
internal import Values

/// A successful answer of Prometheus' HTTP API.
struct PrometheusAnswer {
  let result: QueryResult
  let warnings: [String]
  let infos: [String]

  init(_ result: QueryResult, warnings: [String] = [], infos: [String] = []) {
    self.result = result
    self.warnings = warnings
    self.infos = infos
  }

  /// Reads an answer; throws what Prometheus says is wrong, or that it is none of its answers.
  init(_ response: HTTPResponse, from server: String, redacting redactor: Redactor) throws(ProbeError) {
    let reading = Reading(response: response, server: server, redactor: redactor)
    let envelope = try reading.envelope()
    guard let data = envelope["data"], let result = QueryResult(data) else {
      throw reading.fault("answered with something other than the result of a query")
    }
    self.result = result
    warnings = envelope["warnings"]?.list?.compactMap(\.string) ?? []
    infos = envelope["infos"]?.list?.compactMap(\.string) ?? []
  }
}

/// One answer while it is read.
private struct Reading {
  let response: HTTPResponse
  let server: String
  let redactor: Redactor

  private var type: MediaType { MediaType(response.headers["content-type"]) }

  /// The whole answer, where it is a success.
  func envelope() throws(ProbeError) -> Value {
    guard ![401, 403].contains(response.status) else {
      let what = response.status == 401 ? "does not know us" : "does not let us in"
      throw ProbeError(.authentication, "\(server) \(what) (status \(response.status))", excerpt: beginning)
    }
    let answer: Value
    do {
      answer = try parseJSON(response.body)
    } catch {
      throw foreign(error)
    }
    switch answer["status"]?.string {
    case "success"? where response.status == 200: return answer
    case "error"?: throw refusal(answer)
    default: throw foreign(nil)
    }
  }

  /// An answer that cannot be understood.
  func fault(_ what: String, isTransient: Bool = false) -> ProbeError {
    ProbeError(.answer, "\(server) \(what)", isTransient: isTransient, excerpt: beginning)
  }

  /// What Prometheus says is wrong.
  private func refusal(_ answer: Value) -> ProbeError {
    let message =
      (answer["error"]?.string).map { redactor.redact($0).shortened(to: 1000) } ?? "status \(response.status)"
    switch answer["errorType"]?.string {
    case "bad_data"?: return ProbeError(.invalid, "\(server) refuses the query: \(message)")
    case "timeout"?: return ProbeError(.timeout, "\(server) ran out of time: \(message)")
    case "unavailable"?, "canceled"?:
      return ProbeError(.unreachable, "\(server) is not available: \(message)")
    default:
      return ProbeError(.answer, "\(server) could not answer the query: \(message)", isTransient: true)
    }
  }

  /// An answer that is not of Prometheus.
  private func foreign(_ error: JSONError?) -> ProbeError {
    let status = "(status \(response.status))"
    if (300..<400).contains(response.status) {
      let place = response.headers["location"].flatMap { try? HTTPURL($0).authority }
      return fault(
        "answered with a redirect\(place.map { " to \($0)" } ?? "") \(status), is this a Prometheus?")
    }
    // A server that is overloaded or just starting has its errors written by others, in any form.
    let isTransient = response.status >= 500 || response.status == 429
    if type.isHTML || startsLikeHTML {
      return fault("answered with an HTML page \(status), is this a Prometheus?", isTransient: isTransient)
    }
    if response.status != 200 {
      let question = isTransient ? "" : ", is this a Prometheus?"
      return fault("answered with status \(response.status)\(question)", isTransient: isTransient)
    }
    guard let error else {
      return fault("answered with JSON that is not of Prometheus, is this a Prometheus?")
    }
    let place = HTTPAnswer.place(of: error.offset, in: response.body)
    return fault("answered with something other than JSON: \(error.message), at \(place)")
  }

  private var startsLikeHTML: Bool {
    response.body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
  }

  private var beginning: String? {
    guard case .success(let text) = type.text(response.body), !text.isEmpty else { return nil }
    return HTTPAnswer.beginning(of: text, redacting: redactor)
  }
}
