#pragma once

#include <spawn.h>

#ifdef __GLIBC__
/* glibc declares these to GNU C only. */
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
extern int pipe2(int ends[2], int flags);
extern int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags);
#endif
