/// How grants and accesses name what a Kubernetes cluster is asked for.
///
/// A type of resource is named by its plural, as `deployments`; one that Kubernetes does not bring along with its group, as
/// `certificates.cert-manager.io`. A part of an object stands behind a slash, as `pods/log`. What is no resource is named by
/// its path, as `/readyz`.
public enum KubernetesResources {
  /// The name of a type that a cluster has told.
  public static func word(plural: String, group: String, subresource: String? = nil) -> String {
    let plural = plural.lowercased()
    let group = group.lowercased()
    let isBuiltIn = group.isEmpty || BuiltInResource.all.contains { $0.plural == plural && $0.group == group }
    return (isBuiltIn ? plural : "\(plural).\(group)") + (subresource.map { "/\($0)" } ?? "")
  }

  /// The names of the types that are meant by a text that kubectl would take, such as `deploy`, `Secret`,
  /// `deployments.apps`, `secrets.v1.` and `pods,secrets`, as far as they are known without a cluster: what Kubernetes does
  /// not bring along is named as it is written.
  public static func words(written text: String, subresource: String? = nil) -> [String] {
    text.lowercased().split(separator: ",", omittingEmptySubsequences: false).map {
      canonical(String($0)) + (subresource.map { "/\($0)" } ?? "")
    }
  }

  /// As `APICatalog` of the client, and so kubectl, reads a name.
  private static func canonical(_ text: String) -> String {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    let meant = BuiltInResource.all.filter { $0.goes(by: parts[0]) }
    let isVersion = parts.count == 3 && isVersion(parts[1])
    if isVersion, let found = meant.first(where: { $0.group == parts[2] }) { return found.plural }
    let group = parts.dropFirst().joined(separator: ".")
    if let found = meant.first(where: { $0.group.hasPrefix(group) }) { return found.plural }
    guard isVersion else { return group.isEmpty ? parts[0] : text }
    return parts[2].isEmpty ? parts[0] : "\(parts[0]).\(parts[2])"
  }

  /// Whether it is the version of a group, such as `v1` and `v2beta1` (Kubernetes documentation, "Versions in
  /// CustomResourceDefinitions").
  private static func isVersion(_ text: String) -> Bool {
    text.hasPrefix("v") && text.dropFirst().first?.isNumber == true
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
  }

  /// The name of what a path of the API leads to, with its query perhaps (k8s.io/apiserver, "RequestInfoFactory"). A path
  /// that others may read in another way, as one with `%` or `//` in it, is named as it is written, and no grant covers it.
  public static func word(path text: String) -> String {
    let path = String(text.prefix { $0 != "?" })
    guard var parts = pathSegments(path) else { return path }
    let plain = "/" + parts.joined(separator: "/")
    var group = ""
    switch parts.first {
    case "api" where parts.count > 2: parts.removeFirst(2)
    case "apis" where parts.count > 3:
      group = parts[1]
      parts.removeFirst(3)
    default: return plain
    }
    var verb: String?
    if ["watch", "proxy"].contains(parts[0]) { verb = parts.removeFirst() }
    if parts.first == "namespaces", parts.count > 2, !["status", "finalize"].contains(parts[2]) {
      parts.removeFirst(2)
    }
    guard let plural = parts.first, isName(plural), isName(group) || group.isEmpty else { return plain }
    let part = verb == "proxy" ? "proxy" : parts.count > 2 ? parts[2] : nil
    return word(plural: plural, group: group, subresource: part)
  }

  /// The parts of a path that everybody reads in the same way; nil for others.
  static func pathSegments(_ path: String) -> [String]? {
    guard path.hasPrefix("/") else { return nil }
    var parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, parts.last == "" { parts.removeLast() }
    if parts == [""] { return [] }
    let isPlain = parts.allSatisfy { part in
      !["", ".", ".."].contains(part)
        && part.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
          default: "-._~:@$".utf8.contains(byte)
          }
        }
    }
    return isPlain ? parts : nil
  }

  /// Whether it can be the name of a type or a group in lower case (RFC 1123, section 2.1).
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
      }
  }
}

/// A type of resource that Kubernetes brings along.
private struct BuiltInResource: Sendable {
  let plural: String
  let group: String
  private let others: [String]

  /// Whether it goes by a name, in lower case: its plural, its singular, which is its kind, or a short name.
  func goes(by name: String) -> Bool { plural == name || others.contains(name) }

  /// Those of the core group first, as kubectl looks for them.
  static let all: [BuiltInResource] = table.split(separator: "\n").flatMap { line in
    let words = line.split(separator: " ").map(String.init)
    let group = words[0] == "core" ? "" : words[0]
    return words.dropFirst().map { word in
      let names = word.split(separator: ",").map(String.init)
      return BuiltInResource(plural: names[0], group: group, others: Array(names.dropFirst()))
    }
  }

  /// A group, and its types: plural, singular and short names (Kubernetes 1.34, `kubectl api-resources`).
  private static let table = """
    core bindings,binding componentstatuses,componentstatus,cs configmaps,configmap,cm endpoints,ep events,event,ev limitranges,limitrange,limits namespaces,namespace,ns nodes,node,no persistentvolumeclaims,persistentvolumeclaim,pvc persistentvolumes,persistentvolume,pv pods,pod,po podtemplates,podtemplate replicationcontrollers,replicationcontroller,rc resourcequotas,resourcequota,quota secrets,secret serviceaccounts,serviceaccount,sa services,service,svc
    apps controllerrevisions,controllerrevision daemonsets,daemonset,ds deployments,deployment,deploy replicasets,replicaset,rs statefulsets,statefulset,sts
    batch cronjobs,cronjob,cj jobs,job
    autoscaling horizontalpodautoscalers,horizontalpodautoscaler,hpa
    policy poddisruptionbudgets,poddisruptionbudget,pdb
    networking.k8s.io ingressclasses,ingressclass ingresses,ingress,ing ipaddresses,ipaddress,ip networkpolicies,networkpolicy,netpol servicecidrs,servicecidr
    rbac.authorization.k8s.io clusterrolebindings,clusterrolebinding clusterroles,clusterrole rolebindings,rolebinding roles,role
    storage.k8s.io csidrivers,csidriver csinodes,csinode csistoragecapacities,csistoragecapacity storageclasses,storageclass,sc volumeattachments,volumeattachment volumeattributesclasses,volumeattributesclass,vac
    events.k8s.io events,event,ev
    discovery.k8s.io endpointslices,endpointslice
    coordination.k8s.io leases,lease leasecandidates,leasecandidate
    scheduling.k8s.io priorityclasses,priorityclass,pc
    node.k8s.io runtimeclasses,runtimeclass
    certificates.k8s.io certificatesigningrequests,certificatesigningrequest,csr clustertrustbundles,clustertrustbundle
    apiextensions.k8s.io customresourcedefinitions,customresourcedefinition,crd,crds
    apiregistration.k8s.io apiservices,apiservice
    admissionregistration.k8s.io mutatingadmissionpolicies,mutatingadmissionpolicy mutatingadmissionpolicybindings,mutatingadmissionpolicybinding mutatingwebhookconfigurations,mutatingwebhookconfiguration validatingadmissionpolicies,validatingadmissionpolicy validatingadmissionpolicybindings,validatingadmissionpolicybinding validatingwebhookconfigurations,validatingwebhookconfiguration
    authentication.k8s.io selfsubjectreviews,selfsubjectreview tokenreviews,tokenreview
    authorization.k8s.io localsubjectaccessreviews,localsubjectaccessreview selfsubjectaccessreviews,selfsubjectaccessreview selfsubjectrulesreviews,selfsubjectrulesreview subjectaccessreviews,subjectaccessreview
    flowcontrol.apiserver.k8s.io flowschemas,flowschema prioritylevelconfigurations,prioritylevelconfiguration
    resource.k8s.io deviceclasses,deviceclass resourceclaims,resourceclaim resourceclaimtemplates,resourceclaimtemplate resourceslices,resourceslice
    """
}
