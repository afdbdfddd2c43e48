// The story of one record.
#include <algorithm>
#include <iostream>

#include "api/as_json.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/show.h"
#include "cli/waiting.h"
#include "engine/named_links.h"

namespace syncline::cli {
namespace {

constexpr std::size_t most = 200;

struct Story {
  Link link;
  std::vector<Event> events;  ///< oldest first
  std::vector<Effect> effects;
  std::vector<Conflict> conflicts;
  std::vector<DeadLetter> letters;
  std::vector<Stop> stops;                ///< that keep something of it from being written
  std::map<EffectId, Instant> deadlines;  ///< of what waits
};

bool is_of(const DeadLetter& letter, const Story& story) {
  return std::ranges::count(story.effects, letter.effect, &Effect::id) > 0 ||
         story.link.shadow.member(letter.record) != nullptr;
}

Story story_of(Reader& reader, LinkId id) {
  Story story;
  story.link = *reader.link(id);
  for (const Member& member : story.link.shadow.members) {
    for (Event& event : reader.events(std::nullopt, &member.key, {}, most)) story.events.push_back(std::move(event));
  }
  std::ranges::sort(story.events, {}, &Event::id);
  story.effects = reader.effects(id, {}, most);
  std::ranges::reverse(story.effects);
  story.conflicts = reader.conflicts(true, id, most);
  story.letters = reader.dead_letters(true, most);
  std::erase_if(story.letters, [&](const DeadLetter& letter) { return !is_of(letter, story); });
  story.stops = reader.stops();
  std::erase_if(story.stops, [&](const Stop& stop) { return !covers(stop, story.link); });
  for (const Effect& effect : story.effects) {
    if (const auto until = deadline_of(reader, effect)) story.deadlines.emplace(effect.id, *until);
  }
  return story;
}

std::string_view words(const Member& member) {
  if (member.state != RecordState::live) return name_of(member.state);
  if (member.duplicate) return "surplus: read, never written";
  return member.paused ? "paused" : "in step";
}

std::string_view words(const FilePart& file) {
  switch (file.state) {
    case FilePart::State::fetched: return "on its way";
    case FilePart::State::delivered: return "sent";
    case FilePart::State::refused: return "refused";
  }
  return {};
}

void print_barriers(const Story& story) {
  for (const Stop& stop : story.stops) std::cout << "STOPPED: " << text_of(stop) << "\n";
  if (!story.link.shadow.problem.empty()) std::cout << "PROBLEM: " << story.link.shadow.problem << "\n";
}

void print_files(const std::vector<FilePart>& files) {
  if (!files.empty()) std::cout << "\nFiles\n";
  for (const FilePart& file : files)
    std::cout << "  " << file.name << ", " << file.size << " bytes, from " << file.from << " to " << file.to << ": "
              << words(file) << "\n";
}

void print_writes(const Story& story) {
  std::cout << "\nWritten\n";
  for (const Effect& effect : story.effects) {
    std::cout << "  " << line_of(effect) << "\n";
    if (const auto until = story.deadlines.find(effect.id); until != story.deadlines.end())
      std::cout << "      until " << when(until->second) << ", then it is a dead letter\n";
  }
  if (story.effects.empty()) std::cout << "  nothing\n";
}

void print_text(const Story& story) {
  const Shadow& shadow = story.link.shadow;
  std::cout << story.link.entity << ", link " << story.link.id.n
            << (shadow.undecided ? ", its match is under review" : "") << "\n";
  print_barriers(story);
  std::cout << "\nRecords\n";
  for (const Member& member : shadow.members)
    std::cout << "  " << member.slot << ": " << text_of(member.key) << "  (" << words(member) << ")\n";
  std::cout << "\nAgreed\n";
  for (const auto& [name, agreed] : shadow.agreed) {
    std::cout << "  " << name << ": " << plain(agreed.value) << "  (" << agreed.origin.rule << " from "
              << agreed.origin.slot;
    if (agreed.origin.event) std::cout << ", event " << agreed.origin.event.n;
    std::cout << ", version " << agreed.version << ")\n";
  }
  std::cout << "\nSeen\n";
  for (const Event& event : story.events) std::cout << "  " << line_of(event) << "\n";
  print_writes(story);
  print_files(shadow.files);
  if (!story.conflicts.empty()) std::cout << "\nWaiting for a decision\n";
  for (const Conflict& conflict : story.conflicts) std::cout << "  " << line_of(conflict) << "\n";
  if (!story.letters.empty()) std::cout << "\nIn need of repair\n";
  for (const DeadLetter& letter : story.letters) std::cout << "  " << line_of(letter) << "\n";
}

Value value_of(const FilePart& file) {
  return Map{{"name", file.name},    {"from", file.from},     {"to", file.to},
             {"state", words(file)}, {"sha256", file.sha256}, {"size", static_cast<std::int64_t>(file.size)}};
}

template <class Thing>
Value list_of(const std::vector<Thing>& things) {
  List list;
  for (const Thing& thing : things) list.push_back(value_of(thing));
  return list;
}

Value value_of(const Story& story) {
  Map members, agreed;
  for (const Member& member : story.link.shadow.members) members.set(text_of(member.key), words(member));
  for (const auto& [name, field] : story.link.shadow.agreed) {
    agreed.set(name, Map{{"value", field.value.value},
                         {"rule", field.origin.rule},
                         {"from", field.origin.slot},
                         {"event", field.origin.event.n},
                         {"version", static_cast<std::int64_t>(field.version)}});
  }
  return Map{{"entity", story.link.entity},
             {"link", story.link.id.n},
             {"records", std::move(members)},
             {"agreed", std::move(agreed)},
             {"events", list_of(story.events)},
             {"effects", list_of(story.effects)},
             {"conflicts", list_of(story.conflicts)},
             {"dead_letters", list_of(story.letters)},
             {"files", list_of(story.link.shadow.files)},
             {"stops", list_of(story.stops)},
             {"problem", story.link.shadow.problem}};
}

}  // namespace

int trace(const Options& options) {
  return read_data(options.data, [&](Reader& reader) -> int {
    const auto links = named_links(reader, options.id, options.entity);
    if (links.empty()) {
      return complain(
          {ErrorClass::not_found, "trace.unknown", "no " + options.entity + " has the id " + options.id, options.data,
           "Give an id of one of the systems, a tax id or an e-mail address; `syncline events` shows recent ids.",
           std::nullopt},
          Exit::not_found);
    }
    if (links.size() > 1) std::cerr << links.size() << " links have this id; each is told.\n";
    List all;
    for (const LinkId id : links) {
      const Story story = story_of(reader, id);
      options.json ? all.push_back(value_of(story)) : print_text(story);
    }
    if (options.json) std::cout << write_json_pretty(Value(std::move(all))) << "\n";
    return Exit::done;
  });
}

}  // namespace syncline::cli
