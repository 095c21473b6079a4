import Digests
import OCIRegistry
import TestEnvironment
import Testing
import Values

@Suite struct ReferrerTests {
  private func signature(_ text: String, of subject: OCIDescriptor, type: String = signatureType)
    -> OCIManifest
  {
    OCIManifest(
      artifactType: type, layers: [OCIDescriptor(of: Array(text.utf8), mediaType: "text/plain")],
      subject: subject,
      annotations: ["by": text])
  }

  @Test func theTagIsKeptWhereTheRegistryKnowsNoReferrers() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1.0.0")
      let pack = try await client.pushFiles([("a", "b")], to: reference)
      let pinned = reference.pinned(to: pack.descriptor.digest)
      let none = try await client.referrers(of: pinned)
      #expect(none.isEmpty)
      let manifests = [
        signature("one", of: pack.descriptor), signature("two", of: pack.descriptor),
        signature("three", of: pack.descriptor, type: "application/vnd.example.sbom"),
      ]
      for manifest in manifests {
        try await client.push(blob: Array(manifest.annotations["by", default: ""].utf8), to: reference)
        let digest = try await client.attach(manifest, to: pinned)
        #expect(digest == manifest.descriptor.digest)
      }
      // Once more changes nothing.
      try await client.attach(manifests[0], to: pinned)
      let all = try await client.referrers(of: pinned)
      #expect(all == manifests.map(\.descriptor))
      let signatures = try await client.referrers(of: pinned, artifactType: signatureType)
      #expect(signatures.map(\.digest) == manifests.prefix(2).map(\.descriptor.digest))
      let first = try await client.manifest(reference.pinned(to: signatures[0].digest)).decoded()
      #expect(first.subject?.digest == pack.descriptor.digest)
      let tags = try await client.tags(of: reference)
      #expect(tags.sorted() == ["1.0.0", "sha256-\(pack.descriptor.digest.hex)"])
    }
  }

  @Test func whatAnotherClientSaidInTheIndexStays() async throws {
    let subject = OCIManifest(artifactType: packType, layers: []).descriptor
    let other = #"{"mediaType":"m","digest":"\#(SHA256Digest(of: "x"))","size":1,"platform":{"os":"linux"}}"#
    let index = #"{"schemaVersion":2,"manifests":[\#(other)],"annotations":{"a":"b"},"more":1}"#
    let state = Lock(index)
    try await withStandIn({ request in
      let line = request.prefix { !$0.isNewline }
      if line.hasPrefix("PUT"), line.contains("/manifests/sha256-") {
        let body = request.firstRange(of: "\r\n\r\n").map { String(request[$0.upperBound...]) } ?? ""
        state.withLock { $0 = body }
        return [answer("201 Created")]
      }
      if line.hasPrefix("PUT") { return [answer("201 Created")] }
      let text = state.withLock { $0 }
      return [answer("200 OK", ["Content-Type: application/vnd.oci.image.index.v1+json"], text)]
    }) { bench, server in
      let name = "\(server.endpoint)"
      let reference = try OCIReference(parsing: "\(name)/pack").pinned(to: subject.digest)
      let manifest = signature("one", of: subject)
      try await bench.client(name).attach(manifest, to: reference)
      let kept = state.withLock { $0 }
      #expect(kept.hasPrefix(#"{"schemaVersion":2,"manifests":[\#(other),{"mediaType":"#))
      #expect(kept.contains("\(manifest.descriptor.digest)"))
      #expect(kept.hasSuffix(#""annotations":{"a":"b"},"more":1}"#))
    }
  }

  @Test func aRegistryThatKnowsReferrersIsAskedForThem() async throws {
    let subject = OCIManifest(artifactType: packType, layers: []).descriptor
    func entry(_ text: String, _ type: String) -> String {
      #"{"mediaType":"m","digest":"\#(SHA256Digest(of: text))","size":1,"artifactType":"\#(type)"}"#
    }
    let pages = [entry("1", signatureType), entry("2", "other")].map {
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[\#($0)]}"#
    }
    try await withStandIn({ request in
      let line = request.prefix { !$0.isNewline }
      if line.hasPrefix("PUT") { return [answer("201 Created", ["OCI-Subject: \(subject.digest)"])] }
      let isLast = line.contains("page=2")
      let link = "Link: </v2/pack/referrers/\(subject.digest)?page=2>; rel=\"next\""
      return [answer("200 OK", isLast ? [] : [link], pages[isLast ? 1 : 0])]
    }) { bench, server in
      let name = "\(server.endpoint)"
      let client = try bench.client(name)
      let reference = try OCIReference(parsing: "\(name)/pack").pinned(to: subject.digest)
      try await client.attach(signature("one", of: subject), to: reference)
      let all = try await client.referrers(of: reference)
      #expect(all.map(\.artifactType) == [signatureType, "other"])
      // The filter is applied here too: a registry need not.
      let signatures = try await client.referrers(of: reference, artifactType: signatureType)
      #expect(signatures.map(\.digest) == [SHA256Digest(of: "1")])
      server.stop()
      let lines = await server.requests.reduce(into: []) { $0.append(String($1.prefix { !$0.isNewline })) }
      try #require(lines.count == 5)
      #expect(
        lines[3]
          == "GET /v2/pack/referrers/\(subject.digest)?artifactType=application%2Fvnd.example.signature.v1"
          + " HTTP/1.1")
    }
  }

  @Test func onlyAManifestOfThisSubjectIsAttached() async throws {
    try await withBench { bench in
      let client = try bench.client("127.0.0.1:1")
      let subject = OCIManifest(artifactType: packType, layers: []).descriptor
      let tagged = try OCIReference(parsing: "127.0.0.1:1/pack:1")
      let unpinned = await failure { () throws(OCIError) in try await client.referrers(of: tagged) }
      #expect(unpinned.message == "127.0.0.1:1/pack:1 names no manifest by its digest: add @sha256:")
      let error = await failure { () throws(OCIError) in
        try await client.attach(
          OCIManifest(artifactType: packType, layers: []), to: tagged.pinned(to: subject.digest))
      }
      #expect(error.message.hasSuffix("has another subject"))
    }
  }
}
