import JSONPath
import Testing
import Values

/// Templates and what kubectl 1.32 printed of them by `kubectl patch --local -o jsonpath=`; nil where it refused.
@Suite struct JSONPathTemplateTests {
  private static let document = #"""
    {"apiVersion": "v1", "kind": "ConfigMap", "immutable": true,
     "metadata": {"name": "x", "generation": 3000000, "finalizers": [], "labels": {"x": "1"},
       "annotations": {"a.b/c": "v", "q\"t": "w<>&", "n": ""},
       "ownerReferences": [
         {"apiVersion": "v1", "kind": "A", "name": "b", "uid": "1", "controller": true},
         {"apiVersion": "v1", "kind": "B", "name": "c", "uid": "2", "blockOwnerDeletion": null}]},
     "data": {"k": "héé", "e": ""}}
    """#

  private static let cases: [(template: String, printed: String?)] = [
    (#"plain"#, #"plain"#),
    (#"{.kind}{"\t"}{.apiVersion}"#, #"ConfigMap\#tv1"#),
    (#"{.kind .apiVersion}"#, #""#),
    (#"}{.kind}"#, #"}ConfigMap"#),
    (#"{.kind"#, nil),
    (
      #"{}"#,
      #"{"apiVersion":"v1","data":{"e":"","k":"héé"},"immutable":true,"kind":"ConfigMap","metadata":{"annotations":{"a.b/c":"v","n":"","q\"t":"w\u003c\u003e\u0026"},"finalizers":[],"generation":3000000,"labels":{"x":"1"},"name":"x","ownerReferences":[{"apiVersion":"v1","controller":true,"kind":"A","name":"b","uid":"1"},{"apiVersion":"v1","blockOwnerDeletion":null,"kind":"B","name":"c","uid":"2"}]}}"#
    ),
    (#"{.}|"#, #"|"#),
    (#"{end}"#, nil),
    (#"{foo}"#, nil),
    (#"{"a\x41\u00e9\103"}"#, #"aAéC"#),
    (#"{"\q"}"#, nil),
    (#"{'a}"#, nil),
    (#"{1.50}{+7}{-0}{true}"#, #"1.570true"#),
    (#"{1000000.0} {1234567.5} {0.00001}"#, #"1e+06 1.2345675e+06 1e-05"#),
    (#"{1.2.3}"#, nil),
    (#"{.metadata.generation}"#, #"3000000"#),
    (#"{.immutable}"#, #"true"#),
    (#"{.metadata.annotations.a\.b/c}"#, #"v"#),
    (#"{.metadata.annotations['a.b/c']}"#, #""#),
    (#"{.metadata.annotations}"#, #"{"a.b/c":"v","n":"","q\"t":"w\u003c\u003e\u0026"}"#),
    (#"{.data['k','e']}|"#, #"héé |"#),
    (#"{.nope.x}|"#, #"|"#),
    (#"{.metadata.labels[*]}"#, nil),
    (#"{..name}"#, #"x b c"#),
    (#"{...name}"#, #"x b c"#),
    (#"{.metadata.ownerReferences[-1].name}"#, #"c"#),
    (#"{.metadata.ownerReferences[-2:].name}"#, #"b c"#),
    (#"{.metadata.ownerReferences[-3].name}"#, nil),
    (#"{.metadata.ownerReferences[2].name}"#, nil),
    (#"{.metadata.ownerReferences[1:0].name}"#, nil),
    (#"{.metadata.ownerReferences[::2].name}"#, #"b"#),
    (#"{.metadata.ownerReferences[0:3].name}"#, nil),
    (#"{.metadata.ownerReferences[ 0 , 1 ].name}"#, #"b c"#),
    (#"{.metadata.ownerReferences[1}"#, nil),
    (#"{[0]}"#, nil),
    (#"{.data.k[0]}"#, nil),
    (#"{.metadata.ownerReferences[?(@.controller)].name}"#, #"b"#),
    (#"{.metadata.ownerReferences[?(@.controller==true)].name}"#, #"b"#),
    (#"{.metadata.ownerReferences[?(@.name>="c")].name}"#, #"c"#),
    (#"{.metadata.ownerReferences[?("b"==@.name)].kind}"#, #"A"#),
    (#"{.metadata.ownerReferences[?(@.name=~"b")].name}"#, nil),
    (#"{.metadata.ownerReferences[?(@.name=="b"||@.name=="c")].kind}"#, nil),
    (#"{.metadata.ownerReferences[?(@.uid==1)].kind}"#, nil),
    (#"{.metadata.ownerReferences[?(@.controller>false)].kind}"#, nil),
    (#"{.metadata.ownerReferences[?(@.name==")]")].kind}|"#, #"|"#),
    (#"{.metadata[?(@.name)]}"#, nil),
    (#"{range .metadata.ownerReferences[*]}{.name}={.uid},{end}|"#, #"b=1,c=2,|"#),
    (#"{range .metadata.ownerReferences[*]}{.name}{range .uid}{@}{end};{end}|"#, #"b1;c2;|"#),
    (#"{range .metadata.finalizers[*]}{.x}{@}{end}|"#, #"|"#),
    (#"{range .metadata.ownerReferences[*]}{.blockOwnerDeletion}{end}|"#, #"null|"#),
    (#"{range .metadata.ownerReferences[*].blockOwnerDeletion}[{@}]{end}"#, #"[<no value>]"#),
    (
      #"{.metadata.ownerReferences[0]}"#,
      #"{"apiVersion":"v1","controller":true,"kind":"A","name":"b","uid":"1"}"#
    ),
  ]

  @Test(arguments: cases.indices)
  func templatesPrintWhatKubectlPrinted(index: Int) throws {
    let (template, printed) = Self.cases[index]
    let document = try parseJSON(Self.document)
    #expect((try? JSONPathTemplate(template).evaluate(document).text) == printed, "\(template)")
  }

  /// The values are those of the document: text of the template is not among them.
  @Test func valuesKeepTheirTypes() throws {
    let document = try parseJSON(Self.document)
    func values(_ template: String) throws -> [Value] {
      try JSONPathTemplate(template).evaluate(document).values
    }
    #expect(try values("{.metadata.generation}/{.immutable}") == [3_000_000, true])
    #expect(try values("{.metadata.ownerReferences[*].name}") == ["b", "c"])
    #expect(try values("{.nope}") == [])
    #expect(try values("text") == [])
  }

  @Test func faultsHaveTheirPlace() {
    let error = #expect(throws: JSONPathError.self) { try JSONPathTemplate("ab{.a[?(@.b}") }
    #expect(error?.offset == 5)
  }
}
