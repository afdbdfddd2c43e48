// audit: what a comparison of the systems found: which records belong together, which stand alone, which are for
// review.
#include <iostream>
#include <set>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "engine/stages.h"

namespace syncline::cli {
namespace {

constexpr std::size_t batch = 500;

struct Findings {
  bool complete = false;        ///< every system was read, and what was read is matched
  std::uint64_t linked = 0;     ///< in two systems or more
  std::uint64_t ambiguous = 0;  ///< one record fits several of another system: for review
  std::uint64_t alike = 0;      ///< records that only resemble others: for review
  std::uint64_t duplicates = 0;
  std::map<std::string, std::uint64_t> alone;  ///< by slot
};

void add(Findings& found, const Shadow& shadow) {
  std::set<Slot> slots;
  std::uint64_t surplus = 0;
  for (const Member& member : shadow.members) {
    if (member.state != RecordState::live && member.state != RecordState::hidden) continue;
    slots.insert(member.slot);
    surplus += member.duplicate ? 1 : 0;
  }
  if (slots.empty()) return;
  if (shadow.undecided) {
    ++(slots.size() > 1 ? found.ambiguous : found.alike);
    return;
  }
  found.duplicates += surplus;
  ++(slots.size() > 1 ? found.linked : found.alone[*slots.begin()]);
}

Findings findings_of(Reader& reader, const std::string& entity) {
  Findings found;
  found.complete = reader.setting(released_key(entity)).has_value();
  LinkId after;
  for (;;) {
    const auto links = reader.links({entity, ""}, after, batch);
    if (links.empty()) return found;
    for (const LinkId id : links) {
      if (const auto link = reader.link(id); link && link->id == id) add(found, link->shadow);
    }
    after = links.back();
  }
}

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

Value value_of(const Findings& found) {
  Map alone;
  for (const auto& [slot, count] : found.alone) alone.set(slot, number(count));
  return Map{{"complete", found.complete},   {"linked", number(found.linked)},
             {"alone", std::move(alone)},    {"ambiguous", number(found.ambiguous)},
             {"alike", number(found.alike)}, {"duplicates", number(found.duplicates)}};
}

void print(const std::string& entity, const Findings& found) {
  std::cout << entity << (found.complete ? "" : " (not everything is read and matched yet)") << "\n"
            << "  linked: " << found.linked << "\n";
  for (const auto& [slot, count] : found.alone) std::cout << "  only in " << slot << ": " << count << "\n";
  std::cout << "  for review, since a record fits several: " << found.ambiguous << "\n"
            << "  for review, since they are only alike: " << found.alike << "\n"
            << "  surplus records, entered twice: " << found.duplicates << "\n";
}

}  // namespace

int audit(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    Map all;
    for (const auto& [entity, count] : reader.counts().links) {
      const Findings found = findings_of(reader, entity);
      if (options.json) {
        all.set(entity, value_of(found));
      } else {
        print(entity, found);
      }
    }
    if (options.json) {
      std::cout << write_json_pretty(all) << "\n";
    } else if (reader.counts().links.empty()) {
      std::cerr << "Nothing is read yet.\n";
    }
    return Exit::done;
  });
}

}  // namespace syncline::cli
