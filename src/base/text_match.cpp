// Forms of a text in which two spellings of one name are equal.
#include <algorithm>
#include <memory>
#include <mutex>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "base/legal_forms.h"
#include "base/text.h"

namespace syncline {
namespace {

/// Umlauts are written out, as their bearers do ("Müller" = "Mueller"); everything else loses its accents.
constexpr const char16_t* ascii_rules =
    u"ä > ae; ö > oe; ü > ue; æ > ae; ø > oe; å > aa; :: Any-Latin; :: Latin-ASCII; :: Lower;";

std::string to_ascii(const std::string& folded) {
  if (std::ranges::all_of(folded, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return folded;
  // A Transliterator keeps state while it runs.
  static std::mutex mutex;
  static const std::unique_ptr<icu::Transliterator> rules = [] {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createFromRules("match", ascii_rules, UTRANS_FORWARD, where, status));
  }();
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(folded);
  {
    const std::lock_guard hold(mutex);
    if (rules) rules->transliterate(text);
  }
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words = split(text, ' ');
  std::erase(words, "");
  return words;
}

/// How many words at the end are one legal form; never all of them.
std::size_t legal_form_at_end(const std::vector<std::string>& words) {
  for (std::size_t count = std::min(longest_legal_form, words.size() - 1); count > 0; --count) {
    std::string joined;
    for (std::size_t i = words.size() - count; i < words.size(); ++i) joined += words[i];
    if (is_legal_form(joined)) return count;
  }
  return 0;
}

}  // namespace

std::string match_form(std::string_view text) {
  std::string out;
  for (const char c : to_ascii(fold_case(text))) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += kept ? c : ' ';
  }
  return join(words_of(out), " ");
}

std::string company_match_form(std::string_view text) {
  auto words = words_of(match_form(text));
  while (words.size() > 1) {
    const std::size_t count = legal_form_at_end(words);
    if (count == 0) break;
    words.resize(words.size() - count);
  }
  return join(words, " ");
}

}  // namespace syncline
