// sim SEED COUNT [--mutant NAME] [--baton] [--story] [--both] [--shrink] [--only "THING,THING…"] [--brief]
// sim --planted
// Lives COUNT histories from SEED on. The first that breaks an invariant is told as a story, with the command that
// repeats it; with --shrink as a smaller one that still breaks it, with --brief in one line. --planted lists the
// planted bugs. Exit 0: all held; 1: one broke; 2: wrong usage; 3: a kind of fault never fired.
#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>

#include "base/mutant.h"
#include "tests/sim/history.h"
#include "tests/sim/shrink.h"

using namespace syncline;
using namespace syncline::sim;

namespace {

struct Wish {
  std::uint64_t seed = 1, count = 1;
  std::string mutant;
  std::set<std::string> only;
  bool baton = false, story = false, both = false, shrink = false, brief = false, planted = false, habits = false;
};

std::set<std::string> listed(std::string_view text) {
  std::set<std::string> all;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) all.emplace(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

HistoryOptions options_for(const Wish& wish, std::uint64_t seed) {
  HistoryOptions options;
  options.seed = seed;
  options.baton = wish.baton;
  options.only = wish.only;
  options.habits = wish.habits;
  return options;
}

std::optional<Wish> parse(int argc, char** argv) {
  Wish wish;
  int given = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--mutant" && i + 1 < argc)
      wish.mutant = argv[++i];
    else if (word == "--only" && i + 1 < argc)
      wish.only = listed(argv[++i]);
    else if (word == "--shrink")
      wish.shrink = true;
    else if (word == "--brief")
      wish.brief = true;
    else if (word == "--planted")
      wish.planted = true;
    else if (word == "--baton")
      wish.baton = true;
    else if (word == "--story")
      wish.story = true;
    else if (word == "--habits")
      wish.habits = true;
    else if (word == "--both")
      wish.both = true;
    else if (word.starts_with("-") || given > 1)
      return std::nullopt;
    else
      (given++ == 0 ? wish.seed : wish.count) = std::strtoull(argv[i], nullptr, 10);
  }
  if (given < 1 && !wish.planted) return std::nullopt;
  return wish;
}

void tell(const Wish& wish, std::uint64_t seed) {
  HistoryOptions options = options_for(wish, seed);
  options.story = true;
  const History history = live(options);
  const std::size_t from = wish.story || history.story.size() < 400 ? 0 : history.story.size() - 400;
  if (from > 0) std::printf("  … %zu earlier lines (--story shows all)\n", from);
  for (std::size_t i = from; i < history.story.size(); ++i) std::printf("  %s\n", history.story[i].c_str());
  for (const std::string& violation : history.violations) std::printf("BROKEN %s\n", violation.c_str());
  std::printf("again: script/sim %llu 1 --story%s%s\n", static_cast<unsigned long long>(seed),
              wish.mutant.empty() ? "" : (" --mutant " + wish.mutant).c_str(), wish.baton ? " --baton" : "");
}

/// In few steps, with the line that keeps it as a test.
void tell_shrunk(const Wish& wish, std::uint64_t seed) {
  const Shrunk small = shrink(options_for(wish, seed));
  std::string only;
  for (const std::string& thing : small.only) only += (only.empty() ? "" : ",") + thing;
  std::printf("%zu of %zu things have to happen (%zu histories lived to find that):\n", small.history.happened.size(),
              small.before, small.tried);
  for (const std::string& line : told_briefly(small.history)) std::printf("  %s\n", line.c_str());
  for (const std::string& violation : small.history.violations) std::printf("BROKEN %s\n", violation.c_str());
  const std::string again = std::to_string(seed) + " 1 --only \"" + only + "\"";
  std::printf("again: script/sim %s%s --story\n", again.c_str(),
              wish.mutant.empty() ? "" : (" --mutant " + wish.mutant).c_str());
  const std::string told = small.history.violations.empty() ? "" : small.history.violations.front();
  if (!told.empty())
    std::printf("to keep it, in tests/sim/regressions.txt: %s  # %s\n", again.c_str(),
                told.substr(0, std::min<std::size_t>(told.find('\n'), 100)).c_str());
}

bool same_on_threads(const Wish& wish, std::uint64_t seed, std::uint64_t hash) {
  HistoryOptions options = options_for(wish, seed);
  options.baton = true;
  const std::uint64_t other = live(options).hash;
  if (other != hash)
    std::printf("BROKEN determinism: seed %llu gives %016llx on fibers, %016llx on threads\n",
                static_cast<unsigned long long>(seed), static_cast<unsigned long long>(hash),
                static_cast<unsigned long long>(other));
  return other == hash;
}

}  // namespace

int main(int argc, char** argv) {
  const auto wish = parse(argc, argv);
  if (!wish) {
    std::fprintf(stderr,
                 "usage: sim SEED [COUNT] [--mutant NAME] [--baton] [--both] [--story] [--shrink] [--only THINGS] "
                 "[--brief] [--habits], or sim --planted\n");
    return 2;
  }
  if (!wish->mutant.empty() && !choose_mutant(wish->mutant)) {
    std::fprintf(stderr, "no mutant \"%s\"; sim_mutants --planted lists them\n", wish->mutant.c_str());
    return 2;
  }
  if (wish->planted) {
    for (const PlantedBug& bug : planted_bugs())
      std::printf("%.*s\t%.*s\t%.*s\t%" PRIu64 "\n", static_cast<int>(bug.name.size()), bug.name.data(),
                  static_cast<int>(bug.place.size()), bug.place.data(), static_cast<int>(bug.what.size()),
                  bug.what.data(), bug.from);
    return 0;
  }
  std::map<std::string, std::uint64_t> counts;
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t steps = 0;
  for (std::uint64_t i = 0; i < wish->count; ++i) {
    const HistoryOptions options = options_for(*wish, wish->seed + i);
    const History history = live(options);
    steps += history.steps;
    for (const auto& [name, count] : history.counts) counts[name] += count;
    if (!history.violations.empty()) {
      std::printf("seed %llu broke after %llu histories\n", static_cast<unsigned long long>(options.seed),
                  static_cast<unsigned long long>(i + 1));
      if (wish->brief)
        std::printf("BROKEN %s\n", history.violations.front().substr(0, 200).c_str());
      else if (wish->shrink)
        tell_shrunk(*wish, options.seed);
      else
        tell(*wish, options.seed);
      return 1;
    }
    if (wish->both && !same_on_threads(*wish, options.seed, history.hash)) return 1;
    if (wish->count == 1 && wish->story) tell(*wish, options.seed);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const auto& [name, count] : counts)
    std::printf("%10llu  %s\n", static_cast<unsigned long long>(count), name.c_str());
  std::printf("%llu histories from seed %llu, %.0f a second, %llu switches: all invariants held\n",
              static_cast<unsigned long long>(wish->count), static_cast<unsigned long long>(wish->seed),
              static_cast<double>(wish->count) / seconds, static_cast<unsigned long long>(steps));
  if (wish->count < 500) return 0;
  for (const char* needed : {"crashes",
                             "fault: answer lost",
                             "fault: late commit",
                             "fault: connection refused",
                             "fault: throttled",
                             "fault: server error",
                             "fault: stale read",
                             "fault: change of status refused",
                             "fault: change of status ignored",
                             "writes crm",
                             "writes erp",
                             "webhooks taken",
                             "changes of rules",
                             "changes of rules about deals",
                             "orders made",
                             "files sent",
                             "fault: calls for many",
                             "fault: refused together",
                             "fault: one among many not now",
                             "fault: part of a call late",
                             "fault: part of a call never",
                             "fault: download broken off",
                             "fault: download cut short",
                             "orders born in the ERP",
                             "held writes approved",
                             "held writes rejected",
                             "changes of status"}) {
    if (counts[needed] > 0) continue;
    std::printf("NEVER HAPPENED: %s\n", needed);
    return 3;
  }
  return 0;
}
