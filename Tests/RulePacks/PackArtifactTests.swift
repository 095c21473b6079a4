import Digests
import OCIRegistry
import Testing

@testable import RulePacks

/// What a registry tells of a pack, before any of its files is asked for.
struct PackArtifactTests {
  private func layer(_ title: String?, size: Int = 1) -> OCIDescriptor {
    OCIDescriptor(
      mediaType: PackArtifact.fileType, digest: SHA256Digest(of: "x"), size: size,
      annotations: title.map { [OCIDescriptor.titleKey: $0] } ?? [:])
  }

  private func reason(_ layers: OCIDescriptor...) -> String? {
    let error = refusal { try PackArtifact.checkFiles(layers, of: "oci://r/x") }
    #expect(error == nil || error?.kind == .untrusted)
    return error?.message
  }

  @Test func layersAreFiles() {
    #expect(reason() == nil && reason(layer("pack.yaml"), layer("a/b.yaml")) == nil)
    #expect(reason(layer("a"), layer("b"), layer("a")) == "oci://r/x is refused: it has the file a twice")
  }

  @Test(arguments: [nil, "", "../x", "/etc/passwd", "a\u{1B}[2J", "vendor/o/a/b", ".git/config"])
  func otherTitlesAreRefused(title: String?) throws {
    let message = try #require(reason(layer("pack.yaml"), layer(title)))
    #expect(message.hasPrefix("oci://r/x is refused: the file \""), "\(message)")
    #expect(message.utf8.allSatisfy { $0 >= 0x20 }, "\(message)")
  }

  @Test func sizesAreBoundedWhateverIsTold() {
    #expect(reason(layer("a", size: PackContent.mostFileBytes)) == nil)
    for size in [PackContent.mostFileBytes + 1, Int.max] {
      #expect(
        reason(layer("a"), layer("b", size: size)) == "oci://r/x is refused: b or all of it is too large")
    }
    let large = (0...16).map { layer("a\($0)", size: PackContent.mostFileBytes) }
    #expect(refusal { try PackArtifact.checkFiles(large, of: "x") } != nil)
    let many = (0...PackContent.mostFiles).map { layer("a\($0)", size: 0) }
    #expect(refusal { try PackArtifact.checkFiles(many, of: "x") } != nil)
    #expect(refusal { try PackArtifact.checkFiles(Array(many.dropLast()), of: "x") } == nil)
  }
}
