import Checklists
import Diagnostics
import ProbeKit
import Probes
import RulePacks
import Values

/// A `pack.yaml`: what it says, or what is wrong with it.
struct PackTarget: FuzzTarget {
  static let name = "pack"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let registry = ProbeRegistry(BuiltInProbes.all)

  init() throws {
    samples = try Corpus.samples("packs")
    tokens = try Corpus.tokens("pack", "yaml")
  }

  func feed(_ input: [UInt8]) throws {
    let reader = PackReader(registry: registry)
    guard let manifest = reader.manifest(input, path: PackManifest.fileName) else {
      return try expect(!reader.diagnostics.all.isEmpty, "refused without a word")
    }
    for requirement in manifest.packs {
      try expect(requirement.source?.isSound ?? true, "a source that leads astray")
    }
    for need in manifest.needs ?? [] {
      try expect(Grants.listed(manifest.needs ?? []).covers(need), "what is listed does not cover \(need)")
    }
  }
}

/// A `checkctl.yaml`: what it says, and what it says when it was changed.
struct ProjectTarget: FuzzTarget {
  static let name = "project"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let registry = ProbeRegistry(BuiltInProbes.all)

  init() throws {
    samples = try Corpus.samples("projects")
    tokens = try Corpus.tokens("pack", "yaml")
  }

  func feed(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    guard let file = read(text), let name = PackName("o/a") else { return }
    let others = file.packs.map(\.requirement.name).filter { $0 != name }
    var editor = ProjectFileEditor(text)
    let entry = ProjectFileEditor.Entry(
      name: name, source: .directory("../new"), version: "^9.0", grants: .listed([.command("df")]))
    if editor.put(entry) {
      guard let changed = read(editor.text) else { throw Finding("broken: \(editor.text)") }
      try expect(changed[name]?.source == entry.source, "not put: \(editor.text)")
      try expect(changed[name]?.grants == entry.grants, "not granted: \(editor.text)")
      try expect(Set(changed.packs.map(\.requirement.name)) == Set(others + [name]), "lost: \(editor.text)")
      try expect(changed.signatures.count == file.signatures.count, "lost: \(editor.text)")
      try expect(editor.remove(name), "not to be removed: \(editor.text)")
    }
    guard editor.remove(name) || editor.text != text else { return }
    guard let changed = read(editor.text) else { throw Finding("broken: \(editor.text)") }
    try expect(changed.packs.map(\.requirement.name).filter { $0 != name } == others, "lost: \(editor.text)")
  }

  private func read(_ text: String) -> ProjectFile? {
    PackReader(registry: registry).projectFile(text, in: ".")
  }
}

/// A `checkctl.lock`: what is read is written and read again as the same.
struct LockTarget: FuzzTarget {
  static let name = "lock"
  let samples: [Sample]
  let tokens: [[UInt8]]

  init() throws {
    samples = try Corpus.samples("locks")
    tokens = try Corpus.tokens("pack", "json")
  }

  func feed(_ input: [UInt8]) throws {
    let lock: LockFile
    do throws(PackError) {
      lock = try LockFile(input, path: LockFile.fileName)
    } catch {
      return try expect(error.kind == .invalid && !error.message.isEmpty, "refused without a message")
    }
    let again = try LockFile(Array(lock.text.utf8), path: LockFile.fileName)
    try expect(again.packs == lock.packs && again.text == lock.text, "read again it says something else")
    for pack in lock.packs.values { try expect(pack.source.isSound, "a source that leads astray") }
  }
}
