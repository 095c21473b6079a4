import Testing
import Values

@testable import Probes

/// What Secrets hold, wherever they stand in an answer.
@Suite struct SecretValuesTests {
  private static let secret: Value = ["apiVersion": "v1", "kind": "Secret", "data": ["a": "aHVzaA=="]]

  private static let answers: [(Value, [String])] = [
    (secret, ["aHVzaA==", "hush"]), (["kind": "List", "items": [secret]], ["aHVzaA==", "hush"]),
    (["type": "ADDED", "object": secret], ["aHVzaA==", "hush"]),
    (
      ["apiVersion": "v1", "kind": "SecretList", "items": [["data": ["a": "aHVzaA=="]]]],
      ["aHVzaA==", "hush"]
    ),
    (["apiVersion": "v1", "kind": "Secret", "stringData": ["a": "plain"]], ["plain"]),
    (["apiVersion": "v1", "kind": "Secret", "data": ["a": "//79"]], ["//79"]),
    (["apiVersion": "v1", "kind": "Secret", "data": .null], []),
    (["apiVersion": "v1", "kind": "ConfigMap", "data": ["a": "aHVzaA=="]], []),
    (["apiVersion": "example.com/v1", "kind": "Secret", "data": ["a": "aHVzaA=="]], []),
    (["apiVersion": "v1", "kind": "Secret", "data": ["a": "dHJ1ZQ==", "b": "MQ=="]], []),
    // A token of a service account comes with what everybody knows.
    (
      [
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "data": ["ca.crt": "Y2VydA==", "namespace": "ZGVmYXVsdA==", "token": "aHVzaA=="],
      ], ["aHVzaA==", "hush"]
    ),
  ]

  @Test(arguments: answers.indices)
  func everySecretOfAnAnswerIsFound(index: Int) {
    let (answer, values) = Self.answers[index]
    #expect(secretValues(in: answer) == values)
    #expect(secretValues(inText: answer.json) == values)
  }

  @Test func whatWasAppliedIsFound() {
    let applied = #"{"apiVersion":"v1","kind":"Secret","stringData":{"a":"plain"}}"#
    let metadata: Value = [
      "annotations": ["kubectl.kubernetes.io/last-applied-configuration": .string(applied)]
    ]
    for kind: Value in ["Secret", "PartialObjectMetadata"] {
      let object: Value = ["apiVersion": "v1", "kind": kind, "metadata": metadata]
      #expect(secretValues(in: object) == ["plain", applied], "\(kind)")
    }
  }

  @Test func aWatchIsReadLineByLine() {
    #expect(secretValues(inText: "{}\n\(Self.secret.json)\nno JSON\n") == ["aHVzaA==", "hush"])
    #expect(secretValues(inText: "ok") == [])
  }

  @Test func credentialsAmongTheVariablesOfContainers() {
    let pod: Value = [
      "kind": "Pod", "apiVersion": "v1",
      "spec": [
        "containers": [
          [
            "env": [
              ["name": "DB_PASSWORD", "value": "correct-horse"],
              ["name": "SESSION_TIMEOUT", "value": "360000"],
              ["name": "API_TOKEN", "valueFrom": ["secretKeyRef": ["name": "api"]]],
              ["name": "LOG_LEVEL", "value": "verbose"],
            ]
          ]
        ]
      ],
    ]
    #expect(secretValues(in: pod) == ["correct-horse"])
  }
}
