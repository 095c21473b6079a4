import JSONPath
import Testing
import Values

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Templates, documents and what Kubernetes' own implementation makes of them, in a file that the environment
/// variable KUBECTL_JSONPATH_CASES names.
@Suite struct KubectlJSONPathConformance {
  private static let path =
    ProcessInfo.processInfo.environment["KUBECTL_JSONPATH_CASES"]
    ?? "../shared/conformance/kubectl-jsonpath/cases.json"

  @Test func everyCasePrintsWhatKubectlPrints() throws {
    guard let data = FileManager.default.contents(atPath: Self.path) else {
      print("skipped: there is no file \(Self.path); KUBECTL_JSONPATH_CASES names one")
      return
    }
    let suite = try parseJSON(Array(data))
    let documents = try #require(suite["documents"]?.map)
    let cases = try #require(suite["cases"]?.list)
    var failures: [String] = []
    for wanted in cases {
      let document = try #require(documents[.string(wanted["document"]?.string ?? "")])
      if let failure = failure(of: wanted, on: document) { failures.append(failure) }
    }
    print("\(cases.count - failures.count) passed, \(failures.count) failed")
    #expect(!cases.isEmpty)
    #expect(failures == [])
  }

  /// How an outcome differs from the one that is wanted; nil where it does not. Of an error only the fact counts.
  private func failure(of wanted: Value, on document: Value) -> String? {
    let template = wanted["template"]?.string ?? ""
    let allows = wanted["allow_missing_keys"]?.bool ?? false
    let printed: String?
    do {
      printed = try JSONPathTemplate(template).evaluate(document, allowMissingKeys: allows).text
    } catch {
      printed = nil
    }
    guard printed != wanted["output"]?.string else { return nil }
    return "\(template) (missing keys \(allows ? "allowed" : "refused")): "
      + "\(printed ?? "an error") and not \(wanted["output"]?.string ?? "an error")"
  }
}
