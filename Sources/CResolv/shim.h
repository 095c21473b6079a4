#pragma once

#include <netinet/in.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <string.h>

// The system's name servers (resolv.conf(5)), as many as there is room for. libresolv keeps those of IPv6 apart.
static inline int checkctl_name_servers(struct sockaddr_storage *servers, int room) {
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) return 0;
  int count = 0;
  for (int index = 0; index < state.nscount && count < room; index++) {
#ifdef __GLIBC__
    struct sockaddr_in6 *other = state._u._ext.nsaddrs[index];
    if (other != NULL && other->sin6_family == AF_INET6) {
      memcpy(&servers[count++], other, sizeof *other);
      continue;
    }
#endif
    if (state.nsaddr_list[index].sin_family == AF_INET) {
      memcpy(&servers[count++], &state.nsaddr_list[index], sizeof state.nsaddr_list[index]);
    }
  }
  res_nclose(&state);
  return count;
}
