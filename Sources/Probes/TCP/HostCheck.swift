internal import Diagnostics
internal import HTTPClient
internal import ProbeKit
internal import Values

/// The text, where it is a name or an address to connect to.
func checkedHost(_ text: String) throws(ProbeError) -> String {
  guard ConnectionRequest.isHost(text) else {
    throw ProbeError(.invalid, "\(jsonQuoted(text)) is neither a name nor an address of a host")
  }
  return text
}

/// Finds a `host` that is none, such as one with a port behind it.
func checkHost(of draft: ProbeDraft, into diagnostics: inout Diagnostics) {
  guard let host = draft["host"], let text = host.value?.string, !ConnectionRequest.isHost(text) else {
    return
  }
  diagnostics.add(
    Diagnostic(
      "host", "`host` is a name or an address, and this is neither", at: host.span,
      help: "write it without a scheme, a port or a path: the port stands in `port`"))
}
