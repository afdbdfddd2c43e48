#include "tests/sim/shrink.h"

#include <algorithm>
#include <charconv>

namespace syncline::sim {
namespace {

constexpr std::size_t most_tried = 3000;
const std::string nothing = "nothing";  // an empty list would be everything

/// "I5" of "I5: customer …".
std::string invariant_of(const History& history) {
  const std::string& first = history.violations.front();
  return first.substr(0, first.find(':'));
}

class Search {
 public:
  explicit Search(const HistoryOptions& options) : options_(options) {}

  Shrunk run() {
    Shrunk out;
    History whole = live(options_);
    out.before = whole.happened.size();
    if (!whole.violations.empty()) {
      broken_ = invariant_of(whole);
      kept_ = std::move(whole.happened);
      make_smaller();
      out.only = set_of(kept_);
    }
    options_.only = out.only;
    options_.story = true;
    out.history = live(options_);
    out.tried = tried_;
    return out;
  }

 private:
  static std::set<std::string> set_of(const std::vector<std::string>& list) {
    std::set<std::string> all(list.begin(), list.end());
    if (all.empty()) all.insert(nothing);
    return all;
  }

  /// Takes away ever smaller pieces, from the end first: what comes late has the fewest consequences.
  void make_smaller() {
    for (std::size_t piece = kept_.size(); piece > 0 && tried_ < most_tried;) {
      const bool smaller = take_away_pieces(piece);
      if (!smaller || piece > 1) piece = piece == 1 ? 0 : (piece + 1) / 2;
    }
  }

  bool take_away_pieces(std::size_t piece) {
    bool any = false;
    for (std::size_t end = kept_.size(); end > 0 && tried_ < most_tried;) {
      const std::size_t begin = end > piece ? end - piece : 0;
      std::vector<std::string> rest(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(begin));
      rest.insert(rest.end(), kept_.begin() + static_cast<std::ptrdiff_t>(end), kept_.end());
      if (still_breaks(rest)) any = true;
      end = std::min(begin, kept_.size());
    }
    return any;
  }

  bool still_breaks(const std::vector<std::string>& part) {
    ++tried_;
    options_.only = set_of(part);
    History history = live(options_);
    if (history.violations.empty() || invariant_of(history) != broken_) return false;
    kept_ = std::move(history.happened);
    return true;
  }

  HistoryOptions options_;
  std::string broken_;
  std::vector<std::string> kept_;
  std::size_t tried_ = 0;
};

}  // namespace

Shrunk shrink(const HistoryOptions& options) { return Search(options).run(); }

std::vector<std::string> told_briefly(const History& history) {
  std::vector<std::string> lines;
  for (const std::string& line : history.story) {
    const auto at = line.find('+'), note = line.find("us note ");
    if (at == std::string::npos || note == std::string::npos) continue;
    std::int64_t us = 0;
    std::from_chars(line.data() + at + 1, line.data() + note, us);
    std::string milliseconds = std::to_string(us / 1000 % 1000);
    milliseconds.insert(0, 3 - milliseconds.size(), '0');
    lines.push_back("after " + std::to_string(us / 1'000'000) + "." + milliseconds + " s: " + line.substr(note + 8));
  }
  return lines;
}

}  // namespace syncline::sim
