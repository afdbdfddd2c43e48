// Any bytes: parse_xml answers with an error that says where, or with a value that survives being written and read
// again. No document brings entities of its own.
#include "base/json.h"
#include "base/xml.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

/// What a document cannot say again: nil is not written, and prefixes are not kept.
bool can_be_written(const Value& value) {
  if (value.is_null()) return false;
  if (value.is_list()) return std::ranges::all_of(value.as_list(), can_be_written);
  if (!value.is_map()) return true;
  return std::ranges::all_of(value.as_map(), [](const Map::Entry& each) {
    return each.first.find(':') == std::string::npos && can_be_written(each.second);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const XmlReading reading{.lists = {"item", "items.entry"}, .max_depth = input.byte() % 40};
  const auto value = parse_xml(input.rest(), reading);
  if (!value) {
    require(value.error().code.starts_with("xml.") && !value.error().message.empty() && !value.error().place.empty());
    return 0;
  }
  require(
      input.rest().find("<!ENTITY") == std::string_view::npos || input.rest().find("<!--") != std::string_view::npos ||
      input.rest().find("<![CDATA[") != std::string_view::npos || input.rest().find("<?") != std::string_view::npos);
  if (!can_be_written(*value)) return 0;
  const auto text = write_xml(value->as_map());
  require(text.ok());
  const auto again = parse_xml(*text, reading);
  require(again.ok() && *again == *value);
  return 0;
}
