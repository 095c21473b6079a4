internal import ProbeKit
internal import Values

extension ProbeError {
  /// That a file cannot be used, as `message` says, and why.
  init(_ fault: FileFault, _ message: String) {
    self.init(fault.isNotGranted ? .notGranted : .refused, "\(message): \(fault.message)")
  }
}
