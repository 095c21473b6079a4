#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What is told of a document, in its order: a table is `table`, a `key` and its value for each entry, and `end`; an
/// array is `array`, its values, and `end`.
typedef enum {
  ctoml_table,
  ctoml_array,
  ctoml_end,
  ctoml_key,
  ctoml_string,
  ctoml_integer,
  ctoml_float,
  ctoml_boolean,
  /// A date and a time with an offset, as RFC 3339 has it.
  ctoml_instant,
  /// A date, a time, or both, of no particular place.
  ctoml_local,
  /// What the document is not, in words that may quote it; nothing else is told.
  ctoml_fault,
} ctoml_event;

/// Is told an event: `length` bytes of UTF-8 at `text` of keys, strings, dates and faults, else `integer` (also of
/// booleans) or `number`.
typedef void (*ctoml_handler)(void *context, ctoml_event event, const char *text, size_t length, int64_t integer,
                              double number);

/// Where a document is at fault, counted from 1; both 0 where it is sound.
typedef struct {
  uint32_t line;
  uint32_t column;
} ctoml_place;

/// Reads a TOML 1.0 document of `length` bytes and tells `handler` what it holds.
ctoml_place ctoml_read(const char *bytes, size_t length, ctoml_handler handler, void *context);

#ifdef __cplusplus
}
#endif

#endif
