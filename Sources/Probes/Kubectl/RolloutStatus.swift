internal import Values

/// How far the rollout of a deployment, a daemon set or a stateful set has come: `complete`, or what it waits for; nil
/// for an object that has none.
///
/// The rules are those of `kubectl rollout status` (k8s.io/kubectl/pkg/polymorphichelpers, "StatusViewer").
func rolloutStatus(of object: Value) -> String? {
  guard object["apiVersion"]?.string?.hasPrefix("apps/") ?? false else { return nil }
  let rollout = Rollout(object: object)
  switch object["kind"]?.string {
  case "Deployment": return rollout.deployment ?? "complete"
  case "DaemonSet": return rollout.daemonSet ?? "complete"
  case "StatefulSet": return rollout.statefulSet ?? "complete"
  default: return nil
  }
}

/// What a rollout waits for, by the kind of its object; nil where it has ended.
private struct Rollout {
  let object: Value

  var deployment: String? {
    if let waiting = unobserved { return waiting }
    let progress = object["status"]?["conditions"]?.list?.first { $0["type"]?.string == "Progressing" }
    if progress?["reason"]?.string == "ProgressDeadlineExceeded" {
      return "the progress deadline is exceeded"
    }
    let (updated, all) = (status("updatedReplicas"), status("replicas"))
    if let wanted = object["spec"]?["replicas"]?.int, updated < wanted {
      return "\(updated) of \(wanted) replicas are updated"
    }
    if all > updated { return "\(counted(all - updated, "old replica")) still to end" }
    let available = status("availableReplicas")
    return available < updated ? "\(available) of \(updated) updated replicas are available" : nil
  }

  var daemonSet: String? {
    if let waiting = otherStrategy ?? unobserved { return waiting }
    let (updated, wanted) = (status("updatedNumberScheduled"), status("desiredNumberScheduled"))
    if updated < wanted { return "\(updated) of \(wanted) pods are updated" }
    let available = status("numberAvailable")
    return available < wanted ? "\(available) of \(wanted) updated pods are available" : nil
  }

  var statefulSet: String? {
    if let waiting = otherStrategy ?? unobserved { return waiting }
    let updated = status("updatedReplicas")
    let wanted = object["spec"]?["replicas"]?.int
    if let wanted, status("readyReplicas") < wanted {
      return "\(status("readyReplicas")) of \(wanted) pods are ready"
    }
    if let wanted, let rolling = object["spec"]?["updateStrategy"]?["rollingUpdate"] {
      let share = wanted - (rolling["partition"]?.int ?? 0)
      return updated < share ? "\(updated) of \(share) pods are updated" : nil
    }
    let isCurrent = object["status"]?["updateRevision"] == object["status"]?["currentRevision"]
    return isCurrent ? nil : "\(counted(updated, "pod")) at the new revision, and not all"
  }

  /// The controller has not seen the object as it now is.
  private var unobserved: String? {
    let observed = status("observedGeneration")
    let generation = object["metadata"]?["generation"]?.int ?? 0
    let isSeen = observed > 0 && observed >= generation
    return isSeen ? nil : "its controller has not observed the change"
  }

  private var otherStrategy: String? {
    let strategy = object["spec"]?["updateStrategy"]?["type"]?.string ?? "RollingUpdate"
    return strategy == "RollingUpdate" ? nil : "its update strategy is \(strategy), which rolls nothing out"
  }

  private func status(_ name: String) -> Int { object["status"]?[name]?.int ?? 0 }
}
