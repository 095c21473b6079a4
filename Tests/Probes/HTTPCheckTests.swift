import Diagnostics
import ProbeKit
import Testing
import Values

@testable import Probes

@Suite struct HTTPCheckTests {
  typealias Case = (fields: [(name: String, value: Value?)], said: [String])

  @Test func `Each contradiction is told at its field`() {
    let cases: [Case] = [
      ([("path", "/x")], []),
      ([("method", nil), ("json", nil)], []),
      (
        [("method", "POST")],
        [
          "method: undeclared-action: POST may change something, and the item does not say so "
            + "(add `action: true`; such an item runs only with --allow-actions)"
        ]
      ),
      (
        [("method", "get")],
        [#"method: invalid-method: "get" is not a method (write it in capitals: GET)"#]
      ),
      (
        [("method", "A B")],
        [#"method: invalid-method: "A B" is not a method (methods are words such as GET)"#]
      ),
      (
        [("path", "x")],
        ["path: invalid-path: the path should begin with a single slash (write it as /x)"]
      ),
      (
        [("path", "//h/x")],
        ["path: invalid-path: the path should begin with a single slash (write it as /h/x)"]
      ),
      (
        [("path", "http://h/x")],
        ["path: invalid-path: the path should begin with a single slash (write a whole URL as `url:`)"]
      ),
      (
        [("url", "http://h/")],
        [
          "url: conflicting-fields: `url` and `target` exclude each other "
            + "(leave `target` out, or write `path:` instead of `url:`)"
        ]
      ),
      (
        [("json", 1)],
        [
          "json: conflicting-fields: `json` is not sent by GET, which is the method where none is named "
            + "(add `method: POST`, and `action: true` to the item)"
        ]
      ),
      (
        [("method", "HEAD"), ("body", "x")],
        [
          "body: conflicting-fields: `body` is not sent by HEAD (name another method, or leave `body` out)"
        ]
      ),
      (
        [("max_redirects", 3), ("follow_redirects", false)],
        [
          "max_redirects: conflicting-fields: `max_redirects` has no use where redirects are not followed "
            + "(leave one of the two out)"
        ]
      ),
      (
        [("basic", nil), ("bearer", nil)],
        [
          "bearer: conflicting-fields: `bearer` and `basic` exclude each other "
            + "(a request authenticates in one way)"
        ]
      ),
      (
        [("headers", ["authorization": "x"]), ("bearer", nil)],
        [
          "bearer: conflicting-fields: `bearer` and `headers.Authorization` exclude each other "
            + "(a request authenticates in one way)"
        ]
      ),
    ]
    for (fields, said) in cases { #expect(check(HTTPProbe.self, fields) == said) }
  }

  @Test func `A client certificate has a key`() {
    let cases: [Case] = [
      (
        [("client_certificate", "c")],
        [
          "client_certificate: missing-field: `client_certificate` needs `client_key` "
            + "(add `client_key:`; a file that holds both is named twice)"
        ]
      ),
      (
        [("client_key", "c")],
        [
          "client_key: missing-field: `client_key` needs `client_certificate` "
            + "(add `client_certificate:`; a file that holds both is named twice)"
        ]
      ),
      (
        [("client_key_password", nil)],
        ["client_key_password: missing-field: `client_key_password` needs `client_key` (add `client_key:`)"]
      ),
      ([("client_certificate", "c"), ("client_key", "k"), ("client_key_password", nil)], []),
    ]
    for (fields, said) in cases { #expect(check(HTTPProbe.self, fields, hasTarget: false) == said) }
  }

  @Test(
    arguments: [
      ("ca_file", "/f"), ("insecure", true), ("resolve", ["h:80:127.0.0.1"]), ("proxy", "http://p:1"),
    ] as [(String, Value)])
  func `An item cannot lead the credentials of a target elsewhere`(name: String, value: Value) throws {
    let said =
      "\(name): conflicting-fields: `\(name)` and `target` exclude each other (set it on the target in the environment)"
    #expect(check(HTTPProbe.self, [(name, value)]) == [said])
    #expect(check(HTTPProbe.self, [("url", "http://h/"), (name, value)], hasTarget: false) == [])
    let fields: ValueMap = [.string(name): value]
    let target = try makeTarget(.http, "http://h/", fields)
    #expect(throws: ProbeError(.invalid, "\(name) belongs to the target, and an item cannot change it")) {
      try makeProbe(HTTPProbe.self, fields, target: target)
    }
    _ = try makeProbe(HTTPProbe.self, ["path": "/"], target: target)
    _ = try makeProbe(HTTPProbe.self, ["url": "http://h/", .string(name): value])
  }

  @Test func `An item cannot name another host to a target`() throws {
    let said =
      "headers: conflicting-fields: `headers.host` and `target` exclude each other "
      + "(set it on the target in the environment)"
    #expect(check(HTTPProbe.self, [("headers", ["host": "other"])]) == [said])
    #expect(
      check(HTTPProbe.self, [("url", "http://h/"), ("headers", ["host": "other"])], hasTarget: false) == [])
    #expect(
      throws: ProbeError(.invalid, "headers.HOST belongs to the target, and an item cannot change it")
    ) {
      try makeProbe(
        HTTPProbe.self, ["headers": ["HOST": "other"]], target: try makeTarget(.http, "http://h/"))
    }
    _ = try makeProbe(
      HTTPProbe.self, [:], target: try makeTarget(.http, "http://h/", ["headers": ["Host": "x"]]))
  }

  @Test func `A client certificate is the target's too`() {
    let fields: [(name: String, value: Value?)] = [
      ("client_certificate", "c"), ("client_key", "k"), ("client_key_password", nil),
    ]
    #expect(
      check(HTTPProbe.self, fields)
        == fields.map {
          "\($0.name): conflicting-fields: `\($0.name)` and `target` exclude each other "
            + "(set it on the target in the environment)"
        })
  }

  @Test func `An action may change something, and sends one body`() {
    #expect(check(HTTPProbe.self, [("method", "POST"), ("json", 1)], isAction: true).isEmpty)
    #expect(
      check(HTTPProbe.self, [("method", "POST"), ("body", "a"), ("form", [:])], isAction: true) == [
        "form: conflicting-fields: `form` and `body` exclude each other (send one of them)"
      ])
    #expect(
      check(HTTPProbe.self, [("url", "http://h/"), ("path", "/")], hasTarget: false) == [
        "url: conflicting-fields: `url` and `path` exclude each other (put the path into the URL)"
      ])
  }

  @Test(arguments: [
    ("sort_key", false), ("author", false), ("X-Authored-By", false), ("partition-key", false),
    ("key", true), ("X-Api-Key", true), ("access_key", true), ("Ocp-Apim-Subscription-Key", true),
    ("X-Functions-Key", true), ("X-Key", true), ("authkey", true), ("X-AuthKey", true),
    ("auth", true), ("X-Auth", true), ("Proxy-Authorization", true), ("authentication", true),
    ("X-OAuth-Token", true), ("sig", true), ("X-Amz-Signature", true),
  ])
  func `Names tell credentials by their words`(name: String, isCredential: Bool) {
    let secrets = HTTPProbe.description.secrets(Fields(["query": [.string(name): "value"]]))
    #expect(secrets.contains("value") == isCredential)
  }

  @Test func `Credentials are secrets wherever they stand`() throws {
    let fields = try Fields.make(
      from: [
        "url": "https://me:p%40ss@h/",
        "headers": [
          "Authorization": "Basic dTpwYXNzd29yZA==", "Cookie": "a=one; b=two", "X-Api-Key": "key",
          "X-Vault-Token": "vault", "Proxy-Authorization": "Bearer tok", "Accept": "text/plain",
        ],
        "proxy": "http://proxyuser:proxypass@p:3128",
      ], fields: HTTPProbe.description.fields)
    let secrets = HTTPProbe.description.secrets(fields)
    for secret in ["p@ss", "dTpwYXNzd29yZA==", "password", "one", "two", "key", "vault", "tok", "proxypass"] {
      #expect(secrets.contains(secret), "\(secret)")
    }
    #expect(!secrets.contains("text/plain"))
    let parameters = try Fields.make(
      from: [
        "path": "/x?token=in%20path&page=2", "query": ["api_key": ["in/query", 4711], "session": true],
        "form": ["password": "in form", "name": "ann"],
      ], fields: HTTPProbe.description.fields)
    let found = HTTPProbe.description.secrets(parameters)
    #expect(
      Set(found) == [
        "in path", "in%20path", "in/query", "in%2Fquery", "4711", "in form", "in%20form",
      ])
    let target = try makeTarget(
      .prometheus, "http://u:targetpass@h", ["headers": ["authorization": "Bearer t2"]])
    #expect(TargetDescription.prometheus.secrets(target) == ["targetpass", "targetpass", "t2"])
    #expect(HTTPProbe.description.fields.first { $0.name == "bearer" }?.isSecret == true)
  }
}
