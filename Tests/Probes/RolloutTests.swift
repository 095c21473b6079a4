import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// What a rollout waits for, as `kubectl rollout status` has it.
@Suite struct RolloutTests {
  /// An object, and how far its rollout has come.
  struct Case: Sendable, CustomTestStringConvertible {
    let resource: String
    let kind: String
    var spec: ValueMap = [:]
    var status: ValueMap
    let rollout: String

    var testDescription: String { "\(kind): \(rollout)" }

    /// As the API server has it, generation 2.
    var object: Value {
      [
        "kind": .string(kind), "apiVersion": "apps/v1",
        "metadata": ["name": "shop", "namespace": "eventcore", "generation": 2], "spec": .map(spec),
        "status": .map(status),
      ]
    }
  }

  private static func deployment(_ status: ValueMap, _ rollout: String) -> Case {
    Case(
      resource: "deployments", kind: "Deployment", spec: ["replicas": 3], status: status, rollout: rollout)
  }

  private static func daemonSet(
    _ status: ValueMap, strategy: Value = "RollingUpdate", _ rollout: String
  ) -> Case {
    Case(
      resource: "daemonsets", kind: "DaemonSet", spec: ["updateStrategy": ["type": strategy]], status: status,
      rollout: rollout)
  }

  private static func statefulSet(_ status: ValueMap, partition: Value? = nil, _ rollout: String) -> Case {
    var strategy: ValueMap = ["type": "RollingUpdate"]
    if let partition { strategy["rollingUpdate"] = ["partition": partition] }
    return Case(
      resource: "statefulsets", kind: "StatefulSet", spec: ["replicas": 3, "updateStrategy": .map(strategy)],
      status: status, rollout: rollout)
  }

  static let cases = [
    deployment(
      ["observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3], "complete"),
    deployment(
      ["observedGeneration": 1, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3],
      "its controller has not observed the change"),
    deployment([:], "its controller has not observed the change"),
    deployment(
      ["observedGeneration": 2, "replicas": 4, "updatedReplicas": 1], "1 of 3 replicas are updated"),
    deployment(["observedGeneration": 2], "0 of 3 replicas are updated"),
    deployment(
      ["observedGeneration": 2, "replicas": 4, "updatedReplicas": 3], "1 old replica still to end"),
    deployment(
      ["observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 2],
      "2 of 3 updated replicas are available"),
    deployment(
      [
        "observedGeneration": 2, "replicas": 4, "updatedReplicas": 1,
        "conditions": [
          ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "late"]
        ],
      ], "the progress deadline is exceeded"),
    daemonSet(
      [
        "observedGeneration": 2, "updatedNumberScheduled": 2, "desiredNumberScheduled": 2,
        "numberAvailable": 2,
      ], "complete"),
    daemonSet(
      [
        "observedGeneration": 2, "updatedNumberScheduled": 1, "desiredNumberScheduled": 2,
        "numberAvailable": 2,
      ], "1 of 2 pods are updated"),
    daemonSet(
      [
        "observedGeneration": 2, "updatedNumberScheduled": 2, "desiredNumberScheduled": 2,
        "numberAvailable": 1,
      ], "1 of 2 updated pods are available"),
    daemonSet(
      ["observedGeneration": 2, "desiredNumberScheduled": 0], strategy: "OnDelete",
      "its update strategy is OnDelete, which rolls nothing out"),
    statefulSet(
      [
        "observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 3, "currentRevision": "b",
        "updateRevision": "b",
      ], "complete"),
    statefulSet(
      ["observedGeneration": 2, "readyReplicas": 2, "updatedReplicas": 3], "2 of 3 pods are ready"),
    statefulSet(
      [
        "observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 1, "currentRevision": "a",
        "updateRevision": "b",
      ], "1 pod at the new revision, and not all"),
    statefulSet(
      ["observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 1], partition: 1,
      "1 of 2 pods are updated"),
    statefulSet(
      [
        "observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 2, "currentRevision": "a",
        "updateRevision": "b",
      ], partition: 1, "complete"),
    statefulSet(
      ["observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 2], partition: 0,
      "2 of 3 pods are updated"),
    statefulSet(
      ["readyReplicas": 3, "updatedReplicas": 3], "its controller has not observed the change"),
  ]

  @Test(arguments: cases) func aRolloutSaysWhatItWaitsFor(_ example: Case) {
    #expect(rolloutStatus(of: example.object) == example.rollout)
  }

  @Test func otherObjectsHaveNone() {
    #expect(rolloutStatus(of: ["kind": "Pod", "apiVersion": "v1"]) == nil)
    #expect(rolloutStatus(of: ["kind": "Deployment", "apiVersion": "example.com/v1"]) == nil)
  }

  /// kubectl ends with 0 where it need not wait or was told not to, and says whether the rollout has ended.
  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func kubectlSaysTheSame() async throws {
    let server = try await KubernetesServer.start()
    let home = try TemporaryDirectory()
    for example in Self.cases {
      server.api.change(example.resource) { _ in [example.object] }
      let result = try await runCommand(
        [
          "kubectl", "--kubeconfig", server.kubeconfig, "rollout", "status", "--watch=false",
          "\(example.resource)/shop",
        ], adding: ["HOME": home.path])
      let isOver = ["successfully rolled out", "rolling update complete", "roll out complete"].contains {
        result.stdout.contains($0)
      }
      #expect(
        isOver == (example.rollout == "complete"),
        "\(example.testDescription): \(result.stdout)\(result.stderr)")
    }
    await server.stop()
  }
}
