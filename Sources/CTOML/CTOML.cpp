#include "CTOML.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_UNRELEASED_FEATURES 0
#define TOML_MAX_NESTED_VALUES 64

#include <toml++/toml.h>

#include <sstream>
#include <string>
#include <string_view>

namespace {

struct Teller {
  ctoml_handler handler;
  void *context;

  void tell(ctoml_event event, std::string_view text = {}, int64_t integer = 0, double number = 0) const {
    handler(context, event, text.data(), text.size(), integer, number);
  }

  template <typename Date> void tell_date(ctoml_event event, const Date &date) const {
    std::ostringstream text;
    text << date;
    tell(event, text.str());
  }

  void tell(const toml::node &node) const {
    switch (node.type()) {
    case toml::node_type::table:
      tell(ctoml_table);
      for (const auto &[key, value] : *node.as_table()) {
        tell(ctoml_key, key.str());
        tell(value);
      }
      tell(ctoml_end);
      break;
    case toml::node_type::array:
      tell(ctoml_array);
      for (const auto &value : *node.as_array()) tell(value);
      tell(ctoml_end);
      break;
    case toml::node_type::string: tell(ctoml_string, node.as_string()->get()); break;
    case toml::node_type::integer: tell(ctoml_integer, {}, node.as_integer()->get()); break;
    case toml::node_type::floating_point: tell(ctoml_float, {}, 0, node.as_floating_point()->get()); break;
    case toml::node_type::boolean: tell(ctoml_boolean, {}, node.as_boolean()->get()); break;
    case toml::node_type::date: tell_date(ctoml_local, node.as_date()->get()); break;
    case toml::node_type::time: tell_date(ctoml_local, node.as_time()->get()); break;
    case toml::node_type::date_time: {
      const auto &date = node.as_date_time()->get();
      tell_date(date.offset ? ctoml_instant : ctoml_local, date);
      break;
    }
    default: break;
    }
  }
};

} // namespace

ctoml_place ctoml_read(const char *bytes, size_t length, ctoml_handler handler, void *context) {
  Teller teller{handler, context};
  toml::parse_result result = toml::parse(std::string_view(length ? bytes : "", length));
  if (result) {
    teller.tell(result.table());
    return {0, 0};
  }
  teller.tell(ctoml_fault, result.error().description());
  const auto place = result.error().source().begin;
  return {place.line, place.column};
}
