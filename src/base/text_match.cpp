// Text for matching: forms in which two spellings of one name are equal, and how similar two names are.
#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <set>

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "base/text.h"

namespace syncline {
namespace {

/// German umlauts are written out, as their bearers do ("Müller" = "Mueller"); everything else loses its accents.
std::string to_ascii(const std::string& folded) {
  // A Transliterator keeps state while it runs.
  static std::mutex mutex;
  static const std::unique_ptr<icu::Transliterator> rules = [] {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createFromRules(
        "match", u"ä > ae; ö > oe; ü > ue; ß > ss; æ > ae; ø > oe; å > aa; :: Any-Latin; :: Latin-ASCII; :: Lower;",
        UTRANS_FORWARD, where, status));
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

constexpr std::array<std::string_view, 38> legal_forms{
    "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "haftungsbeschraenkt", "ek", "ev", "eg", "se", "co", "cie", "und",
    "and", "ltd", "limited", "inc", "incorporated", "llc", "llp", "plc", "corp", "corporation", "company", "sa", "sas", "sarl",
    "srl", "spa", "bv", "nv", "ab", "as", "oy", "oyj"};

bool is_legal_form(const std::string& word) { return std::ranges::find(legal_forms, word) != legal_forms.end(); }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::string& word : split(text, ' ')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

/// Jaro-Winkler in parts per thousand, in integers.
int jaro_winkler(std::string_view a, std::string_view b) {
  if (a == b) return 1000;
  if (a.empty() || b.empty()) return 0;
  const std::size_t reach = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
  std::vector<bool> used(b.size());
  std::string from_a, from_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t low = i > reach ? i - reach : 0, high = std::min(b.size(), i + reach + 1);
    for (std::size_t j = low; j < high; ++j) {
      if (used[j] || a[i] != b[j]) continue;
      used[j] = true;
      from_a += a[i];
      break;
    }
  }
  for (std::size_t j = 0; j < b.size(); ++j) {
    if (used[j]) from_b += b[j];
  }
  const auto matches = static_cast<std::int64_t>(from_a.size());
  if (matches == 0) return 0;
  std::int64_t moved = 0;
  for (std::size_t k = 0; k < from_a.size(); ++k) moved += from_a[k] != from_b[k];
  const auto la = static_cast<std::int64_t>(a.size()), lb = static_cast<std::int64_t>(b.size());
  const std::int64_t jaro = (1000 * matches / la + 1000 * matches / lb + 1000 * (2 * matches - moved) / (2 * matches)) / 3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  return static_cast<int>(std::min<std::int64_t>(jaro + static_cast<std::int64_t>(prefix) * (1000 - jaro) / 10, 999));
}

std::string sorted_words(std::string_view text) {
  auto words = words_of(text);
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return join(words, " ");
}

}  // namespace

std::string match_form(std::string_view text) {
  std::string out;
  for (const char c : to_ascii(to_nfc(to_lower(text)))) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += kept ? c : ' ';
  }
  return join(words_of(out), " ");
}

std::string company_match_form(std::string_view text) {
  auto words = words_of(match_form(text));
  // "e.K." and "S.A." fall apart into letters: joined again before the list is asked.
  while (words.size() > 2 && words.back().size() == 1 && words[words.size() - 2].size() == 1) {
    const std::string joined = words[words.size() - 2] + words.back();
    words.resize(words.size() - 2);
    words.push_back(joined);
  }
  while (words.size() > 1 && is_legal_form(words.back())) words.pop_back();
  return join(words, " ");
}

int similarity(std::string_view a, std::string_view b) {
  const std::string words_a = sorted_words(a), words_b = sorted_words(b);
  if (a == b || words_a == words_b) return 1000;
  return std::max({jaro_winkler(a, b), jaro_winkler(b, a), jaro_winkler(words_a, words_b), jaro_winkler(words_b, words_a)});
}

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string folded = to_lower(word);
  std::optional<std::string> best;
  int least = static_cast<int>(word.size()) / 3 + 1;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(folded, to_lower(candidate));
    if (distance < least || (distance == least && !best)) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace syncline
