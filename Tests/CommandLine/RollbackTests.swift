import TestEnvironment
import Testing
import Values

/// The checklist `rollback`, by a real kubectl.
@Suite struct RollbackTests {
  private static func run(_ demo: DemoEnvironment, _ command: String, _ options: String...) async throws
    -> CommandResult
  {
    try await runCommand(
      [checkctlPath, command, "rollback", "-e", "demo", "-C", SchemaTests.root + "/checklists"] + options,
      environment: Workplace.variables, adding: demo.variables)
  }

  /// Revision 6 is of another deployment, so that the one before 7 is 5.
  @Test func goesBackToTheReleaseBeforeWhateverItsNumber() async throws {
    let demo = try await DemoEnvironment.start()
    let api = demo.cluster.api
    let refused = try await Self.run(demo, "run")
    #expect(refused.exitCode == 64)
    #expect(refused.stderr.contains("undone  The deployment is set back to revision "))
    let plan = try await Self.run(demo, "plan")
    #expect(plan.stdout.contains("(critical, ACTION)"))
    #expect(Self.release(api) == "registry.example.com/eventcore:1.4.2 revision 7")
    if await kubectlIsInstalled() {
      let undone = try await Self.run(demo, "run", "--allow-actions")
      #expect(undone.exitCode == 0, "\(undone.stdout)\(undone.stderr)")
      #expect(Self.release(api) == "registry.example.com/eventcore:1.4.1 revision 8")
      #expect(undone.stdout.contains("The deployment is set back to revision 5"))
      // Going back once more would bring back what was rolled back.
      let again = try await Self.run(demo, "run", "--allow-actions")
      #expect(again.exitCode == 1, "\(again.stdout)\(again.stderr)")
      #expect(again.stdout.contains("FAILED  release-is-new"))
      #expect(Self.release(api) == "registry.example.com/eventcore:1.4.1 revision 8")
      let unknown = try await Self.run(demo, "run", "--allow-actions", "--set", "to_revision=4")
      #expect(unknown.exitCode == 1, "\(unknown.stdout)\(unknown.stderr)")
      let further = try await Self.run(demo, "run", "--allow-actions", "--set", "to_revision=3")
      #expect(further.exitCode == 0, "\(further.stdout)\(further.stderr)")
      #expect(Self.release(api) == "registry.example.com/eventcore:1.3.9 revision 9")
    }
    api.change("replicasets") { $0.filter { $0["metadata"]?["name"]?.string?.hasSuffix("7") == true } }
    let first = try await Self.run(demo, "run", "--allow-actions")
    #expect(first.exitCode == 1, "\(first.stdout)\(first.stderr)")
    #expect(first.stdout.contains("FAILED  previous-revision"))
    await demo.stop()
  }

  private static func release(_ api: KubernetesAPI) -> String {
    let deployment = api.objects(of: "deployments").first
    let image = deployment?["spec"]?["template"]?["spec"]?["containers"]?.list?.first?["image"]?.string
    let revision = deployment?["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"]?.string
    return "\(image ?? "") revision \(revision ?? "")"
  }
}
