import JSONPath
import TestEnvironment
import Testing
import Values

/// The same templates beside a real kubectl, where one is installed.
@Suite struct KubectlDifferentialTests {
  private static let document = #"""
    {"apiVersion": "v1", "kind": "ConfigMap", "immutable": true,
     "metadata": {"name": "x", "generation": 3000000, "finalizers": [], "labels": {"x": "1"},
       "annotations": {"a.b/c": "v", "q\"t": "w<>&", "n": ""},
       "ownerReferences": [
         {"apiVersion": "v1", "kind": "A", "name": "b", "uid": "1", "controller": true},
         {"apiVersion": "v1", "kind": "B", "name": "c", "uid": "2", "blockOwnerDeletion": null}]},
     "data": {"k": "héé", "m": "line\nbreak\u2028x\u0001\u0008\u007f", "e": ""}}
    """#

  private static let templates = [
    // Text, words and what separates them.
    "plain", "}{.kind}", "{.kind", "{.kind\t}", "{ .kind }", "{}", "{ }", "{*}", "{foo}", "{end}",
    "{.kind .apiVersion}",
    "{$.kind}{@.kind}{$..kind}", #"{"a\x41\u00e9\103"}"#, #"{''}|{'a\'b'}"#, #"{"\q"}"#, "{'a}", "{.}|",
    // Numbers.
    "{1.50}{+7}{-0}{true}", "{1000000.0} {1234567.5} {0.00001} {999999.5}", "{999999999999999999999}",
    "{1.2.3}", "{-}",
    "{.metadata.generation}", "{.immutable}",
    // Names.
    #"{.metadata.annotations.a\.b/c}"#, "{.metadata.annotations['a.b/c']}",
    #"{.metadata.annotations['a\.b/c']}"#,
    "{.data['k','m']}", "{.data.e}|", "{.metadata.annotations}", "{.data}", "{.nope.x}|",
    "{.metadata.labels[*]}",
    // Descent and wildcards.
    "{..name}", "{...name}", "{....name}", "{.data..*}", "{.data.k.*}", "{.data.k.*.x}|",
    "{.metadata.labels..x}",
    // Indices and slices.
    "{.metadata.ownerReferences[]}", "{.metadata.ownerReferences[-1].name}",
    "{.metadata.ownerReferences[-2:].name}",
    "{.metadata.ownerReferences[-3].name}", "{.metadata.ownerReferences[2].name}",
    "{.metadata.ownerReferences[:0].name}|", "{.metadata.ownerReferences[1:1].name}|",
    "{.metadata.ownerReferences[1:0].name}", "{.metadata.ownerReferences[::2].name}",
    "{.metadata.ownerReferences[0:2:0].name}", "{.metadata.ownerReferences[0:3].name}",
    "{.metadata.ownerReferences[ 0 , 1 ].name}", "{.metadata.ownerReferences[99999999999999999999]}",
    "{.metadata.ownerReferences[*].name[0]}", "{.metadata.ownerReferences[1}", "{[0]}", "{.data.k[0]}",
    // Filters.
    "{.metadata.ownerReferences[?(@.controller)].name}",
    "{.metadata.ownerReferences[?(@.controller==true)].name}",
    "{.metadata.ownerReferences[?(@.controller!=false)].name}",
    "{.metadata.ownerReferences[?(@.foo[5])].name}",
    "{.metadata.ownerReferences[?(@.name[5])].name}", "{.metadata.ownerReferences[?(@.name==.name)].name}",
    "{.metadata.ownerReferences[?(@.name>=\"c\")].name}",
    "{.metadata.ownerReferences[?(@.name<=\"b\")].name}",
    "{.metadata.ownerReferences[?(@.name=='b' )].kind}", "{.metadata.ownerReferences[?(\"b\"==@.name)].kind}",
    "{.metadata.ownerReferences[?(@.name=~\"b\")].name}", "{.metadata.ownerReferences[?(@.name=\"b\")].name}",
    "{.metadata.ownerReferences[?(@.name==\"b\"||@.name==\"c\")].kind}",
    "{.metadata.ownerReferences[?(@.uid==1)].kind}",
    "{.metadata.ownerReferences[?(@.controller>false)].kind}",
    "{.metadata.ownerReferences[?(@.name==\")]\")].kind}|", "{.metadata.ownerReferences[?(@.name=='b')}",
    "{.metadata.ownerReferences[?(@.blockOwnerDeletion)].name}", "{.metadata[?(@.name)]}",
    // Ranges.
    "{range .metadata.ownerReferences[*]}{.name}={.uid},{end}|",
    "{range .metadata.ownerReferences[*]}{.name},",
    "{range .metadata.ownerReferences[*]}{.name}{range .uid}{@}{end};{end}|",
    "{range .metadata.ownerReferences[*]}{range .name}{.}{end}{end}{end}",
    "{range .metadata.finalizers[*]}{.x}{@}{end}|", "{range .nope}{[0]}{end}",
    "{range .metadata.ownerReferences[*]}{.blockOwnerDeletion}{end}|",
    "{range .metadata.finalizers[*]}{range .metadata.ownerReferences[*]}{.name}{end}-{end}+{.kind}",
  ]

  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func templatesPrintWhatKubectlPrints() async throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.document, to: "object.json")
    let document = try parseJSON(Self.document)
    for template in Self.templates {
      let kubectl = try await runCommand(
        [
          "kubectl", "patch", "--local", "-f", "object.json", "-p", "{}", "--type=merge", "-o",
          "jsonpath=" + template,
        ], in: directory.path)
      let ours = try? JSONPathTemplate(template).evaluate(document).text
      #expect(
        ours == (kubectl.exitCode == 0 ? kubectl.stdout : nil), "\(template): \(kubectl.stderr.prefix(300))")
    }
  }
}
