#if canImport(Glibc)
  private import CSpawn
  private import Glibc
#endif

/// Exchanges two files or folders of one file system, so that each of the names always leads to one of them; false where
/// the system cannot, and nothing has changed.
public func exchangeFiles(_ one: String, _ other: String) -> Bool {
  #if canImport(Glibc)
    // RENAME_EXCHANGE of linux/fs.h, which glibc declares to GNU C only.
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, 1 << 1) == 0
  #else
    return false
  #endif
}
