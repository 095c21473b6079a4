import Testing

@testable import HTTPClient

@Suite struct LookupTests {
  @Test(arguments: [
    ([], true), (["api.test:80:127.0.0.1"], false), (["API.test:80:[::1]"], false),
    (["api.test:443:127.0.0.1"], true), (["other.test:80:127.0.0.1"], true),
    (["other.test:80:127.0.0.1", "api.test:80:127.0.0.1"], false),
  ])
  func onlyAnOverrideOfTheHostAndPortSparesTheLookup(resolve: [String], looksUp: Bool) throws {
    var request = HTTPRequest(url: try HTTPURL("http://api.test/"))
    request.resolve = resolve
    #expect(Transfer(try Exchange(request).hop).looksUpName == looksUp)
  }

  @Test func anAddressIsNotLookedUp() throws {
    #expect(try !Transfer(Exchange(HTTPRequest(url: try HTTPURL("http://127.0.0.1/"))).hop).looksUpName)
    #expect(try !Transfer(Exchange(HTTPRequest(url: try HTTPURL("http://[::1]/"))).hop).looksUpName)
  }

  @Test func withAProxyItsNameIsLookedUp() throws {
    var request = HTTPRequest(url: try HTTPURL("http://127.0.0.1/"))
    request.proxy = "http://proxy.test:3128"
    #expect(try Transfer(Exchange(request).hop).looksUpName)
    request.url = try HTTPURL("http://api.test/")
    request.proxy = "127.0.0.1:3128"
    #expect(try !Transfer(Exchange(request).hop).looksUpName)
  }
}
