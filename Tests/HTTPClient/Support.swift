import HTTPClient
import TestEnvironment
import Testing

/// Runs `body` with a client and a scripted server, and ends both.
func withServer(
  _ script: @escaping @Sendable (_ request: String) -> [ScriptedServer.Step],
  _ body: (HTTPClient, ScriptedServer) async throws -> Void
) async throws {
  let server = try ScriptedServer(answering: script)
  defer { server.stop() }
  try await withClient { client in try await body(client, server) }
}

/// Runs `body` with a client, and closes it.
func withClient(_ body: (HTTPClient) async throws -> Void) async throws {
  let client = HTTPClient()
  let result: Result<Void, any Error>
  do { result = .success(try await body(client)) } catch { result = .failure(error) }
  await client.close()
  try result.get()
}

/// The error that `request` ends with.
func failure(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPError? {
  do {
    let response = try await client.send(request)
    Issue.record("answered \(response.status) where an error was expected")
    return nil
  } catch {
    return error
  }
}

extension HTTPResponse {
  /// The content as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// A request with a bound that no healthy test reaches.
func request(_ url: String, method: String = "GET", headers: HTTPHeaders = [:], body: String? = nil)
  throws(HTTPError) -> HTTPRequest
{
  var request = HTTPRequest(
    method: method, url: try HTTPURL(url), headers: headers, body: body.map { Array($0.utf8) })
  request.timeout = .seconds(20)
  return request
}

/// A complete answer.
func answer(
  _ status: String = "200 OK", _ headers: [String] = [], _ body: String = ""
) -> ScriptedServer.Step {
  let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
  return .text(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
}
