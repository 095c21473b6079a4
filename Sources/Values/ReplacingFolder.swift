#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Puts the folder `draft` in the place of what is at `target`, which is at `draft` then, or at `draft` with `.old`, for
/// the caller to remove: at any time the one or the other is there, but for a moment where the system cannot exchange
/// folders. Both lie in one folder. May block.
///
/// - Returns: The number of the error (errno.h) if that fails; `target` is as it was then.
public func replaceFolder(_ target: String, by draft: String) -> Int32? {
  // Where nothing is, or an empty folder, rename(2) itself does it.
  if rename(draft, target) == 0 || exchangeFiles(draft, target) { return nil }
  let old = draft + ".old"
  guard rename(target, old) == 0 else { return errno }
  guard rename(draft, target) != 0 else { return nil }
  let number = errno
  rename(old, target)
  return number
}
