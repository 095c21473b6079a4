import HTTPClient
import Testing

/// The rules of Go's clients; most cases are those of its own tests (golang.org/x/net/http/httpproxy).
@Suite struct EnvironmentProxyTests {
  private static let choices: [(environment: [String: String], server: String, proxy: String?)] = [
    ([:], "https://k", nil),
    (["HTTPS_PROXY": "http://proxy:3128"], "https://k:6443", "http://proxy:3128"),
    (["https_proxy": "http://proxy:3128"], "https://k", "http://proxy:3128"),
    (["HTTPS_PROXY": "https://upper", "https_proxy": "https://lower"], "https://k", "https://upper"),
    (["HTTPS_PROXY": "", "https_proxy": "https://lower"], "https://k", "https://lower"),
    (["HTTPS_PROXY": "proxy:3128"], "https://k", "http://proxy:3128"),
    (["HTTPS_PROXY": "proxy"], "https://k", "http://proxy"),
    (["HTTPS_PROXY": "socks5://proxy"], "https://k", "socks5://proxy"),
    (["HTTP_PROXY": "http://plain", "HTTPS_PROXY": "http://secure"], "http://k", "http://plain"),
    (["HTTP_PROXY": "http://plain", "HTTPS_PROXY": "http://secure"], "https://k", "http://secure"),
    (["HTTP_PROXY": "http://plain"], "https://k", nil),
    (["ALL_PROXY": "http://all"], "https://k", nil),
    (["HTTPS_PROXY": "http://proxy", "NO_PROXY": "*"], "https://k", nil),
    (["HTTPS_PROXY": "http://proxy", "no_proxy": "k"], "https://k", nil),
    (["HTTPS_PROXY": "http://proxy", "NO_PROXY": "k:6443"], "https://k:6443", nil),
    (["HTTPS_PROXY": "http://proxy", "NO_PROXY": "k:6443"], "https://k", "http://proxy"),
    (["HTTPS_PROXY": "http://proxy", "NO_PROXY": "k:443"], "https://k", nil),
    (["HTTPS_PROXY": "http://proxy", "NO_PROXY": " EXAMPLE.com , other"], "https://K.Example.COM", nil),
  ]

  @Test(arguments: choices.indices)
  func aProxyIsChosenByTheScheme(index: Int) throws {
    let (environment, server, proxy) = Self.choices[index]
    #expect(environmentProxy(for: try HTTPURL(server), environment) == proxy)
  }

  private static let exceptions = """
    foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30,\
    2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64, ::ffff:172.16.0.1,,:1,/,x/y
    """

  private static let hosts: [(host: String, isProxied: Bool)] = [
    ("localhost", false), ("127.0.0.1", false), ("127.0.0.2", false), ("[::1]", false),
    ("[::ffff:127.0.0.1]", false), ("[::2]", true),
    ("192.168.1.1", false), ("192.168.1.2", true), ("192.168.1.3", false), ("192.168.1.4", true),
    ("10.0.0.2", false), ("10.0.0.4", true), ("172.16.0.1", false),
    ("[2001:db8::52:0:1]", false), ("[2001:db8::52:0:2]", true), ("[2001:db8::52:0:3]", false),
    ("[2002:db8:a::123]", false), ("[2002:db8:b::123]", true), ("[fe80::424b:c8be:1643:a1b6]", true),
    ("barbaz.net", true), ("www.barbaz.net", false), ("foobar.com", false), ("www.foobar.com", false),
    ("foofoobar.com", true), ("baz.com", true), ("localhost.net", true), ("local.localhost", true),
    ("barbarbaz.net", true), ("wildcard.io", true), ("nested.wildcard.io", false), ("awildcard.io", true),
  ]

  @Test(arguments: hosts.indices)
  func serversAreExcepted(index: Int) throws {
    let (host, isProxied) = Self.hosts[index]
    let server = try HTTPURL("http://\(host)")
    var environment = ["HTTP_PROXY": "http://proxy", "NO_PROXY": Self.exceptions]
    #expect((environmentProxy(for: server, environment) != nil) == isProxied)
    environment["NO_PROXY"] = "*"
    #expect(environmentProxy(for: server, environment) == nil)
  }
}
