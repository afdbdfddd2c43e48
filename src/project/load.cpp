// load_project(): the steps in their order.
#include <algorithm>
#include <iterator>

#include "base/hash.h"
#include "base/text.h"
#include "project/compilation.h"
#include "project/sync_schema.h"

namespace syncline {
namespace {

constexpr const char* sync_globs[] = {"sync/*.yaml", "sync/*.yml"};
constexpr const char* query_globs[] = {"queries/*.yaml", "queries/*.yml"};
constexpr const char* test_globs[] = {"tests/*.yaml", "tests/*.yml"};
constexpr const char* later_globs[] = {"flows/*.yaml", "flows/*.yml"};

void read_tables(Compilation& c) {
  const std::set<std::string> by_slot = tables_of_fields(c.loaded);
  for (const auto& [path, table] : c.loaded.tables) {
    if (!matches_glob(path, "maps/*.csv") || by_slot.contains(table_name(path))) continue;
    auto read = read_value_table(table);
    if (read) {
      c.tables.emplace(table_name(path), std::move(*read));
    } else {
      c.findings.append(std::move(read).error());
    }
  }
}

bool is_synced(Compilation& c, const SyncDraft& draft) {
  if (draft.entity->kind != EntityKind::query) return true;
  c.report("P031", draft.document.place("entity"),
           in_quotes(draft.entity->name) + " is asked for when it is needed; it is not synced",
           "move the file to queries/ (docs/guides/queries.md)");
  return false;
}

void read_sync_file(Compilation& c, const Document& document, std::vector<SyncDraft>& drafts) {
  SyncDraft draft{.document = document, .file = check(document, sync_file_schema(), c.findings)};
  refuse_references(c, document, [](const std::string&) { return false; });
  if (!find_entity(c, draft) || !is_synced(c, draft)) return;
  for (const SyncDraft& other : drafts) {
    if (other.entity->name != draft.entity->name) continue;
    return c.report("P007", document.place("entity"),
                    "the entity " + draft.entity->name + " is synced by " + other.document.file() + " already",
                    "bring both files together in one");
  }
  if (!draft.file["systems"].is_map()) return;  // said already; all that follows would only repeat it
  read_slots(c, draft);
  drafts.push_back(std::move(draft));
}

void read_rules(Compilation& c, Drafts& drafts) {
  plan_computed(c, drafts);
  for (SyncDraft& draft : drafts) {
    read_fields(c, draft);
    read_match(c, draft);
    read_stage(c, draft);
    read_transitions(c, draft);
    read_timing(c, draft);
    read_write_rules(c, draft);
  }
  for (SyncDraft& draft : drafts) {
    read_conditions(c, drafts, draft);
    compile_computed(c, drafts, draft);
    read_requirements(c, drafts, draft);
    read_file_rules(c, drafts, draft);
  }
}

bool is_sync_file(std::string_view path) {
  return std::ranges::any_of(sync_globs, [&](const char* glob) { return matches_glob(path, glob); });
}

bool is_query_file(std::string_view path) {
  return std::ranges::any_of(query_globs, [&](const char* glob) { return matches_glob(path, glob); });
}

bool is_test_file(std::string_view path) {
  return std::ranges::any_of(test_globs, [&](const char* glob) { return matches_glob(path, glob); });
}

void check_use(Compilation& c, const std::vector<SyncDraft>& drafts) {
  const auto sync_files = std::ranges::count_if(c.files, [](const auto& file) { return is_sync_file(file.first); });
  if (sync_files == 0) {
    return c.warn("P035", {"syncline.yaml"}, "there is no file in sync/: nothing is kept in step",
                  "write sync/customer.yaml");
  }
  std::set<std::string> used;
  for (const SyncDraft& draft : drafts) {
    for (const std::string& slot : draft.slot_names) used.insert(slot.substr(0, slot.find('.')));
  }
  for (const QueryRule& query : c.project.queries) used.insert(query.system);
  if (std::ssize(drafts) != sync_files) return;
  for (const ProjectSystem& system : c.project.systems) {
    if (used.contains(system.name)) continue;
    const auto file = c.loaded.documents.find("syncline.yaml");
    if (file == c.loaded.documents.end()) continue;
    c.warn("P034", file->second.key_place("systems." + system.name),
           "the system " + system.name + " is used by no file in sync/", "sync it, or remove it");
  }
  for (const auto& [name, table] : c.tables) {
    if (!c.used_tables.contains(name)) {
      c.warn("P044", {"maps/" + name + ".csv"}, "no binding uses the value table " + in_quotes(name),
             "name it in a binding (map: " + name + "), or remove it");
    }
  }
}

void refuse_later_files(Compilation& c) {
  for (const char* glob : later_globs) {
    for (const std::string& path : c.loaded.matching(glob)) {
      c.report("P031", {path}, std::string(glob).substr(0, 5) + "/ is not supported yet by this version",
               "move the file out of the project");
    }
  }
}

std::string hash_of_files(const Sources& own, const Sources& builtins) {
  Map files;
  for (const Sources* sources : {&builtins, &own}) {
    for (const auto& [path, text] : *sources) {
      if (!is_test_file(path)) files.set(path, text);
    }
  }
  return to_hex(hash_of(Value(std::move(files))));
}

}  // namespace

bool find_entity(Compilation& c, SyncDraft& draft) {
  if (!draft.file["entity"].is_string()) return false;
  const std::string& name = draft.file["entity"].as_string();
  if (!c.catalog.has_entity(name)) {
    c.report_unknown("P003", draft.document.place("entity"), "there is no entity " + in_quotes(name), name,
                     c.catalog.entities());
    return false;
  }
  draft.entity = c.catalog.entity(name);
  draft.policy.entity = draft.entity;
  return draft.entity != nullptr;
}

std::shared_ptr<const Project> load_project(const Sources& files, Diagnostics& findings) {
  Diagnostics own;
  const LoadedSources loaded = load(files, own);
  Compilation c{.files = files, .loaded = loaded, .findings = own};
  read_tables(c);
  read_project_file(c);
  std::vector<SyncDraft> drafts;
  for (const auto& [path, document] : loaded.documents) {
    if (is_sync_file(path)) read_sync_file(c, document, drafts);
  }
  read_rules(c, drafts);
  check_together(c, drafts);
  for (const auto& [path, document] : loaded.documents) {
    if (is_query_file(path)) read_query(c, document, drafts);
  }
  check_use(c, drafts);
  for (const auto& [path, document] : loaded.documents) {
    if (is_test_file(path)) read_tests(c, document, drafts);
  }
  refuse_later_files(c);
  c.catalog.read_the_rest();
  for (SyncDraft& draft : drafts) {
    for (PollPlan& poll : draft.polls) c.project.polls.push_back(std::move(poll));
    for (SlotDraft& slot : draft.slots) draft.policy.slots.push_back(std::move(slot.rule));
    for (OwnSlot& slot : draft.own_slots) draft.policy.slots.push_back(std::move(slot.rule));
    c.project.entities.push_back(std::make_shared<const EntityPolicy>(std::move(draft.policy)));
  }
  c.project.config_id = hash_of_files(files, c.catalog.used_builtins());
  const bool good = !own.has_errors();
  findings.append(std::move(own));
  return good ? std::make_shared<const Project>(std::move(c.project)) : nullptr;
}

}  // namespace syncline
