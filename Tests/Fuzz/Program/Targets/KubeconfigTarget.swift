import FoundationEssentials
import KubernetesClient
import TestEnvironment
import Values

/// A kubeconfig, alone and merged with another. Nothing is contacted and no program run.
struct KubeconfigTarget: FuzzTarget {
  static let name = "kubeconfig"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let directory: TemporaryDirectory
  private let sound: String

  init() throws {
    samples = try Corpus.samples("kubeconfigs")
    tokens = try Corpus.tokens("yaml", "kubeconfig")
    directory = try TemporaryDirectory()
    sound = directory.path(of: "sound")
    try Data(samples.first?.bytes ?? []).write(to: URL(filePath: sound))
  }

  func feed(_ input: [UInt8]) throws {
    let path = directory.path(of: "config")
    try Data(input).write(to: URL(filePath: path))
    for list in [path, "\(path):\(sound)", "\(sound):\(path)"] {
      for context in [nil, "team", "other"] {
        do throws(KubernetesError) {
          _ = try KubeconfigFiles(environment: ["KUBECONFIG": list]).connection(context: context)
        } catch {
          try expect(error.kind == .configuration, "\(error.kind) of a configuration")
          try expect(!error.message.isEmpty, "refused without a message")
        }
      }
    }
  }
}
