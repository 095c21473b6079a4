internal import Checklists
internal import Values

/// A folder that has one version of a pack: the one that stands in it.
struct DirectoryProvider: PackProvider {
  let path: String

  func candidates() async throws(PackError) -> [PackCandidate] {
    [PackCandidate(version: nil, tag: nil, revision: .folder)]
  }

  func fetch(
    _ candidate: PackCandidate, named name: PackName?, _ policy: SignaturePolicy
  ) async throws(PackError) -> FetchedPack {
    let what = "the pack in \(path)"
    let content = try PackFolder(path: path).content(of: what)
    return FetchedPack(content: content, revision: .folder, signatures: try signatures(what))
  }

  private func signatures(_ what: String) throws(PackError) -> [PackSignature] {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try RegularFile.read("\(path)/\(PackSignature.fileName)", atMost: 1 << 20)
    } catch {
      if error.isMissing { return [] }
      throw PackError(.untrusted, "the signature of \(what) cannot be read: \(error.message)")
    }
    return [try PackSignature(bytes, of: what)]
  }
}
