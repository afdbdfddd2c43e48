#include "sandbox/customermates/record_mutation.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::customermates {
namespace {

struct Ref {
  const RecordType* type = nullptr;
  std::string id = {};

  friend bool operator==(const Ref& a, const Ref& b) { return a.type == b.type && a.id == b.id; }
  Value shown() const { return Map{{"typeId", type->id()}, {"recordId", id}}; }
};

bool is_decimal(const std::string& text) {
  return Decimal::parse(text).ok() && text.find_first_not_of("-.0123456789") == std::string::npos;
}

/// Whether a tagged value is one of this field.
bool fits(const Field& field, const Value& value) {
  const std::string kind = value["kind"].string_or(""), text = value["value"].string_or("");
  if (field.value_type == "currency") return kind == "decimal" && is_decimal(text) && value["currency"].is_string();
  if (field.value_type == "number") return kind == "decimal" && is_decimal(text) && value["currency"].is_null();
  if (field.value_type == "date") return kind == "date" && parse_date(text);
  if (field.value_type == "select")
    return kind == "select" && std::ranges::find(field.options, text, &Option::id) != field.options.end();
  if (field.value_type == "phone")
    return kind == "text" && text.starts_with('+') && text.size() > 7 &&
           text.find_first_not_of("0123456789", 1) == std::string::npos;
  return kind == "text" && value["value"].is_string();
}

class Mutation {
 public:
  explicit Mutation(RecordWork& work) : work_(work) {}

  RecordAnswer<void> create(const Value& given) {
    const RecordType* type = find_type(given["typeId"].string_or(""));
    if (!type || work_.schema.archived.contains(type->id())) return fail(not_found("recordTypeNotFound"));
    const bool is_line = type->many == line_items;
    if (is_line && !has_parent(given["links"])) return fail(conflict("recordRelationConflict"));
    Ref ref{type};
    if (is_line) {
      Line line{work_.tables.next_id(), "", "", Decimal::of(1, 0), work_.now, work_.now};
      ref.id = line.id;
      work_.tables.add_line(std::move(line));
    } else {
      Row row;
      for (const std::string& each : kind_named(type->many).texts) row.fields.set(each, "");
      if (type->many == "contacts") row.fields.set("emails", List{});
      if (type->many == "services") row.fields.set("amount", Decimal());
      row.created = row.updated = work_.now;
      ref.id = work_.tables.add(kind_named(type->many), std::move(row)).id;
    }
    fresh_ = ref;
    seed(ref);
    if (auto done = assign(ref, given["fields"], true); !done) return done;
    if (auto done = identify(ref, given["identities"]); !done) return done;
    for (std::size_t i = 0; given["links"].is_list() && i < given["links"].as_list().size(); ++i) {
      if (auto done = link(ref, given["links"].at(i), false); !done) return done;
    }
    return {};
  }

  RecordAnswer<void> update(const Value& given) {
    const auto ref = found(given["ref"], given["expectedVersion"]);
    if (!ref) return fail(ref.error());
    if (auto done = assign(*ref, given["fields"], false); !done) return done;
    if (auto done = identify(*ref, given["identities"]); !done) return done;
    for (std::size_t i = 0; given["linkChanges"].is_list() && i < given["linkChanges"].as_list().size(); ++i) {
      const Value& change = given["linkChanges"].at(i);
      if (auto done = link(*ref, change, change["action"] == Value("unlink")); !done) return done;
    }
    seed(*ref);
    return {};
  }

  RecordAnswer<void> remove(const Value& given) {
    const auto ref = found(given["ref"], given["expectedVersion"]);
    if (!ref) return fail(ref.error());
    for (const Relation& each : relations()) {
      for (const bool outgoing : {true, false}) {
        if ((outgoing ? each.source : each.target) != ref->type->many) continue;
        for (const std::string& id : related(work_.tables, each, ref->id, outgoing))
          seed({&type_of(outgoing ? each.target : each.source), id});
      }
    }
    if (ref->type->many == line_items)
      work_.tables.remove_line(ref->id);
    else
      work_.tables.remove(kind_named(ref->type->many), ref->id);
    seed(*ref);
    return {};
  }

  RecordAnswer<List> finish() {
    follow_prices();
    std::erase_if(seeds_, [&](const Ref& each) { return !exists(work_.tables, *each.type, each.id); });
    if (seeds_.size() > work_.limit) return fail(conflict("recordCalculationBudget"));
    List out;
    for (const Ref& each : seeds_) {
      if (!fresh_ || *fresh_ != each) touch(work_.tables, *each.type, each.id, work_.now);
      out.push_back(each.shown());
    }
    return out;
  }

  const Ref& changed() const { return main_; }

 private:
  static bool has_parent(const Value& links) {
    const std::string parent = Relation{std::string(line_items), "deals"}.id();
    return links.is_list() && std::ranges::any_of(links.as_list(), [&](const Value& each) {
             return each["relationId"] == Value(parent) && each["direction"] == Value("outgoing");
           });
  }

  void seed(const Ref& ref) {
    if (main_.id.empty()) main_ = ref;
    if (std::ranges::find(seeds_, ref) == seeds_.end()) seeds_.push_back(ref);
  }

  RecordAnswer<Ref> found(const Value& ref, const Value& version) {
    const RecordType* type = find_type(ref["typeId"].string_or(""));
    const std::string id = ref["recordId"].string_or("");
    if (!type || work_.schema.archived.contains(type->id())) return fail(not_found("recordTypeNotFound"));
    if (!exists(work_.tables, *type, id)) return fail(not_found("recordNotFound"));
    if (!version.is_int()) return fail(RecordRefusal{400, "validation", "", "mutation.expectedVersion"});
    if (version.as_int() != stamps_of(work_.tables, *type, id).version)
      return fail(conflict("recordVersionChanged", "mutation.expectedVersion"));
    main_ = {type, id};
    return Ref{type, id};
  }

  RecordAnswer<void> assign(const Ref& ref, const Value& given, bool creates) {
    std::set<std::string> supplied;
    for (std::size_t i = 0; given.is_list() && i < given.as_list().size(); ++i) {
      const Field* field = ref.type->field(given.at(i)["fieldId"].string_or(""));
      if (!field || !supplied.insert(field->id).second) return fail(invalid_value("fields"));
      if (!field->writable() || field->value_type == "channels")
        return fail(RecordRefusal{400, "validation", "recordReadOnlyField", "fields"});
      if (auto done = take(ref, *field, given.at(i)["value"]); !done) return done;
    }
    for (const Field& each : ref.type->fields) {
      const bool has_default = ref.type->many == line_items || each.value_type == "currency";
      if (creates && each.required && each.writable() && !has_default && !supplied.contains(each.id))
        return fail(invalid_value("fields"));
    }
    return {};
  }

  RecordAnswer<void> take(const Ref& ref, const Field& field, const Value& given) {
    const std::string name = ref.type->many + "." + field.slot;
    if (work_.faults.forbidden.contains(name)) return fail(forbidden("permissionDenied"));
    if (given.is_null() ? field.required : !fits(field, given)) return fail(invalid_value("fields"));
    std::string text = given["value"].string_or("");
    if (field.required && given["kind"] == Value("text") && trim(text).empty()) return fail(invalid_value("fields"));
    if (work_.faults.ignored.contains(name)) return {};
    if (const auto cut = work_.faults.shortened.find(name); cut != work_.faults.shortened.end())
      text = text.substr(0, cut->second);
    if (ref.type->many == line_items) {
      take_line(*work_.tables.find_line(ref.id), field, given, text);
      return {};
    }
    Row& row = *work_.tables.find(kind_named(ref.type->many), ref.id);
    if (field.column) {
      row.custom.erase(field.column->id);
      if (!given.is_null()) row.custom[field.column->id] = text;
      return {};
    }
    if (field.slot == "amount") repriced_.push_back(ref.id);
    row.fields.set(field.slot, field.slot == "amount" ? Value(Decimal::parse(text).value_or(Decimal())) : Value(text));
    return {};
  }

  void take_line(Line& line, const Field& field, const Value& given, const std::string& text) const {
    if (field.slot == "quantity") line.quantity = Decimal::parse(text).value_or(Decimal());
    if (field.slot == "saved") line.saved = given.is_null() ? std::nullopt : std::optional(*Decimal::parse(text));
    if (field.slot != "pricing") return;
    if (text == "live") line.saved.reset();
    if (text == "saved" && !line.saved) line.saved = work_.tables.price_in(line);
  }

  RecordAnswer<void> identify(const Ref& ref, const Value& given) {
    if (given.is_null()) return {};
    if (ref.type->many != "contacts") return fail(forbidden("recordProtected"));
    List emails;
    for (std::size_t i = 0; i < given.as_list().size(); ++i) {
      const std::string value = to_lower(given.at(i)["value"].string_or(""));
      const std::size_t at = value.find('@');
      if (at == std::string::npos || at == 0 || value.find('.', at) == std::string::npos ||
          value.find(' ') != std::string::npos)
        return fail(RecordRefusal{400, "validation", "invalidChannelValue", "identities"});
      emails.emplace_back(value);
    }
    if (!work_.faults.ignored.contains("contacts.emails"))
      work_.tables.find(kind_named("contacts"), ref.id)->fields.set("emails", std::move(emails));
    return {};
  }

  RecordAnswer<void> link(const Ref& ref, const Value& given, bool removes) {
    const Relation* relation = find_relation(given["relationId"].string_or(""));
    const bool outgoing = given["direction"] == Value("outgoing");
    if (!relation || (outgoing ? relation->source : relation->target) != ref.type->many)
      return fail(conflict("recordRelationConflict"));
    const Ref other{&type_of(outgoing ? relation->target : relation->source),
                    given["record"]["recordId"].string_or("")};
    if (!exists(work_.tables, *other.type, other.id)) return fail(not_found("recordNotFound"));
    seed(ref);
    seed(other);
    if (relation->source != line_items) {
      if (removes)
        work_.tables.unlink(ref.id, other.id);
      else
        work_.tables.link(kind_named(ref.type->many), ref.id, kind_named(other.type->many), other.id);
      return {};
    }
    return link_line(*relation, *work_.tables.find_line(outgoing ? ref.id : other.id), outgoing ? other.id : ref.id,
                     removes);
  }

  /// A line has one deal, which it keeps, and one service.
  RecordAnswer<void> link_line(const Relation& relation, Line& line, const std::string& end, bool removes) {
    const bool to_deal = relation.target == "deals";
    std::string& there = to_deal ? line.deal : line.service;
    if (to_deal ? removes || (!there.empty() && there != end) : !removes && !there.empty() && there != end)
      return fail(conflict("recordRelationConflict"));
    there = removes ? "" : end;
    if (!to_deal) return {};
    Line moved = line;
    work_.tables.remove_line(moved.id);
    work_.tables.add_line(std::move(moved));
    return {};
  }

  /// Lines of services that cost something else now, and the deals of all lines that are touched.
  void follow_prices() {
    for (const Line* each : work_.tables.lines()) {
      if (!each->saved && std::ranges::find(repriced_, each->service) != repriced_.end())
        seed({&type_of(line_items), each->id});
    }
    for (const Line* each : work_.tables.lines()) {
      if (std::ranges::find(seeds_, Ref{&type_of(line_items), each->id}) != seeds_.end())
        seed({&type_of("deals"), each->deal});
    }
  }

  RecordWork& work_;
  Ref main_;
  std::optional<Ref> fresh_;
  std::vector<Ref> seeds_;
  std::vector<std::string> repriced_;  ///< services
};

RecordAnswer<List> one(RecordWork& work, const std::string& action, const Value& given) {
  Mutation mutation(work);
  const auto done = action == "create"   ? mutation.create(given)
                    : action == "update" ? mutation.update(given)
                    : action == "delete"
                        ? mutation.remove(given)
                        : RecordAnswer<void>(fail(RecordRefusal{400, "validation", "", "mutation.action"}));
  if (!done) return fail(done.error());
  auto refs = mutation.finish();
  if (!refs) return refs;
  const MutationVerb verb = action == "create"   ? MutationVerb::create
                            : action == "update" ? MutationVerb::update
                                                 : MutationVerb::remove;
  const Map after = given.is_map() ? given.as_map() : Map{};
  work.ledger.push_back({verb, false, work.now, mutation.changed().type->many, mutation.changed().id, {}, after});
  return refs;
}

}  // namespace

RecordAnswer<List> mutate(RecordWork& work, const Value& given) {
  const std::string action = given["action"].string_or("");
  const Tables before = work.tables;
  const std::size_t noted = work.ledger.size();
  const auto undo = [&](RecordRefusal why) -> RecordAnswer<List> {
    work.tables = before;
    work.ledger.resize(noted);
    return fail(std::move(why));
  };
  if (action != "updateMany" && action != "deleteMany") {
    auto done = one(work, action, given);
    return done ? std::move(done) : undo(done.error());
  }
  if (!given["targets"].is_list() || given["targets"].as_list().empty() || given["targets"].as_list().size() > 100)
    return fail(RecordRefusal{400, "validation", "", "mutation.targets"});
  List refs;
  for (const Value& target : given["targets"].as_list()) {
    Map each{{"ref", target["ref"]}, {"expectedVersion", target["expectedVersion"]}};
    if (action == "updateMany") each.set("fields", given["fields"]);
    auto done = one(work, action == "updateMany" ? "update" : "delete", each);
    if (!done) return undo(done.error());
    refs.insert(refs.end(), done->begin(), done->end());
  }
  return refs;
}

void touch(Tables& tables, const RecordType& type, const std::string& id, Instant now) {
  if (type.many == line_items) {
    Line& line = *tables.find_line(id);
    ++line.version;
    line.updated = now;
    return;
  }
  Row& row = *tables.find(kind_named(type.many), id);
  ++row.version;
  row.updated = now;
}

}  // namespace syncline::sandbox::customermates
