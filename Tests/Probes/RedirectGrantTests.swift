import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Redirects of items that may not go everywhere.
@Suite(.timeLimit(.minutes(2))) struct RedirectGrantTests {
  private let there: ScriptedServer
  private let here: ScriptedServer

  init() throws {
    let there = try ScriptedServer(answering: { _ in [.text(httpAnswer("200 OK", [], "there"))] })
    self.there = there
    here = try ScriptedServer(answering: { request in
      let path = request.split(separator: " ").dropFirst().first ?? ""
      switch path {
      case "/own": return [.text(httpAnswer("302 Found", ["Location: /end"]))]
      case "/away":
        return [.text(httpAnswer("307 Temporary Redirect", ["Location: \(there.url)/x?secret=1"]))]
      case "/trick": return [.text(httpAnswer("302 Found", ["Location: //\(there.endpoint)/x"]))]
      default: return [.text(httpAnswer("200 OK", [], "here"))]
      }
    })
  }

  private func target() throws -> Target { try makeTarget(.http, here.url) }

  @Test func withinTheTargetTheyAreFollowed() async throws {
    let answer = try await ask(
      HTTPProbe.self, ["path": "/own"], target: target(), granting: TestPolicy(ways: ["GET"]))
    #expect(try answer.get().fields["body"] == "here")
  }

  @Test(arguments: ["/away", "/trick"])
  func elsewhereIsAnErrorThatNamesTheHost(path: String) async throws {
    let answer = try await ask(
      HTTPProbe.self, ["path": .string(path)], target: target(), granting: TestPolicy(ways: ["GET"]))
    #expect(
      answer.notGranted
        == "\(here.endpoint) redirects to \(there.endpoint), which is not allowed: the pack team/db was not granted the host `\(there.endpoint)`"
    )
    #expect(there.acceptedConnections == 0)
  }

  @Test func aHostThatIsGrantedMayBeLedTo() async throws {
    var policy = TestPolicy(ways: ["GET"])
    policy.words.hosts = [try HostPattern("\(there.endpoint)")]
    let answer = try await ask(HTTPProbe.self, ["path": "/away"], target: target(), granting: policy)
    #expect(try answer.get().fields["body"] == "there")
  }

  @Test func aURLIsNoTargetThatOthersMayBeLedTo() async throws {
    var policy = TestPolicy()
    policy.words.hosts = [try HostPattern("\(here.endpoint)")]
    let answer = try await ask(
      HTTPProbe.self, ["url": .string(here.url + "/away")], granting: policy)
    #expect(answer.notGranted?.contains("was not granted the host `\(there.endpoint)`") == true)
    let refused = try await ask(
      HTTPProbe.self, ["url": .string(there.url + "/own")], granting: policy)
    #expect(refused.notGranted == "the pack team/db was not granted the host `\(there.endpoint)`")
    #expect(there.acceptedConnections == 0)
  }

  @Test func withoutAPolicyNothingIsLimited() async throws {
    let seen = try await ask(HTTPProbe.self, ["path": "/away"], target: target())
    #expect(seen.fields["body"] == "there")
  }

  @Test func aRedirectThatIsNotFollowedIsTheAnswer() async throws {
    let fields: ValueMap = ["path": "/away", "follow_redirects": false]
    let answer = try await ask(
      HTTPProbe.self, fields, target: target(), granting: TestPolicy(ways: ["GET"]))
    #expect(try answer.get().fields["status"] == 307)
    #expect(there.acceptedConnections == 0)
  }

  @Test func aLoadFollowsNone() async throws {
    let fields: ValueMap = ["path": "/away", "max_requests": 2, "concurrency": 1]
    let answer = try await ask(
      LoadProbe.self, fields, target: target(), granting: TestPolicy(ways: ["GET"]))
    #expect(try answer.get().fields["statuses"] == ["307": 2])
    #expect(there.acceptedConnections == 0)
  }
}
