#include <iostream>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"

namespace syncline::cli {
namespace {

using Numbers = std::map<std::string, std::uint64_t>;

Value value_of(const Numbers& numbers) {
  Map map;
  for (const auto& [name, count] : numbers) map.set(name, static_cast<std::int64_t>(count));
  return map;
}

void print(const char* title, const Numbers& numbers) {
  for (const auto& [name, count] : numbers) {
    if (count > 0) std::cout << title << name << ": " << count << "\n";
  }
}

void print_json(const Counts& counts, const std::string& refused) {
  std::cout << write_json_pretty(
                   Map{{"records", value_of(counts.records)},
                       {"links", value_of(counts.links)},
                       {"events", value_of(counts.events)},
                       {"effects", value_of(counts.effects)},
                       {"open_conflicts", static_cast<std::int64_t>(counts.open_conflicts)},
                       {"dead_letters", static_cast<std::int64_t>(counts.dead_letters)},
                       {"refused_project", refused},
                       {"duplicates", static_cast<std::int64_t>(counts.duplicates)},
                       {"oldest_queued", counts.oldest_queued ? Value(to_iso(*counts.oldest_queued)) : Value()}})
            << "\n";
}

void print_text(const Counts& counts, const std::string& refused) {
  print("records in ", counts.records);
  print("links of ", counts.links);
  print("events ", counts.events);
  print("writes to ", counts.effects);
  std::cout << "readings that said nothing new: " << counts.duplicates << "\n"
            << "open conflicts: " << counts.open_conflicts << "\n"
            << "dead letters: " << counts.dead_letters << "\n"
            << "oldest event waiting: " << (counts.oldest_queued ? to_iso(*counts.oldest_queued) : "none") << "\n";
  if (!refused.empty())
    std::cout << "\nThe project was changed and has errors, so what ran before goes on:\n\n" << refused << "\n";
}

}  // namespace

int status(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    const Counts counts = reader.counts();
    const std::string refused = reader.setting(refused_project_key).value_or("");
    options.json ? print_json(counts, refused) : print_text(counts, refused);
    return Exit::done;
  });
}

}  // namespace syncline::cli
