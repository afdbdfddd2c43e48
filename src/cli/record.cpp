// record: something that really happened becomes a mapping test.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/masking.h"
#include "cli/open_project.h"
#include "cli/verdict.h"
#include "runtime/files.h"

namespace syncline::cli {
namespace {

constexpr std::size_t most_looked_at = 200;

Error refusal(std::string code, std::string message, std::string remedy) {
  return {ErrorClass::not_found, std::move(code), std::move(message), "", std::move(remedy), std::nullopt};
}

class Recorder {
 public:
  Recorder(Reader& reader, const Project& project, bool with_personal)
      : reader_(reader), project_(project), with_personal_(with_personal) {}

  Result<MappingTest, Error> record(const Event& event) {
    for (const auto& policy : project_.entities) {
      if (policy->slot_of(event.key.system, event.key.object)) policy_ = policy.get();
    }
    if (!policy_) {
      return fail(refusal("record.unsynced", "the project does not sync " + text_of(event.key),
                          "Name the project that this data is of: --project DIR"));
    }
    test_.name = "event " + std::to_string(event.id.n) + " of " + text_of(event.key) + " is handled as it was";
    test_.entity = policy_->entity->name;
    const auto link = reader_.link(reader_.link_of(event.key));
    if (link) {
      for (const Member& member : link->shadow.members) {
        if (const auto before = latest(member.key, event.id)) add(*before, test_.given);
      }
    }
    add(event, test_.given.empty() ? test_.given : test_.when);
    return std::move(test_);
  }

 private:
  /// What was known of a record before this event.
  std::optional<Event> latest(const RecordKey& key, EventId before) {
    for (Event& event : reader_.events(std::nullopt, &key, before, most_looked_at)) {
      if (event.record) return std::move(event);
    }
    return std::nullopt;
  }

  void add(const Event& event, std::vector<GivenRecord>& records) {
    const SlotRule* rule = policy_->slot_of(event.key.system, event.key.object);
    if (!rule) return;
    GivenRecord given{rule->slot, event.key.native, GivenRecord::Form::native, {}};
    if (event.record->state != RecordState::live) given.form = GivenRecord::Form::gone;
    const auto reading = rule->binding->read(*event.record, event.seen_at);
    if (reading) add_related(*rule, *reading);
    if (event.record->content.is_map()) {
      const Value content = with_personal_ || !reading ? event.record->content
                                                       : masked(event.record->content, *reading, *policy_->entity);
      given.content = content.as_map();
    }
    records.push_back(std::move(given));
  }

  void add_related(const SlotRule& rule, const Reading& reading) {
    for (const BindingField& field : rule.binding->fields()) {
      const auto bound = reading.fields.find(field.name);
      if (field.type != FieldType::reference || bound == reading.fields.end()) continue;
      const std::string native = bound->second.canonical.value.string_or("");
      const auto link =
          native.empty() ? std::nullopt : reader_.link(reader_.link_of({rule.system, field.object, native}));
      if (!link) continue;
      RelatedLink related{link->entity, {}};
      for (const Member& member : link->shadow.members) {
        if (!member.duplicate && member.state == RecordState::live)
          related.members.emplace_back(member.slot, member.key.native);
      }
      const auto same = [&](const RelatedLink& each) {
        return each.entity == related.entity && each.members == related.members;
      };
      if (std::ranges::none_of(test_.related, same)) test_.related.push_back(std::move(related));
    }
  }

  Reader& reader_;
  const Project& project_;
  const bool with_personal_;
  const EntityPolicy* policy_ = nullptr;
  MappingTest test_;
};

std::string lines_of(const std::vector<GivenRecord>& records) {
  std::string text;
  for (const GivenRecord& each : records) {
    text += "      - " + each.slot + ":\n          id: " + write_json(each.native) + "\n";
    text += each.form == GivenRecord::Form::gone ? "          gone: true\n"
                                                 : "          record: " + write_json(each.content) + "\n";
  }
  return text;
}

/// Values are written as JSON, which is YAML as well.
std::string file_of(const MappingTest& test, const Value& expect) {
  std::string text = "entity: " + test.entity + "\n";
  if (!test.related.empty()) text += "related:\n";
  for (const RelatedLink& each : test.related) {
    Map line{{"entity", each.entity}};
    for (const auto& [slot, id] : each.members) line.set(slot, id);
    text += "  - " + write_json(line) + "\n";
  }
  text += "tests:\n  - name: " + write_json(test.name) + "\n    given:\n" + lines_of(test.given);
  if (!test.when.empty()) text += "    when:\n" + lines_of(test.when);
  text += "    expect:\n";
  for (const auto& [key, value] : expect.as_map()) {
    if (key != "reason") text += "      " + key + ": " + write_json(value) + "\n";
  }
  return text;
}

int put(const std::string& path, const std::string& text) {
  if (path.empty()) return std::cout << text, Exit::done;
  if (real_files().exists(path)) {
    return complain({ErrorClass::validation, "record.exists", "there is such a file already; nothing was written", path,
                     "Name another file.", std::nullopt},
                    Exit::refused);
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (!folder.empty()) {
    if (const auto made = real_files().make_folder(folder); !made) return complain(made.error(), Exit::failed);
  }
  if (const auto written = real_files().write(path, text); !written) return complain(written.error(), Exit::failed);
  std::cerr << "Written to " << path << ": what it expects is what today's rules do; read it before you keep it.\n";
  return Exit::done;
}

}  // namespace

int record(const Options& options) {
  const auto read = read_project(options.folder);
  if (!read) return read.error();
  if (!read->project) return show_findings(read->findings, read->files), Exit::invalid;
  return read_data(options.data, [&](Reader& reader) -> int {
    const auto event = reader.event(EventId{options.number});
    if (!event) {
      return complain(refusal("record.unknown", "there is no event " + std::to_string(options.number),
                              "`syncline events` shows the latest ones."),
                      Exit::not_found);
    }
    if (!event->record) {
      return complain(refusal("record.hint",
                              "event " + std::to_string(options.number) +
                                  " holds no content: it only said "
                                  "that the record changed",
                              "Take another event of this record, one that came by poll."),
                      Exit::failed);
    }
    const auto test = Recorder(reader, *read->project, options.with_personal).record(*event);
    if (!test) return complain(test.error(), Exit::not_found);
    const auto rehearsed = rehearse(*read->project, *test);
    if (!rehearsed) return complain(rehearsed.error(), Exit::failed);
    return put(options.out, file_of(*test, expectation_of(*rehearsed)));
  });
}

}  // namespace syncline::cli
