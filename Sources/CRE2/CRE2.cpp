#include "CRE2.h"

#include <re2/re2.h>

#include <vector>

struct cre2_pattern {
  RE2 re2;
  cre2_pattern(re2::StringPiece text, const RE2::Options &options) : re2(text, options) {}
};

cre2_pattern *cre2_compile(const char *pattern, size_t length, long long max_memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  return new cre2_pattern(re2::StringPiece(pattern, length), options);
}

const char *cre2_error(const cre2_pattern *pattern) {
  return pattern->re2.ok() ? nullptr : pattern->re2.error().c_str();
}

int cre2_program_size(const cre2_pattern *pattern) { return pattern->re2.ProgramSize(); }

bool cre2_matches(const cre2_pattern *pattern, const char *text, size_t length) {
  return RE2::PartialMatch(re2::StringPiece(text, length), pattern->re2);
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

int cre2_group_count(const cre2_pattern *pattern) { return pattern->re2.NumberOfCapturingGroups(); }

bool cre2_find(const cre2_pattern *pattern, const char *text, size_t length, size_t start, ptrdiff_t *bounds,
               int count) {
  std::vector<re2::StringPiece> groups(count);
  // Even an empty text needs an address, which tells an empty group from one that took no part.
  re2::StringPiece subject(text ? text : "", length);
  if (!pattern->re2.Match(subject, start, length, RE2::UNANCHORED, groups.data(), count)) return false;
  for (int i = 0; i < count; i++) {
    bool took_part = groups[i].data() != nullptr;
    bounds[2 * i] = took_part ? groups[i].data() - subject.data() : -1;
    bounds[2 * i + 1] = took_part ? bounds[2 * i] + (ptrdiff_t)groups[i].size() : -1;
  }
  return true;
}
