#include "sandbox/typing.h"

#include <utility>
#include <vector>

#include "base/text.h"

namespace syncline::sandbox {

std::string spaced(const std::string& tax_id) {
  std::string text;
  for (std::size_t i = 0; i < tax_id.size(); ++i) {
    if (i >= 2 && (i - 2) % 3 == 0) text += ' ';
    text += tax_id[i];
  }
  return text;
}

std::string retyped(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> letters{{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"},
                                                                        {"ß", "ss"}, {"ø", "o"},  {"ı", "i"}};
  std::string text = name;
  for (const auto& [from, to] : letters) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  const auto form = text.rfind(" GmbH");
  if (form != std::string::npos) text.resize(form);
  return to_upper(text);
}

}  // namespace syncline::sandbox
