import Digests
import OCIRegistry
import Testing

@Suite struct ManifestTests {
  private static let type = "application/vnd.example.pack.v1"
  private static let digest = "sha256:" + String(repeating: "0", count: 64)
  private static let descriptor = #"{"mediaType":"m","digest":"\#(digest)","size":1}"#

  private func layer(_ text: String, _ title: String) -> OCIDescriptor {
    OCIDescriptor(
      of: Array(text.utf8), mediaType: "text/plain", annotations: [OCIDescriptor.titleKey: title])
  }

  @Test func theSameManifestGivesTheSameBytes() throws {
    let manifest = OCIManifest(
      artifactType: Self.type, layers: [layer("a", "pack.yaml"), layer("b", "checklists/b.yaml")],
      annotations: ["z": "1", "b": "2", "a": "3"])
    let text = String(decoding: manifest.bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"\#(Self.type)","#
          + #""config":{"mediaType":"application/vnd.oci.empty.v1+json","#
          + #""digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"#
          + #""layers":[{"mediaType":"text/plain","digest":"sha256:"#))
    #expect(text.hasSuffix(#""annotations":{"a":"3","b":"2","z":"1"}}"#))
    let again = try OCIManifest(decoding: manifest.bytes)
    #expect(again == manifest)
    #expect(again.bytes == manifest.bytes)
    #expect(again.layers.map(\.title) == ["pack.yaml", "checklists/b.yaml"])
    #expect(manifest.descriptor.digest == SHA256Digest(of: manifest.bytes))
  }

  @Test func aSubjectComesBack() throws {
    let subject = OCIManifest(artifactType: Self.type, layers: []).descriptor
    let manifest = OCIManifest(
      artifactType: "application/vnd.example.signature", layers: [], subject: subject)
    let again = try OCIManifest(decoding: manifest.bytes)
    #expect(again.subject?.digest == subject.digest)
    #expect(again.subject?.artifactType == Self.type)
  }

  @Test func unknownFieldsArePassedOverAndTitlesAreHandedOutAsTheyStand() throws {
    let text = """
      {"schemaVersion": 2, "new": [1], "config": \(Self.descriptor), "subject": null,
       "layers": [{"mediaType": "m", "digest": "\(Self.digest)", "size": 1, "urls": [],
                   "annotations": {"org.opencontainers.image.title": "../../etc/passwd"}}]}
      """
    let manifest = try OCIManifest(decoding: Array(text.utf8))
    #expect(manifest.layers[0].title == "../../etc/passwd")
    #expect(manifest.artifactType == nil && manifest.subject == nil)
    #expect(manifest.descriptor.artifactType == "m")
  }

  @Test(arguments: [
    ("", "m is not JSON: the text ends where a value should stand (at byte 0)"),
    ("[]", "m cannot be used: expected an object, not a list"),
    (#"{"schemaVersion":2,"schemaVersion":2}"#, "m is not JSON: the key \"schemaVersion\" stands twice"),
    (#"{"schemaVersion":1}"#, "m cannot be used: expected `schemaVersion` 2"),
    (
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#,
      "m cannot be used: it is `application/vnd.oci.image.index.v1+json`, not"
    ),
    (#"{"schemaVersion":2,"manifests":[],"layers":[]}"#, "m cannot be used: it has both"),
    (#"{"schemaVersion":2}"#, "m cannot be used: expected an object `config`"),
    (#"{"schemaVersion":2,"config":\#(descriptor)}"#, "m cannot be used: expected a list `layers`"),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[],"Layers":[]}"#,
      "m cannot be used: the key `Layers` differs from `layers` only in case"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[{"Digest":"x"}]}"#,
      "m cannot be used: the key `Digest` differs from `digest` only in case"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[{"digest":"\#(digest)","size":1}]}"#,
      "m cannot be used: expected a string `layers[0].mediaType`"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[{"mediaType":"m","digest":"sha512:0","size":1}]}"#,
      "m cannot be used: `layers[0].digest` must be sha256: and 64"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[{"mediaType":"m","digest":"\#(digest)","size":-1}]}"#,
      "m cannot be used: `layers[0].size` must be a number of bytes"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[{"mediaType":"m","digest":"\#(digest)","size":1.5}]}"#,
      "m cannot be used: `layers[0].size` must be a number of bytes"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[],"annotations":{"a":1}}"#,
      "m cannot be used: `annotations` must hold strings"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[],"annotations":{"\#u{E9}":"1","e\#u{301}":"2"}}"#,
      "m cannot be used: `annotations` has a name twice"
    ),
    (
      #"{"schemaVersion":2,"config":\#(descriptor),"layers":[],"artifactType":7}"#,
      "m cannot be used: `artifactType` must be a string"
    ),
  ])
  func malformed(text: String, message: String) {
    let error = #expect(throws: OCIError.self) {
      try OCIManifest(decoding: Array(text.utf8), what: "m")
    }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test func whatIsTooLargeIsRefused() {
    let large = [UInt8](repeating: 0x20, count: OCIManifest.largest + 1)
    let error = #expect(throws: OCIError.self) { try OCIManifest(decoding: large, what: "m") }
    #expect(error?.kind == .tooLarge)
    let many = Array(repeating: Self.descriptor, count: OCIManifest.mostEntries + 1).joined(separator: ",")
    let text = #"{"schemaVersion":2,"config":\#(Self.descriptor),"layers":[\#(many)]}"#
    let other = #expect(throws: OCIError.self) { try OCIManifest(decoding: Array(text.utf8), what: "m") }
    #expect(other?.message == "m cannot be used: `layers` has 10001 entries, of which 10000 are allowed")
  }
}
