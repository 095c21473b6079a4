#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled RE2 pattern.
typedef struct cre2_pattern cre2_pattern;

/// Compiles `length` bytes of UTF-8 at `pattern`, with at most `max_memory` bytes for the program and its
/// caches. Never NULL; ask `cre2_error` whether it compiled. Free with `cre2_free`.
cre2_pattern *cre2_compile(const char *pattern, size_t length, long long max_memory);

/// The reason the pattern did not compile, or NULL. Lives as long as the pattern.
const char *cre2_error(const cre2_pattern *pattern);

/// How many instructions the pattern compiled to: how large it is to make, and how slow it may be to run.
int cre2_program_size(const cre2_pattern *pattern);

/// Whether the pattern matches somewhere in `length` bytes of UTF-8 at `text`.
bool cre2_matches(const cre2_pattern *pattern, const char *text, size_t length);

void cre2_free(cre2_pattern *pattern);

/// How many groups the pattern captures.
int cre2_group_count(const cre2_pattern *pattern);

/// Finds the first match in `length` bytes of UTF-8 at `text` that begins at `start` or later, and writes where it
/// and its groups begin and end to `bounds`: 2 * `count` numbers, of which those of a group that took no part
/// are -1. What stands before `start` counts for `^` and `\b`.
bool cre2_find(const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *bounds,
               int count);

#ifdef __cplusplus
}
#endif

#endif
