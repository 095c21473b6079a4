#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Puts a file with this text in the place of what is at `target`, a link itself and not what it leads to, so that at any
/// time the one or the other is there in full. A file that was there keeps its mode; a new one has what the umask leaves.
/// Blocks until it is on the disk.
///
/// - Returns: The number of the error (errno.h) if that fails; nothing has changed then.
public func replaceFile(_ target: String, with text: String) -> Int32? {
  let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
  let draft = "\(folder).checkctl-draft.\(UInt64.random(in: 0 ... .max))"
  var old = stat()
  let mode = lstat(target, &old) == 0 && old.st_mode & S_IFMT == S_IFREG ? old.st_mode & 0o777 : nil
  let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode ?? 0o666)
  guard descriptor >= 0 else { return errno }
  var failure = writeAll(text, to: descriptor)
  if failure == nil, let mode, fchmod(descriptor, mode) != 0 { failure = errno }
  if failure == nil, fsync(descriptor) != 0 { failure = errno }
  if close(descriptor) != 0, failure == nil { failure = errno }
  if failure == nil, rename(draft, target) != 0 { failure = errno }
  if failure != nil { unlink(draft) }
  return failure
}
