internal import Diagnostics
internal import ProbeKit
internal import Values

/// Finds in the path of one file what a shell would replace, and nobody does here.
///
/// - Parameter help: What to write where a pattern is meant.
func checkFilePath(_ path: ProbeDraft.Field, help: String, into diagnostics: inout Diagnostics) {
  guard let text = path.value?.string else { return }
  let name = text.split(separator: "/").last ?? ""
  if text.contains("*") || text.contains("?") {
    diagnostics.add(
      Diagnostic(
        "file-path-pattern", "`path` names one file, and this is a pattern", at: path.span, help: help))
  } else if text == "~" || text.contains("~/") || name.hasPrefix("~") {
    diagnostics.add(
      Diagnostic(
        "file-path-home", "nobody replaces `~` here", at: path.span, help: "write the directory in full"))
  }
}
