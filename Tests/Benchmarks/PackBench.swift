internal import TestEnvironment

/// A hundred packs of a hundred items each, from the cache with every digest checked, against linting the same items as
/// plain files.
enum PackBench {
  private static let count = 100

  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    report.heading("lint of 100 packs of 100 items each, from the cache")
    let folder = tools.folder
    for number in 0..<count {
      let checklist = LintBench.checklist("security", items: 100)
      try folder.write(checklist, to: "repository/p\(number)/security.yaml")
      try folder.write(
        "checkctl: 1\npack: bench/p\(number)\nversion: 1.0.0\n", to: "repository/p\(number)/pack.yaml")
      try folder.write(
        LintBench.checklist("p\(number)", items: 100), to: "files/checklists/p\(number).yaml")
    }
    let repository = folder.path(of: "repository")
    _ = try Usage.of([
      "sh", "-c",
      "cd \(repository) && git init -q . && git add . && git -c user.name=b -c user.email=b@b commit -qm b && git tag v1.0.0",
    ])
    let names = (0..<count).map { "p\($0)" }
    let sources = names.map { "  bench/\($0): {source: {git: \"file://\(repository)\", path: \($0)}}\n" }
    try folder.write("checkctl: 1\npacks:\n" + sources.joined(), to: "packs/checklists/checkctl.yaml")
    try writeMain("packs") { "bench/\($0)/security" }
    try writeMain("files") { "\($0).yaml" }
    let variables = ["XDG_CACHE_HOME": folder.path(of: "cache")]
    let (packs, files) = (folder.path(of: "packs"), folder.path(of: "files"))
    _ = try Usage.of([tools.checkctl, "pack", "update", "-C", packs], adding: variables)
    let both = try tools.measure(
      [[tools.checkctl, "lint", "main", "-C", packs], [tools.checkctl, "lint", "main", "-C", files]],
      adding: variables)
    report.figures("as packs", both[0])
    report.figures("as plain files", both[1])
    report.compare("wall against plain files", both[0].wall / both[1].wall, bar: 2)
    report.compare("CPU against plain files", both[0].cpu / both[1].cpu, bar: 2)

    func writeMain(_ project: String, _ use: (String) -> String) throws {
      let includes = names.map { "  - {use: \(use($0)), as: \($0)}\n" }.joined()
      try folder.write(
        "checkctl: 1\nchecklist: main\ntitle: All\ninclude:\n" + includes,
        to: "\(project)/checklists/main.yaml")
    }
  }
}
