import Checklists
import Digests
import SemanticVersions
import Signatures
import TestEnvironment
import Testing
import Values

@testable import RulePacks

/// Who signed a pack, and who had to.
struct SignatureTests {
  private let (trusted, other): (SigningKey, SigningKey)
  private let statement: PackSignature.Statement
  private let team: Team

  init() throws {
    (trusted, other) = (try SigningKey(), try SigningKey())
    team = try Team("")
    statement = .init(
      name: try packName("o/a"), version: SemanticVersion(1, 2, 3), content: SHA256Digest(of: "content"),
      manifest: SHA256Digest(of: "manifest"))
  }

  private func policy(_ rules: String) throws -> SignaturePolicy {
    try team.say(rules)
    try team.folder.write(trusted.verifyingKey.pem, to: "checklists/keys/trusted.pem")
    try team.folder.write(other.verifyingKey.pem, to: "checklists/keys/other.pem")
    return try team.signaturePolicy()
  }

  private var subject: SignaturePolicy.Subject {
    .init(
      name: statement.name, version: statement.version, content: statement.content,
      manifest: statement.manifest)
  }

  private let rule = "signatures: {o/a: [keys/trusted.pem]}\n"

  private func changed(
    name: String = "o/a", version: String = "1.2.3", content: String = "content",
    manifest: String = "manifest"
  ) throws -> PackSignature.Statement {
    .init(
      name: try packName(name), version: try RulePacksTests.version(version),
      content: SHA256Digest(of: content),
      manifest: SHA256Digest(of: manifest))
  }

  @Test func aSignatureIsReadAsItWasWritten() throws {
    let signature = try PackSignature.sign(statement, with: trusted)
    let again = try PackSignature(Array(signature.text.utf8), of: "it")
    #expect(again.statement == statement)
    #expect(again.signers == [trusted.verifyingKey.keyID])
    #expect(
      String(decoding: again.envelope.payload, as: UTF8.self)
        == "{\"pack\":\"o/a\",\"version\":\"1.2.3\",\"content\":\"\(statement.content)\",\"manifest\":\"\(statement.manifest)\"}"
    )
  }

  @Test func anotherSignatureOverTheSameStaysAndOneOverSomethingElseGoes() throws {
    let first = try PackSignature.sign(statement, with: trusted)
    let both = try PackSignature.sign(statement, with: other, beside: first)
    #expect(both.signers == [trusted, other].map(\.verifyingKey.keyID))
    let next = try PackSignature.sign(try changed(version: "1.2.4"), with: other, beside: first)
    #expect(next.signers == [other.verifyingKey.keyID])
  }

  @Test(arguments: ["", "{}", "[]", "x", "{\"payload\":\"\",\"payloadType\":\"x\",\"signatures\":[]}"])
  func whatIsNoEnvelopeIsRefused(text: String) {
    let error = refusal { try PackSignature(Array(text.utf8), of: "the pack o/a") }
    #expect(error?.kind == .untrusted)
    #expect(error?.message.hasPrefix("the signature of the pack o/a cannot be read: ") == true)
  }

  @Test(arguments: [
    ("application/json", #"{"pack":"o/a"}"#), (PackSignature.payloadType, "x"),
    (PackSignature.payloadType, "{}"),
    (PackSignature.payloadType, #"{"pack":"O/a","version":"1.0.0"}"#),
  ])
  func anEnvelopeOverSomethingElseIsRefused(type: String, payload: String) throws {
    let envelope = try Envelope.sign(payload: Array(payload.utf8), type: type, with: [trusted])
    let error = refusal { try PackSignature(envelope.json, of: "it") }
    #expect(error?.message == "the signature of it is none over a pack")
  }

  @Test func theRuleOfTheNameGoesFirstThenOfTheOrganisation() throws {
    let rules = "signatures: {\"*\": [a], o/*: [b], o/a: [c]}\n"
    let file = try Team(rules).file()
    func keys(_ name: String) throws -> [String]? { file.signatureRule(for: try packName(name))?.keys }
    #expect(try keys("o/a") == ["c"] && keys("o/b") == ["b"] && keys("p/a") == ["a"] && keys("oo/a") == ["a"])
    #expect(try Team("signatures: {o/*: [b]}\n").file().signatureRule(for: packName("p/a")) == nil)
  }

  @Test func theMoreGeneralRuleDoesNotLoosenTheOther() throws {
    let both = try policy("signatures: {o/*: [keys/other.pem], o/a: [keys/trusted.pem]}\n")
    let signature = try PackSignature.sign(statement, with: other)
    #expect(refusal { try both.accepted([signature], of: subject) }?.kind == .untrusted)
  }

  @Test func oneTrustedSignatureOfSeveralWillDo() throws {
    let policy = try policy(rule)
    let (good, bad) = (
      try PackSignature.sign(statement, with: trusted), try PackSignature.sign(statement, with: other)
    )
    #expect(try policy.accepted([good], of: subject)?.signers == good.signers)
    #expect(try policy.accepted([bad, good], of: subject)?.signers == good.signers)
    let both = try PackSignature.sign(statement, with: other, beside: good)
    #expect(try policy.accepted([both], of: subject)?.signers.count == 2)
    let either = try self.policy("signatures: {o/a: [keys/other.pem, keys/trusted.pem]}\n")
    #expect(try either.accepted([good], of: subject) != nil)
    #expect(try either.accepted([bad], of: subject) != nil)
  }

  @Test func noneAndTheWrongKeyAreNamed() throws {
    let policy = try policy(rule)
    let none = try #require(refusal { try policy.accepted([], of: subject) })
    #expect(none.kind == .untrusted)
    #expect(
      none.lines == [
        "the pack o/a 1.2.3 is not signed", "checkctl.yaml wants `o/a` signed by keys/trusted.pem",
      ])
    let signature = try PackSignature.sign(statement, with: other)
    let wrong = try #require(refusal { try policy.accepted([signature], of: subject) })
    #expect(
      wrong.lines == [
        "the pack o/a 1.2.3 is not signed by a key that is trusted for it",
        "it says that it is signed by \(other.verifyingKey.keyID)",
        "checkctl.yaml wants `o/a` signed by keys/trusted.pem",
      ])
  }

  /// A key that an envelope names is only a hint.
  @Test func aNamedKeyIsNoSignature() throws {
    let signature = try PackSignature.sign(statement, with: other)
    let forged = signature.text.replacing(other.verifyingKey.keyID, with: trusted.verifyingKey.keyID)
    let policy = try policy(rule)
    let error = refusal {
      try policy.accepted([try PackSignature(Array(forged.utf8), of: "it")], of: subject)
    }
    #expect(error?.kind == .untrusted)
    let nameless = signature.text.replacing("\"keyid\":\"\(other.verifyingKey.keyID)\",", with: "")
    let hidden = try #require(
      refusal { try policy.accepted([try PackSignature(Array(nameless.utf8), of: "it")], of: subject) })
    #expect(hidden.details == ["checkctl.yaml wants `o/a` signed by keys/trusted.pem"])
  }

  @Test(arguments: ["name", "version", "content", "manifest"])
  func aStatementOverSomethingElseIsRefused(part: String) throws {
    let statement =
      switch part {
      case "name": try changed(name: "o/b")
      case "version": try changed(version: "1.2.4")
      case "content": try changed(content: "x")
      default: try changed(manifest: "x")
      }
    let signature = try PackSignature.sign(statement, with: trusted)
    let error = try #require(refusal { try policy(rule).accepted([signature], of: subject) })
    #expect(error.kind == .untrusted)
    #expect(error.message == "the pack o/a 1.2.3 bears a signature over something else")
    // Without a rule it does not count as one either.
    #expect(try policy("").accepted([signature], of: subject) == nil)
  }

  @Test func whatIsNotKnownYetIsNotCompared() throws {
    let signature = try PackSignature.sign(statement, with: trusted)
    let early = SignaturePolicy.Subject(
      name: statement.name, version: statement.version, manifest: statement.manifest)
    #expect(try policy(rule).accepted([signature], of: early) != nil)
  }

  @Test(arguments: [
    ("missing.pem", "No such file or directory"), ("keys", "not a regular file"), ("bad.pem", "no PEM"),
    ("private.pem", "this is a private key where a public one should stand"),
  ])
  func aKeyThatCannotBeReadIsNamed(file: String, reason: String) throws {
    let team = try Team("signatures: {o/a: [\(file)]}\n")
    try team.folder.makeDirectory("checklists/keys")
    try team.folder.write("x", to: "checklists/bad.pem")
    try team.folder.write(trusted.pem, to: "checklists/private.pem")
    let signature = try PackSignature.sign(statement, with: trusted)
    let error = try #require(
      refusal { try team.signaturePolicy().accepted([signature], of: subject) })
    #expect(error.kind == .invalid)
    #expect(
      error.message.hasPrefix(
        "the key \(team.directory)/\(file) that must sign `o/a` cannot be read: "), "\(error.message)")
    #expect(error.message.contains(reason), "\(error.message)")
  }

  @Test func opensslVerifiesWhatIsSignedAndItsKeysAreRead() async throws {
    let folder = try TemporaryDirectory()
    let made = try await runCommand(
      ["sh", "-c", "openssl genpkey -algorithm ed25519 -out key && openssl pkey -in key -pubout -out pub"],
      in: folder.path)
    try #require(made.exitCode == 0, "\(made.stderr)")
    let signature = try PackSignature.sign(statement, with: try SigningKey(pem: try folder.read("key")))
    let team = try Team("signatures: {\"*\": [\(folder.path(of: "pub"))]}\n")
    #expect(try team.signaturePolicy().accepted([signature], of: subject) != nil)
    let payload = String(decoding: signature.envelope.payload, as: UTF8.self)
    let type = signature.envelope.payloadType
    try folder.write("DSSEv1 \(type.utf8.count) \(type) \(payload.utf8.count) \(payload)", to: "message")
    try folder.write(base64(signature.envelope.signatures[0].bytes), to: "signature")
    let shell =
      "base64 -d signature > raw && openssl pkeyutl -verify -pubin -inkey pub -rawin -in message -sigfile raw"
    let verified = try await runCommand(["sh", "-c", shell], in: folder.path)
    #expect(verified.exitCode == 0, "\(verified.stdout)\(verified.stderr)")
  }

  /// The whole of it: a folder that is signed, pinned, and tampered with.
  @Test func aRunHoldsToTheRule() async throws {
    let team = try Team("packs: {o/a: {source: ../a}}\nsignatures: {o/a: [../pub]}\n")
    try team.folder.write(trusted.verifyingKey.pem, to: "pub")
    try team.folder.write(manifest("o/a", "1.0.0"), to: "a/pack.yaml")
    #expect(await refusal { try await team.update() }?.message == "the pack o/a 1.0.0 is not signed")
    let publisher = try PackPublisher(
      directory: team.folder.path(of: "a"), registry: team.registry, redactor: Redactor())
    _ = try publisher.sign(with: trusted)
    try team.take(try await team.update())
    #expect(try team.library().packs.count == 1)
    // The keys of the project count when it runs, not when it was pinned.
    try team.folder.write(other.verifyingKey.pem, to: "pub")
    let error = try #require(refusal { try team.library() })
    #expect(error.message == "the pack o/a 1.0.0 is not signed by a key that is trusted for it")
    try team.folder.write(trusted.verifyingKey.pem, to: "pub")
    try team.folder.write(manifest("o/a", "1.0.0") + "# changed\n", to: "a/pack.yaml")
    let changed = try #require(await refusal { try await team.update() })
    #expect(changed.message == "the pack o/a 1.0.0 bears a signature over something else")
  }
}
