import Digests
import OCIRegistry
import TestEnvironment
import Testing
import Values

@Suite struct RegistryTests {
  private let files = [("pack.yaml", "name: a/b\n"), ("checklists/b.yaml", "checklist: b\n"), ("empty", "")]

  @Test func whatIsPushedComesBack() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1.0.0")
      let manifest = try await client.pushFiles(files, to: reference)
      let stored = try await client.manifest(reference)
      #expect(stored.bytes == manifest.bytes)
      #expect(stored.digest == manifest.descriptor.digest)
      #expect(stored.mediaType == OCIManifest.mediaType)
      let decoded = try stored.decoded()
      #expect(decoded == manifest)
      for (layer, file) in zip(decoded.layers, files) {
        let bytes = try await client.blob(layer, of: reference, atMost: 1000)
        #expect(bytes == Array(file.1.utf8))
        #expect(layer.title == file.0)
      }
      let pinned = try await client.manifest(reference.pinned(to: stored.digest))
      #expect(pinned.bytes == stored.bytes)
      try await client.push(manifest: manifest, to: reference.tagged("1.0"))
      let tags = try await client.tags(of: reference)
      #expect(tags.sorted() == ["1.0", "1.0.0"])
    }
  }

  @Test func aPinnedManifestStaysWhenItsTagIsPushedAgain() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/pack:1.0.0")
      let first = try await client.pushFiles([("a", "first")], to: reference)
      let second = try await client.pushFiles([("a", "second")], to: reference)
      let tagged = try await client.manifest(reference)
      #expect(tagged.bytes == second.bytes)
      let pinned = try await client.manifest(reference.pinned(to: first.descriptor.digest))
      #expect(pinned.bytes == first.bytes)
    }
  }

  @Test func whatIsNotThereIsSaidInTheRegistrysWords() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1.0.0")
      let tags = await failure { () throws(OCIError) in try await client.tags(of: reference) }
      #expect(
        tags
          == OCIError(
            .notFound,
            "\(registry.name) was asked for the tags of team/pack and answered 404: NAME_UNKNOWN: repository name not"
              + " known to registry; check the registry, the name and the version"))
      let manifest = await failure { () throws(OCIError) in try await client.manifest(reference) }
      #expect(
        manifest.message
          == "\(registry.name) was asked for the manifest \(reference) and answered 404: MANIFEST_UNKNOWN: manifest"
          + " unknown; check the registry, the name and the version")
      let layer = OCIDescriptor(of: [1], mediaType: "m", annotations: [OCIDescriptor.titleKey: "a\u{1B}b"])
      let blob = await failure { () throws(OCIError) in
        try await client.blob(layer, of: reference, atMost: 10)
      }
      #expect(blob.kind == .notFound)
      #expect(
        blob.message.contains(
          "was asked for the blob \(layer.digest) (a b) of team/pack and answered 404: BLOB"))
      let unnamed = try OCIReference(parsing: "\(registry.name)/team/pack")
      let noName = await failure { () throws(OCIError) in try await client.manifest(unnamed) }
      #expect(noName.message == "\(unnamed) names no manifest: add a :tag or an @sha256: digest")
      let other = try OCIReference(parsing: "ghcr.io/a:1")
      let elsewhere = await failure { () throws(OCIError) in try await client.manifest(other) }
      #expect(elsewhere.kind == .invalidRequest)
    }
  }

  @Test func aManifestWithoutItsBlobsIsRefused() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/pack:1")
      let manifest = OCIManifest(artifactType: packType, layers: [OCIDescriptor(of: [1], mediaType: "m")])
      let error = await failure { () throws(OCIError) in
        try await client.push(manifest: manifest, to: reference)
      }
      #expect(error.kind == .notFound || error.kind == .refused)
      #expect(error.message.contains("was asked to take the manifest \(reference) and answered 4"))
      #expect(error.message.contains("BLOB_UNKNOWN"))
    }
  }

  @Test func aBlobThatWasTamperedWithIsRefused() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/pack:1.0.0")
      let manifest = try await client.pushFiles([("a", "good")], to: reference)
      let hex = manifest.layers[0].digest.hex
      let file = "\(registry.dataDirectory)/docker/registry/v2/blobs/sha256/\(hex.prefix(2))/\(hex)/data"
      for (text, fault) in [
        ("evil", "sent another one, whose digest is"), ("evil!", "sent 5 bytes instead of 4"),
      ] {
        let written = try await runCommand(["sh", "-c", #"printf %s "$1" >"$2""#, "sh", text, file])
        try #require(written.exitCode == 0)
        let error = await failure { () throws(OCIError) in
          try await client.blob(manifest.layers[0], of: reference, atMost: 100)
        }
        // The registry may serve the size that it remembers.
        #expect(
          error.kind == .digestMismatch
            && (error.message.contains(fault) || error.message.contains("whose digest is"))
            || error.kind == .unreachable, "\(error)")
      }
    }
  }

  @Test func whatIsLargerThanAllowedIsNotAskedFor() async throws {
    try await withStandIn({ _ in [answer()] }) { bench, server in
      let name = "\(server.endpoint)"
      let client = try bench.client(name)
      let layer = OCIDescriptor(of: content(1001), mediaType: "m")
      let error = await failure { () throws(OCIError) in
        try await client.blob(layer, of: OCIReference(parsing: "\(name)/a:1"), atMost: 1000)
      }
      #expect(error.kind == .tooLarge)
      #expect(server.acceptedConnections == 0)
    }
  }

  @Test func orasPullsWhatWePush() async throws {
    try await withRegistry { bench, registry in
      let client = try bench.client(registry.name)
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1.0.0")
      try await client.pushFiles(files, to: reference)
      let directory = try TemporaryDirectory()
      try await OrasClient.pull("\(reference)", into: directory.path)
      for (name, text) in files { #expect(try directory.read(name) == text) }
    }
  }

  @Test func wePullWhatOrasPushes() async throws {
    try await withRegistry { bench, registry in
      let directory = try TemporaryDirectory()
      try directory.write("name: a/b\n", to: "pack.yaml")
      try directory.write(String(repeating: "long ", count: 20_000), to: "large.txt")
      let reference = try OCIReference(parsing: "\(registry.name)/team/theirs:2.0.0")
      try await OrasClient.push(["pack.yaml", "large.txt"], in: directory.path, to: "\(reference)")
      let client = try bench.client(registry.name)
      let manifest = try await client.manifest(reference).decoded()
      #expect(manifest.layers.map(\.title) == ["pack.yaml", "large.txt"])
      for layer in manifest.layers {
        let bytes = try await client.blob(layer, of: reference, atMost: 1 << 20)
        #expect(try String(decoding: bytes, as: UTF8.self) == directory.read(layer.title ?? ""))
      }
      let tags = try await client.tags(of: reference)
      #expect(tags == ["2.0.0"])
    }
  }
}
