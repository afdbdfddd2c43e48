// events, conflicts, dead-letters.
#include <iostream>
#include <vector>

#include "api/as_json.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/show.h"

namespace syncline::cli {
namespace {

template <class Thing>
int print(const std::vector<Thing>& things, bool json, const char* none) {
  if (json) {
    List list;
    for (const Thing& thing : things) list.push_back(value_of(thing));
    std::cout << write_json_pretty(Value(std::move(list))) << "\n";
    return Exit::done;
  }
  for (const Thing& thing : things) std::cout << line_of(thing) << "\n";
  if (things.empty()) std::cerr << none << "\n";
  return Exit::done;
}

/// A conflict about an identity is shown by the name of one of its records.
std::vector<Conflict> named(Reader& reader, std::vector<Conflict> conflicts) {
  for (Conflict& each : conflicts) {
    const auto link = each.record.native.empty() ? reader.link(each.link) : std::nullopt;
    if (const RecordKey* any = link ? link->shadow.any_key() : nullptr) each.record = *any;
  }
  return conflicts;
}

std::size_t most(const Options& options) { return static_cast<std::size_t>(options.limit); }

}  // namespace

int events(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    return print(reader.events(std::nullopt, nullptr, {}, most(options)), options.json, "No events.");
  });
}

int conflicts(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    return print(named(reader, reader.conflicts(!options.all, {}, most(options))), options.json,
                 "Nothing is waiting for a decision.");
  });
}

int dead_letters(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    return print(reader.dead_letters(!options.all, most(options)), options.json, "Nothing needs repair.");
  });
}

int holds(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    const auto holds = reader.holds(!options.all, most(options));
    List list;
    for (const Hold& hold : holds) {
      const auto sample = reader.held(hold.id, {}, 5);
      options.json ? list.push_back(value_of(hold, sample))
                   : static_cast<void>(std::cout << line_of(hold, sample) << "\n");
    }
    if (options.json) std::cout << write_json_pretty(Value(std::move(list))) << "\n";
    if (holds.empty() && !options.json) std::cerr << "Nothing is held.\n";
    return Exit::done;
  });
}

}  // namespace syncline::cli
