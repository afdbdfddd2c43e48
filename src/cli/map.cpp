// map: one record through its binding, field by field.
#include <algorithm>
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/connected_system.h"
#include "cli/data_folder.h"
#include "cli/open_project.h"
#include "cli/show.h"
#include "config/source.h"
#include "project/catalog.h"
#include "runtime/files.h"
#include "runtime/thread_runtime.h"

namespace syncline::cli {
namespace {

constexpr std::size_t largest_record = 16u << 20;
constexpr Duration patience = seconds(30);

struct Target {
  const ProjectSystem* system = nullptr;
  const EntityPolicy* policy = nullptr;
  const SlotRule* slot = nullptr;
};

Result<Target, Error> target_of(const Project& project, const Options& options) {
  Target target;
  std::vector<std::string> known;
  for (const auto& policy : project.entities) {
    for (const SlotRule& slot : policy->slots) {
      known.push_back(slot.system + " " + slot.object);
      if (slot.system != options.system || slot.object != options.object) continue;
      target = {project.system(slot.system), policy.get(), &slot};
    }
  }
  if (target.slot) return target;
  return fail(Error{ErrorClass::not_found, "map.unknown",
                    "the project does not sync " + options.system + " " + options.object, "",
                    "known: " + join(known, ", "), std::nullopt});
}

Result<NativeRecord, Error> from_file(const Target& target, const Options& options) {
  const auto text = real_files().read(options.file, largest_record);
  if (!text) return fail(text.error());
  auto content = parse_json(*text);
  if (!content) {
    return fail(Error{ErrorClass::validation, "map.json", "the file is no JSON", options.file,
                      "Write the record as a JSON object.", std::nullopt});
  }
  NativeRecord record;
  record.key = {target.slot->system, target.slot->object, options.id};
  record.content = std::move(*content);
  return record;
}

Result<NativeRecord, Error> from_system(const Target& target, const OpenProject& open, const Options& options) {
  ThreadRuntime rt;
  Result<NativeRecord, Error> result = NativeRecord{};
  Task asking = rt.spawn("map", [&] {
    const auto connected = connect_system(rt, *target.system, open.settings.at(target.system->name),
                                          memory_in(open.data, target.system->name));
    if (!connected) {
      result = fail(connected.error());
      return;
    }
    result = connected->port->read({target.slot->system, target.slot->object, options.id},
                                   {rt.now() + patience, Priority::interactive, ""});
  });
  asking.join();
  return result;
}

/// Where each field stands, in the words of the binding file and of the sync file's `bind`.
class Paths {
 public:
  Paths(const Sources& files, const Target& target)
      : loaded_(load(files, findings_)), catalog_(files, loaded_, findings_) {
    for (const Document* file : catalog_.bindings(target.system->connector, target.policy->entity->name)) {
      if (file->value()["object"] == Value(target.slot->object)) add(file->value()["fields"]);
    }
    for (const auto& [path, document] : loaded_.documents) {
      if (path.starts_with("sync/") && document.value()["entity"] == Value(target.policy->entity->name))
        add(document.value()["bind"][target.slot->slot]);
    }
  }
  std::string of(const std::string& field) const {
    const auto found = paths_.find(field);
    return found == paths_.end() ? "" : found->second;
  }

 private:
  void add(const Value& fields) {
    if (!fields.is_map()) return;
    for (const auto& [name, words] : fields.as_map()) paths_[name] = words_of(words);
  }
  static std::string words_of(const Value& words) {
    if (words.is_string()) return words.as_string();
    const std::string where = words["where"].is_map() ? " " + write_json(words["where"]) : "";
    const std::string part = words["part"].string_or(""), path = words["path"].string_or("");
    return part.empty() ? path : part + where + (path.empty() ? "" : " " + path);
  }

  Diagnostics findings_;
  LoadedSources loaded_;
  Catalog catalog_;
  std::map<std::string, std::string> paths_;
};

std::string why_absent(const BindingField& field, const std::string& path, Presence presence) {
  if (field.cls == BindingClass::write_only) return "it is only written, never read";
  if (presence == Presence::forbidden) return "the system hides it from this user";
  return presence == Presence::absent ? "the record came without " + path : "";
}

struct Row {
  std::string field, path, why;
  BindingClass cls = BindingClass::exact;
  bool synced = false;
  Value native;
  FieldValue canonical, normal;
};

std::vector<Row> rows_of(const Target& target, const Reading& reading, const Paths& paths) {
  std::vector<Row> rows;
  for (const BindingField& field : target.slot->binding->fields()) {
    Row row{field.name, paths.of(field.name), {}, field.cls, target.policy->field(field.name) != nullptr, {}, {}, {}};
    if (const auto bound = reading.fields.find(field.name); bound != reading.fields.end()) {
      row.native = bound->second.native;
      row.canonical = bound->second.canonical;
    }
    row.normal = target.slot->binding->normalised(field.name, row.canonical);
    row.why = why_absent(field, row.path, row.canonical.presence);
    rows.push_back(std::move(row));
  }
  return rows;
}

void print_text(const Target& target, const std::vector<Row>& rows) {
  std::cout << target.policy->entity->name << " in " << target.slot->slot << "\n";
  for (const Row& row : rows) {
    std::cout << "\n"
              << row.field << "  (" << name_of(row.cls) << (row.synced ? ")" : "; not among the synced fields)")
              << "\n  stands at  " << row.path << "\n  there      " << write_json(row.native) << "\n  means      "
              << text_of(row.canonical) << "\n";
    if (row.normal != row.canonical) std::cout << "  written    " << text_of(row.normal) << "\n";
    if (!row.why.empty()) std::cout << "  because    " << row.why << "\n";
  }
}

Value value_of(const Row& row) {
  return Map{{"field", row.field},
             {"path", row.path},
             {"class", name_of(row.cls)},
             {"synced", row.synced},
             {"native", row.native},
             {"presence", name_of(row.canonical.presence)},
             {"canonical", row.canonical.value},
             {"normalised", row.normal.value},
             {"why", row.why}};
}

int show(const Target& target, const Sources& files, const NativeRecord& record, bool json) {
  if (record.state != RecordState::live) {
    return complain({ErrorClass::not_found, "map.gone", "the record is " + std::string(name_of(record.state)),
                     text_of(record.key), "", std::nullopt},
                    Exit::not_found);
  }
  const auto reading = target.slot->binding->read(record, Instant{});
  if (!reading) return complain(reading.error(), Exit::failed);
  const auto rows = rows_of(target, *reading, Paths(files, target));
  if (!json) return print_text(target, rows), Exit::done;
  List list;
  for (const Row& row : rows) list.push_back(value_of(row));
  std::cout << write_json_pretty(Map{{"entity", target.policy->entity->name},
                                     {"slot", target.slot->slot},
                                     {"record", record.content},
                                     {"fields", std::move(list)}})
            << "\n";
  return Exit::done;
}

}  // namespace

int map_record(const Options& options) {
  const auto read = read_project(options.folder);
  if (!read) return read.error();
  if (!read->project) return show_findings(read->findings, read->files), Exit::invalid;
  const auto target = target_of(*read->project, options);
  if (!target) return complain(target.error(), Exit::not_found);
  if (!options.file.empty()) {
    const auto record = from_file(*target, options);
    return record ? show(*target, read->files, *record, options.json) : complain(record.error(), Exit::failed);
  }
  const auto open = open_project(options.folder, "");
  if (!open) return open.error();
  const auto record = from_system(*target, *open, options);
  return record ? show(*target, read->files, *record, options.json) : complain(record.error(), Exit::failed);
}

}  // namespace syncline::cli
