#include "CRE2.h"

#include <re2/re2.h>

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

bool cre2_matches(const cre2_pattern *pattern, const char *text, size_t length) {
  return RE2::PartialMatch(re2::StringPiece(text, length), pattern->re2);
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }
