#include <libpq-fe.h>
#include <sys/ioctl.h>

/// The number of bytes that wait in a socket's receive buffer; 0 where the system cannot tell. `ioctl` is
/// variadic, which Swift cannot call.
static inline int checkctl_pq_pending_bytes(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}
