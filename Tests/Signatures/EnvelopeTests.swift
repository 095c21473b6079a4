import Signatures
import TestEnvironment
import Testing
import Values

@Suite struct EnvelopeTests {
  private let payload = Array("hello world".utf8)
  private let type = "http://example.com/HelloWorld"

  /// The text of an envelope with `change` made to it.
  private func changed(
    _ envelope: Envelope, _ change: (inout ValueMap) -> Void
  ) throws -> Envelope {
    var map = try #require(try parseJSON(envelope.json).map)
    change(&map)
    return try Envelope(json: Array(Value.map(map).json.utf8))
  }

  @Test func itIsReadAsItWasWritten() throws {
    let key = try SigningKey()
    let envelope = try Envelope.sign(payload: payload, type: type, with: [key])
    let again = try Envelope(json: envelope.json)
    #expect(again == envelope)
    #expect(again.json == envelope.json)
    #expect(again.payload == payload && again.payloadType == type)
    #expect(again.verify(with: [key.verifyingKey]) == [key.verifyingKey])
    #expect(again.signatures.map(\.keyID) == [key.verifyingKey.keyID])
    let text = String(decoding: envelope.json, as: UTF8.self)
    #expect(text.hasPrefix(#"{"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld","#))
  }

  @Test func onlyThoseWhoSignedAreNamedEachOnce() throws {
    let (first, second, other) = (try SigningKey(), try SigningKey(), try SigningKey())
    let envelope = try Envelope.sign(payload: payload, type: type, with: [first, second, first])
    let keys = [other, second, first, second].map(\.verifyingKey)
    #expect(envelope.verify(with: keys) == [second.verifyingKey, first.verifyingKey])
    #expect(envelope.verify(with: [other.verifyingKey]).isEmpty)
    #expect(envelope.verify(with: []).isEmpty)
  }

  @Test func theNameOfAKeyIsOnlyAHint() throws {
    let (key, other) = (try SigningKey(), try SigningKey())
    let envelope = try Envelope.sign(payload: payload, type: type, with: [key])
    let signature: Value = .string(base64(envelope.signatures[0].bytes))
    let hints: [Value] = [
      ["sig": signature], ["keyid": .null, "sig": signature], ["keyid": "", "sig": signature],
      ["keyid": .string(other.verifyingKey.keyID), "sig": signature],
    ]
    for hint in hints {
      let hinted = try changed(envelope) { $0["signatures"] = .list([hint]) }
      #expect(hinted.verify(with: [other.verifyingKey, key.verifyingKey]) == [key.verifyingKey])
    }
  }

  @Test func whatWasTamperedWithDoesNotVerify() throws {
    let key = try SigningKey()
    let envelope = try Envelope.sign(payload: payload, type: type, with: [key])
    let keys = [key.verifyingKey]
    let changes: [(inout ValueMap) -> Void] = [
      { $0["payload"] = .string(base64(Array("hello World".utf8))) },
      { $0["payload"] = "" },
      { $0["payloadType"] = "http://example.com/HelloWorlds" },
      { $0["payloadType"] = "" },
      // The end of the type moved to the beginning of the payload.
      {
        $0["payloadType"] = "http://example.com/HelloWorl"
        $0["payload"] = .string(base64(Array("d 11 hello world".utf8)))
      },
      { $0["signatures"] = [["sig": .string(base64([UInt8](repeating: 0, count: 64)))]] },
      { $0["signatures"] = [["sig": ""]] },
    ]
    for change in changes { #expect(try changed(envelope, change).verify(with: keys).isEmpty) }
  }

  @Test func opensslSignsWhatWeVerify() async throws {
    let directory = try TemporaryDirectory()
    let key = try SigningKey()
    let file = try directory.write(key.pem, to: "key.pem", permissions: 0o600)
    // The pre-authentication encoding, as the specification of DSSE has it for this payload.
    let encoding = "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    let message = try directory.write(encoding, to: "message")
    let script = #"openssl pkeyutl -sign -rawin -inkey "$1" -in "$2" | openssl base64 -A"#
    let signature = try await runCommand(["sh", "-c", script, "sh", file, message]).stdout
    let json = """
      {"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "more": {"a": [1]},
       "signatures": [{"keyid": "me", "sig": "\(signature)", "cert": "unknown"}]}
      """
    let envelope = try Envelope(json: Array(json.utf8))
    #expect(envelope.verify(with: [key.verifyingKey]) == [key.verifyingKey])
    let ours = try Envelope.sign(payload: payload, type: type, with: [key])
    #expect(base64(ours.signatures[0].bytes) == signature)
  }

  @Test func bothAlphabetsOfBase64AreRead() throws {
    let json = #"{"payload":"-_8=","payloadType":"t","signatures":[{"sig":"+/8="}]}"#
    let envelope = try Envelope(json: Array(json.utf8))
    #expect(envelope.payload == [0xFB, 0xFF])
    #expect(envelope.signatures[0].bytes == [0xFB, 0xFF])
  }

  @Test(arguments: [
    ("[]", "e: expected an object, not a list"),
    ("{", "e: not JSON: a key in quotes should stand here (at byte 1)"),
    (#"{"payload":"","payload":""}"#, "e: not JSON: the key \"payload\" stands twice in one object"),
    (#"{"payload":""}"#, "e: expected a string `payloadType`"),
    (#"{"payloadType":"t"}"#, "e: expected a string `payload`"),
    (#"{"payloadType":"t","payload":"YQ"}"#, "e: `payload` is not base64 by RFC 4648 with padding"),
    (#"{"payloadType":"t","payload":"YR=="}"#, "e: `payload` is not base64 by RFC 4648 with padding"),
    (#"{"payloadType":"t","payload":"YQ=\n="}"#, "e: `payload` is not base64 by RFC 4648 with padding"),
    (#"{"payloadType":"t","payload":"-/8="}"#, "e: `payload` is not base64 by RFC 4648 with padding"),
    (#"{"payloadType":"t","payload":""}"#, "e: expected a list `signatures`"),
    (#"{"payloadType":"t","payload":"","signatures":[]}"#, "e: `signatures` is empty: nobody signed it"),
    (#"{"payloadType":"t","payload":"","signatures":[1]}"#, "e: `signatures[0]` must be an object"),
    (#"{"payloadType":"t","payload":"","signatures":[{}]}"#, "e: expected a string `signatures[0].sig`"),
    (
      #"{"payloadType":"t","payload":"","signatures":[{"sig":"YQ==","sig":""}]}"#,
      "e: not JSON: the key \"sig\" stands twice in one object"
    ),
    (
      #"{"payloadType":"t","payload":"","signatures":[{"sig":"x"}]}"#,
      "e: `signatures[0].sig` is not base64 by RFC 4648 with padding"
    ),
    (
      #"{"payloadType":"t","payload":"","signatures":[{"keyid":1,"sig":""}]}"#,
      "e: `signatures[0].keyid` must be a string"
    ),
  ])
  func malformedEnvelopes(text: String, message: String) {
    #expect(fault { try Envelope(json: Array(text.utf8), what: "e") }.hasPrefix(message))
  }

  @Test func whatIsTooLargeIsRefused() {
    let large = [UInt8](repeating: 0x20, count: Envelope.largest + 1)
    #expect(fault { try Envelope(json: large, what: "e") } == "e: larger than 1 MiB")
    let many = Array(repeating: #"{"sig":""}"#, count: 65).joined(separator: ",")
    let json = #"{"payloadType":"t","payload":"","signatures":[\#(many)]}"#
    #expect(
      fault { try Envelope(json: Array(json.utf8), what: "e") } == "e: 65 signatures, of which 64 are allowed"
    )
    #expect(
      fault { try Envelope.sign(payload: [], type: "t", with: []) }
        == "an envelope needs at least one key to be signed with")
  }
}
