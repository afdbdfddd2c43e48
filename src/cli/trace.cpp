// The story of one record.
#include <algorithm>
#include <iostream>

#include "api/as_json.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/show.h"
#include "engine/named_links.h"

namespace syncline::cli {
namespace {

constexpr std::size_t most = 200;

struct Story {
  Link link;
  std::vector<Event> events;  ///< oldest first
  std::vector<Effect> effects;
  std::vector<Conflict> conflicts;
};

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
  return story;
}

std::string_view words(const Member& member) {
  if (member.state != RecordState::live) return name_of(member.state);
  if (member.duplicate) return "surplus: read, never written";
  return member.paused ? "paused" : "in step";
}

void print_text(const Story& story) {
  const Shadow& shadow = story.link.shadow;
  std::cout << story.link.entity << ", link " << story.link.id.n
            << (shadow.undecided ? ", its match is under review" : "") << "\n\nRecords\n";
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
  std::cout << "\nWritten\n";
  for (const Effect& effect : story.effects) std::cout << "  " << line_of(effect) << "\n";
  if (story.effects.empty()) std::cout << "  nothing\n";
  if (!story.conflicts.empty()) std::cout << "\nWaiting for a decision\n";
  for (const Conflict& conflict : story.conflicts) std::cout << "  " << line_of(conflict) << "\n";
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
  return Map{{"entity", story.link.entity},          {"link", story.link.id.n},
             {"records", std::move(members)},        {"agreed", std::move(agreed)},
             {"events", list_of(story.events)},      {"effects", list_of(story.effects)},
             {"conflicts", list_of(story.conflicts)}};
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
