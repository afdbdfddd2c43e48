// How similar two texts are: Jaro-Winkler and token set for names, Levenshtein for typing errors. All in integers.
#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace syncline {
namespace {

constexpr std::int64_t million = 1'000'000;

/// The start of a text as code points: what is longer than any name is not compared to its end.
std::u32string points_of(std::string_view text) {
  constexpr std::size_t compared = 400;
  std::u32string points;
  for (std::size_t i = 0; i < text.size() && points.size() < compared;) {
    const auto lead = static_cast<unsigned char>(text[i]);
    char32_t code = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1Fu : lead < 0xF0 ? lead & 0x0Fu : lead & 0x07u;
    for (++i; i < text.size() && (text[i] & 0xC0) == 0x80; ++i) code = code << 6 | (text[i] & 0x3F);
    points += code;
  }
  return points;
}

/// Characters in common within reach of each other, in the order of `a` and in that of `b`.
void common_characters(const std::u32string& a, const std::u32string& b, std::u32string& from_a,
                       std::u32string& from_b) {
  const std::size_t reach = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
  std::vector<bool> used(b.size());
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
}

/// Winkler's measure in parts per million: Jaro's, raised for a common start (4 characters, weight 0.1) above 0.7.
std::int64_t jaro_winkler(const std::u32string& a, const std::u32string& b) {
  std::u32string from_a, from_b;
  common_characters(a, b, from_a, from_b);
  const std::int64_t matches = std::ssize(from_a);
  if (matches == 0) return 0;
  std::int64_t moved = 0;
  for (std::size_t k = 0; k < from_a.size(); ++k) moved += from_a[k] != from_b[k];
  const std::int64_t jaro = (million * matches / std::ssize(a) + million * matches / std::ssize(b) +
                             million * (matches - moved / 2) / matches) /
                            3;
  if (jaro <= 700'000) return jaro;
  const auto start = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  return jaro + std::min<std::int64_t>(start, 4) * (million - jaro) / 10;
}

std::size_t longest_common_subsequence(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (const char32_t c : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = c == b[j - 1] ? diagonal + 1 : std::max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::vector<std::string> token_set(std::string_view text) {
  std::vector<std::string> tokens = split(text, ' ');
  std::erase(tokens, "");
  std::ranges::sort(tokens);
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  return tokens;
}

/// The words in common, then the others, each part sorted: 2·LCS / length, in parts per million. Unlike the measure
/// of that name elsewhere, a name does not equal a longer one that contains all its words.
std::int64_t token_set_ratio(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> both, first, second;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  first = second = both;
  std::ranges::set_difference(a, b, std::back_inserter(first));
  std::ranges::set_difference(b, a, std::back_inserter(second));
  const std::u32string x = points_of(join(first, " ")), y = points_of(join(second, " "));
  if (x.empty() || y.empty()) return 0;
  return million * 2 * static_cast<std::int64_t>(longest_common_subsequence(x, y)) / (std::ssize(x) + std::ssize(y));
}

std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

int similarity(std::string_view a, std::string_view b) {
  const auto tokens_a = token_set(a), tokens_b = token_set(b);
  if (a == b || tokens_a == tokens_b) return 1000;
  const std::u32string x = points_of(a), y = points_of(b);
  if (x.empty() || y.empty()) return 0;
  // Which character is taken for which depends on the side that one begins from.
  const std::int64_t best = std::max({jaro_winkler(x, y), jaro_winkler(y, x), token_set_ratio(tokens_a, tokens_b)});
  return static_cast<int>(std::min<std::int64_t>((best + 500) / 1000, 999));
}

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::u32string typed = points_of(to_lower(word));
  // One error for each three letters, at least one; with two letters of three wrong it is another word.
  const std::size_t tolerated = std::max<std::size_t>(typed.size() / 3 + (typed.size() > 3 ? 1 : 0), 1);
  std::size_t least = tolerated + 1;
  std::optional<std::string> best;
  for (const std::string& candidate : candidates) {
    const std::u32string other = points_of(to_lower(candidate));
    const std::size_t distance = edit_distance(typed, other);
    if (distance >= least || 2 * distance > std::max(typed.size(), other.size())) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

}  // namespace syncline
