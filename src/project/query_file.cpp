// queries/<entity>.yaml → QueryRule.
#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"
#include "project/query_schema.h"

namespace syncline {
namespace {

bool is_question(Compilation& c, const SyncDraft& draft) {
  if (draft.entity->kind == EntityKind::query) return true;
  c.report("P082", draft.document.place("entity"),
           in_quotes(draft.entity->name) + " is kept in step, it is no question", "move the file to sync/");
  return false;
}

bool can_be_asked(Compilation& c, const SyncDraft& draft, const Drafts& drafts, const SlotDraft& slot) {
  const std::string of = draft.file["of"].string_or("");
  const SyncDraft* about = draft_of(drafts, of);
  if (!about) {
    std::vector<std::string> synced;
    for (const SyncDraft& each : drafts) synced.push_back(each.entity->name);
    c.report_unknown("P082", draft.document.place("of"), "nothing in sync/ keeps " + in_quotes(of) + " in step", of,
                     synced);
    return false;
  }
  const auto is_there = [&](const SlotDraft& each) { return each.rule.system == slot.rule.system; };
  if (std::ranges::none_of(about->slots, is_there)) {
    c.report("P082", slot.at, "no " + of + " is synced with " + slot.rule.system + ", so it has no id there",
             "ask a system of sync/" + of + ".yaml");
    return false;
  }
  if (c.object(slot.rule.system, slot.rule.object)->read) return true;
  c.report("P082", slot.at, "the connector does not say how to read one " + in_quotes(slot.rule.object),
           "name an object that it can read by its id");
  return false;
}

}  // namespace

void read_query(Compilation& c, const Document& document, const Drafts& drafts) {
  SyncDraft draft{.document = document, .file = check(document, query_file_schema(), c.findings)};
  refuse_references(c, document, [](const std::string&) { return false; });
  if (!find_entity(c, draft) || !is_question(c, draft) || !draft.file["systems"].is_map()) return;
  const auto same = [&](const QueryRule& each) { return each.entity->name == draft.entity->name; };
  if (std::ranges::any_of(c.project.queries, same)) {
    return c.report("P007", document.place("entity"), "another file asks for " + draft.entity->name + " already",
                    "bring both files together in one");
  }
  if (draft.file["systems"].as_map().size() != 1) {
    return c.report("P082", document.place("systems"), "one system answers a question, not several",
                    "name one: systems: {erp: stock}");
  }
  read_slots(c, draft);
  if (draft.slots.empty() || !can_be_asked(c, draft, drafts, draft.slots.front())) return;
  const SlotRule& slot = draft.slots.front().rule;
  const auto time = [&](const char* key) { return parse_duration(draft.file[key].string_or("")).value_or(Duration{}); };
  c.project.queries.push_back({draft.entity, draft.file["of"].string_or(""), slot.system, slot.object, slot.binding,
                               time("within"), time("fresh"), time("keep")});
}

}  // namespace syncline
