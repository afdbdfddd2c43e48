// Any bytes as the HTML of a rich text field: text that, written as HTML, reads as the same text.
#include "base/text.h"
#include "bind/html_text.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string html(reinterpret_cast<const char*>(data), size);
  const std::string text = text_of_html(html);
  require(!is_valid_utf8(html) || is_valid_utf8(text));
  require(text_of_html(html_of_text(text)) == text);
  return 0;
}
