internal import ProbeKit
internal import Values

/// What `body` returns, on a thread of its own, since it may block.
///
/// - Parameter unasked: What to throw where the task is cancelled first.
func onThread<Result: Sendable>(
  orThrow unasked: ProbeError, _ body: @escaping @Sendable () -> Result
) async throws(ProbeError) -> Result {
  guard let result = await BackgroundThread.value(body) else {
    throw Task.isCancelled
      ? unasked : ProbeError(.internal, "the system has no thread left", isTransient: true)
  }
  return result
}
