#include "api/conflict_decisions.h"

#include "api/as_json.h"
#include "api/words.h"

namespace syncline {
namespace {

constexpr std::size_t most_told = 20;

Decider decider_of(const Value& words) { return {one_line(words, "by"), one_line(words, "reason")}; }

bool only_plan(const Value& words) { return words["plan"].bool_or(false); }

ConflictChoice choice_of(const Value& words) {
  ConflictChoice choice;
  choice.take = one_line(words, "take");
  if (words.as_map().contains("value")) choice.value = words["value"];
  choice.leave = words["leave"].bool_or(false);
  choice.create_again = words["create_again"].bool_or(false);
  choice.end_others = words["end_others"].bool_or(false);
  return choice;
}

Value writes_of(const std::vector<NewEffect>& effects) {
  List writes;
  for (const NewEffect& effect : effects) {
    Effect planned;
    static_cast<NewEffect&>(planned) = effect;
    writes.push_back(value_of(planned));
  }
  return writes;
}

Map decided(const Conflict& conflict, const std::string& how, const std::vector<NewEffect>& effects) {
  return Map{{"conflict", conflict.id.n},
             {"record", text_of(conflict.record)},
             {"field", conflict.field},
             {"resolution", how},
             {"writes", writes_of(effects)}};
}

Value value_of(const Resolved& resolved) {
  Map map = decided(resolved.conflict, resolved.how, resolved.effects);
  map.set("value", resolved.value.value);
  return map;
}

Value texts_of(const std::vector<RecordKey>& keys) {
  List texts;
  for (const RecordKey& key : keys) texts.emplace_back(text_of(key));
  return texts;
}

Value value_of(const Matched& matched) {
  Map map = decided(matched.conflict, matched.how, matched.effects);
  map.set("link", matched.link.n);
  map.set("records", texts_of(matched.records));
  map.set("surplus", texts_of(matched.surplus));
  return map;
}

Value refused(ConflictId id, const Error& error) { return Map{{"conflict", id.n}, {"why", describe(error)}}; }

}  // namespace

Result<void, Error> ConflictDecisions::require_project() const {
  if (setup_) return {};
  return fail(Error{ErrorClass::conflict, "project.not_running",
                    "what follows from this the project's rules say, "
                    "and it does not run",
                    "", "start it with `syncline run`, then try again", std::nullopt});
}

Result<Value, Error> ConflictDecisions::resolve(ConflictId id, const Value& words) {
  if (auto known = require_project(); !known) return fail(known.error());
  auto resolved =
      resolve_conflict(store_, *setup_, rt_.now(), id, choice_of(words), decider_of(words), only_plan(words));
  if (!resolved) return fail(resolved.error());
  return value_of(*resolved);
}

Result<Value, Error> ConflictDecisions::match(ConflictId id, const Value& words) {
  if (auto known = require_project(); !known) return fail(known.error());
  const MatchChoice choice{one_line(words, "same"), words["different"].bool_or(false)};
  auto matched = decide_match(store_, *setup_, rt_.now(), id, choice, decider_of(words), only_plan(words));
  if (!matched) return fail(matched.error());
  return value_of(*matched);
}

Result<Value, Error> ConflictDecisions::resolve_all(const Value& words) {
  if (auto known = require_project(); !known) return fail(known.error());
  ConflictClass wanted{one_line(words, "entity"), one_line(words, "field"), std::nullopt};
  const std::string kind = one_line(words, "kind");
  wanted.kind = conflict_kind_from(kind);
  if (wanted.entity.empty() || wanted.field.empty() || (!kind.empty() && !wanted.kind)) {
    return fail(Error{ErrorClass::validation, "conflict.class", "which conflicts are meant is not clear", "",
                      "name the entity and the field, and the kind as `syncline conflicts` shows it", std::nullopt});
  }
  const std::vector<ConflictId> all = conflicts_of(*store_.reader(), wanted);
  List sample, failed;
  std::int64_t done = 0, writes = 0;
  for (const ConflictId id : all) {
    const auto resolved =
        resolve_conflict(store_, *setup_, rt_.now(), id, choice_of(words), decider_of(words), only_plan(words));
    if (!resolved) {
      if (failed.size() < most_told) failed.push_back(refused(id, resolved.error()));
      continue;
    }
    ++done;
    writes += static_cast<std::int64_t>(resolved->effects.size());
    if (sample.size() < most_told) sample.push_back(value_of(*resolved));
  }
  return Value(Map{{"done", done},
                   {"left", static_cast<std::int64_t>(all.size()) - done},
                   {"writes", writes},
                   {"sample", std::move(sample)},
                   {"failed", std::move(failed)}});
}

}  // namespace syncline
