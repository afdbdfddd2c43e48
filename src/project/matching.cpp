// `match` of a sync file → which records are the same.
#include <algorithm>

#include "project/compilation.h"

namespace syncline {
namespace {

int per_thousand(const Decimal& share) {
  const auto thousandths = multiply(share, Decimal(1000));
  const auto whole = thousandths ? thousandths->rounded(0, Rounding::half_up) : thousandths;
  return whole ? static_cast<int>(whole->to_int64().value_or(1000)) : 1000;
}

class MatchReader {
 public:
  MatchReader(Compilation& c, SyncDraft& draft) : c_(c), draft_(draft) {}

  void read(const List& rules) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      path_ = "match." + std::to_string(i);
      if (rules[i].is_string()) {
        read_exact(rules[i].as_string());
      } else if (rules[i].is_map() && !rules[i]["within"].is_null()) {
        read_within(rules[i]);
      } else if (rules[i].is_map()) {
        read_similar(rules[i]);
      }
    }
  }

 private:
  Place at(const std::string& key = "") const { return draft_.document.place(key.empty() ? path_ : path_ + "." + key); }

  bool is_comparable(const std::string& field, const Place& place) {
    const FieldSpec* spec = draft_.entity->field(field);
    if (!spec) {
      std::vector<std::string> names;
      for (const FieldSpec& each : draft_.entity->fields) names.push_back(each.name);
      c_.report_unknown("P010", place, "the entity " + draft_.entity->name + " has no field " + in_quotes(field), field,
                        names);
      return false;
    }
    if (draft_.slots.size() != draft_.slot_names.size()) return true;
    std::vector<std::string> without;
    for (const SlotDraft& slot : draft_.slots) {
      const FieldBinding* bound = slot.binding.field(field);
      if (!bound || !bound->readable) without.push_back(slot.rule.slot);
    }
    if (draft_.slots.size() - without.size() >= 2 || draft_.slots.size() < 2) return true;
    c_.report("P018", place,
              "records cannot be matched by " + in_quotes(field) + ": it cannot be read in " + words_of(without),
              "match by a field that both sides show, or bind it there");
    return false;
  }

  void read_exact(const std::string& field) {
    if (!is_comparable(field, at())) return;
    draft_.policy.match.exact.push_back(field);
  }

  void read_within(const Value& words) {
    const WithinRule rule{words["field"].string_or(""), words["within"].string_or("")};
    const bool known = is_comparable(rule.field, at("field")) && is_comparable(rule.within, at("within"));
    const FieldSpec* parent = draft_.entity->field(rule.within);
    if (parent && (parent->type != FieldType::reference || !keeps(draft_, rule.within))) {
      const bool refers = parent->type == FieldType::reference;
      c_.report("P078", at("within"),
                in_quotes(rule.within) + (refers ? " is not among the synced fields" : " refers to no other record"),
                refers ? "add it to fields" : "name a reference, such as customer");
    } else if (known) {
      draft_.policy.match.within.push_back(rule);
    }
  }

  void read_similar(const Value& words) {
    SimilarRule rule;
    rule.field = words["similar"].string_or("");
    rule.and_field = words["and"].string_or("");
    if (words["at_least"].is_number()) {
      rule.at_least = per_thousand(words["at_least"].as_decimal());
    }
    is_comparable(rule.field, at("similar"));
    if (!rule.and_field.empty()) is_comparable(rule.and_field, at("and"));
    if (words["then"].string_or("") == "link") {
      c_.report("P019", at("then"), "records that are only similar are not linked without a person's decision",
                "write then: review");
    }
    if (draft_.policy.match.similar) {
      c_.report("P019", at(), "there is a second rule of likeness; one is possible", "keep the better one");
    }
    draft_.policy.match.similar = std::move(rule);
  }

  Compilation& c_;
  SyncDraft& draft_;
  std::string path_;
};

}  // namespace

void read_match(Compilation& c, SyncDraft& draft) {
  const Value& rules = draft.file["match"];
  if (rules.is_list()) MatchReader(c, draft).read(rules.as_list());
  const bool none = rules.is_null() || (rules.is_list() && rules.as_list().empty());
  if (!none || draft.slot_names.size() < 2) return;
  const auto unlisted = std::ranges::count_if(draft.slots, [&](const SlotDraft& slot) {
    const ObjectSpec* object = c.object(slot.rule.system, slot.rule.object);
    return object && !object->traits.can_list;
  });
  if (draft.slot_names.size() - static_cast<std::size_t>(unlisted) < 2) return;
  const Value& create = draft.file["create"];
  const bool creates = create.is_map() && std::ranges::any_of(create.as_map(), [](const auto& each) {
                         return each.second.string_or("") != "never";
                       });
  c.warn("P049", draft.document.place("entity"),
         creates ? "records are created, but nothing tells which are there already: those would be made twice"
                 : "nothing tells which records are the same, so none will ever be linked",
         "add match: a list of fields that identify a " + draft.entity->name);
}

}  // namespace syncline
