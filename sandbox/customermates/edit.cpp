#include "sandbox/customermates/edit.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::customermates {
namespace {

Failure<Refusal> refused(std::string_view why, const std::string& at) { return fail(invalid(why, at)); }

bool is_address(const std::string& text) {
  const std::size_t at = text.find('@');
  return at != std::string::npos && at > 0 && text.find('.', at) != std::string::npos &&
         text.find(' ') == std::string::npos;
}

bool is_phone(const std::string& text) {
  return text.size() > 7 && text.size() < 17 && text[0] == '+' &&
         text.find_first_not_of("0123456789", 1) == std::string::npos;
}

/// Why a column does not take this value; empty: it does.
std::string against(const Column& column, const std::string& value) {
  if (column.type == "phone" && !is_phone(value)) return "Invalid phone number";
  if (column.type == "date" && !parse_date(value)) return "Invalid date";
  if (column.type == "currency" && !Decimal::parse(value)) return "Invalid currency value";
  if (column.type == "singleSelect" && !column.option(value)) return "Invalid option";
  return "";
}

/// Field faults: as the user of the API meets them.
struct Given {
  Map fields;
  bool allowed = true;
};

Given met(const Work& work, const Kind& kind, const Map& given) {
  Given out;
  for (const auto& [name, value] : given) {
    const std::string field = kind.many + "." + name;
    if (!work.by_person && work.faults.forbidden.contains(field)) out.allowed = false;
    if (!work.by_person && work.faults.ignored.contains(field)) continue;
    const auto cut = work.faults.shortened.find(field);
    const bool shorter = !work.by_person && cut != work.faults.shortened.end() && value.is_string();
    out.fields.set(name, shorter ? Value(value.as_string().substr(0, cut->second)) : value);
  }
  return out;
}

struct Edit {
  Work& work;
  const Kind& kind;
  Row row;
  const std::string& at;

  Answer<void> texts(const Map& given) {
    for (std::size_t i = 0; i < kind.texts.size(); ++i) {
      const Value* text = given.find(kind.texts[i]);
      if (!text) continue;
      if (!text->is_string()) return refused("Invalid input: expected string", at + kind.texts[i]);
      if (i == 0 && text->as_string().empty() && !work.by_person)
        return refused("Too small: expected string to have >=1 characters", at + kind.texts[i]);
      row.fields.set(kind.texts[i], *text);
    }
    return {};
  }

  Answer<void> emails(const Map& given) {
    const Value* all = given.find("emails");
    if (kind.many != "contacts" || !all || all->is_null()) return {};
    for (std::size_t i = 0; all->is_list() && i < all->as_list().size(); ++i) {
      if (!is_address(all->at(i).string_or("")))
        return refused("Invalid email address", at + "emails[" + std::to_string(i) + "]");
    }
    row.fields.set("emails", *all);
    return {};
  }

  Answer<void> amount(const Map& given) {
    const Value* all = given.find("amount");
    if (kind.many != "services" || !all) return {};
    if (!all->is_number()) return refused("Invalid input: expected number", at + "amount");
    if (all->as_decimal().sign() <= 0 && !work.by_person)
      return refused("Too small: expected number to be >0", at + "amount");
    row.fields.set("amount", *all);
    return {};
  }

  Answer<void> columns(const Map& given) {
    const Value* all = given.find("customFieldValues");
    if (!all) return {};
    if (all->is_null()) row.custom.clear();
    for (std::size_t i = 0; all->is_list() && i < all->as_list().size(); ++i) {
      const std::string place = at + "customFieldValues[" + std::to_string(i) + "]";
      const Column* column = kind.column(all->at(i)["columnId"].string_or(""));
      const Value& value = all->at(i)["value"];
      if (!column) return refused("Custom column not found", place + ".columnId");
      if (!value.is_null() && !value.is_string()) return refused("Invalid input: expected string", place + ".value");
      const std::string text = value.string_or("");
      row.custom.erase(column->id);
      if (text.empty()) continue;
      if (const std::string why = against(*column, text); !why.empty()) return refused(why, place + ".value");
      row.custom[column->id] = text;
    }
    return {};
  }

  Answer<void> checked_links(const Map& given) {
    for (const std::string& many : kind.linked) {
      const std::string name = kind_named(many).one + "Ids";
      const Value* ids = given.find(name);
      for (std::size_t i = 0; ids && ids->is_list() && i < ids->as_list().size(); ++i) {
        if (!work.tables.find(kind_named(many), ids->at(i).string_or("")))
          return refused("Not found", at + name + "[" + std::to_string(i) + "]");
      }
    }
    const Value* services = given.find("services");
    for (std::size_t i = 0; kind.many == "deals" && services && services->is_list() && i < services->as_list().size();
         ++i) {
      const Value& line = services->at(i);
      const std::string place = at + "services[" + std::to_string(i) + "]";
      if (!work.tables.find(kind_named("services"), line["serviceId"].string_or("")))
        return refused("Service not found", place + ".serviceId");
      if (!line["quantity"].is_null() && (!line["quantity"].is_number() || line["quantity"].as_decimal().sign() < 0))
        return refused("Too small: expected number to be >=0", place + ".quantity");
    }
    return {};
  }

  void links(const std::string& id, const Map& given) const {
    for (const std::string& many : kind.linked) {
      const Kind& other = kind_named(many);
      const Value* ids = given.find(other.one + "Ids");
      if (!ids) continue;
      work.tables.unlink_all(id, other);
      for (std::size_t i = 0; ids->is_list() && i < ids->as_list().size(); ++i)
        work.tables.link(kind, id, other, ids->at(i).as_string());
    }
    const Value* services = given.find("services");
    if (kind.many != "deals" || !services) return;
    std::vector<Line> lines;
    for (std::size_t i = 0; services->is_list() && i < services->as_list().size(); ++i) {
      const Value& quantity = services->at(i)["quantity"];
      lines.push_back({work.tables.next_id(), id, services->at(i)["serviceId"].as_string(),
                       quantity.is_number() ? quantity.as_decimal() : Decimal::of(1, 0), work.now, work.now});
    }
    work.tables.set_lines(id, std::move(lines));
  }

  /// Nothing is stored yet.
  Answer<void> take(const Map& given) {
    for (const auto part : {&Edit::texts, &Edit::emails, &Edit::amount, &Edit::columns, &Edit::checked_links}) {
      if (auto done = (this->*part)(given); !done) return done;
    }
    return {};
  }
};

void note(Work& work, MutationVerb verb, const Kind& kind, const std::string& id, const Map& given) {
  work.ledger.push_back({verb, work.by_person, work.now, kind.many, id, {}, given});
}

Refusal not_allowed() { return {403, "Not authorized"}; }

}  // namespace

Answer<std::string> create(Work& work, const Kind& kind, const Map& all, const std::string& at) {
  const Given given = met(work, kind, all);
  if (!given.allowed) return fail(not_allowed());
  Edit edit{work, kind, Row{}, at};
  for (const std::string& name : kind.texts) {
    const bool is_needed = !given.fields.contains(name) && !work.by_person;
    if (is_needed) return refused("Invalid input: expected string, received undefined", at + name);
    edit.row.fields.set(name, "");
  }
  if (kind.many == "contacts") edit.row.fields.set("emails", List{});
  if (kind.many == "services") edit.row.fields.set("amount", Decimal());
  if (kind.many == "services" && !given.fields.contains("amount") && !work.by_person)
    return refused("Invalid input: expected number, received undefined", at + "amount");
  if (auto done = edit.take(given.fields); !done) return fail(std::move(done.error()));
  edit.row.created = edit.row.updated = work.now;
  const std::string id = work.tables.add(kind, std::move(edit.row)).id;
  edit.links(id, given.fields);
  note(work, MutationVerb::create, kind, id, all);
  return id;
}

Answer<void> update(Work& work, const Kind& kind, const std::string& id, const Map& all, const std::string& at) {
  Row* stored = work.tables.find(kind, id);
  if (!stored) return refused(kind.one + " not found", at + "id");
  const Given given = met(work, kind, all);
  if (!given.allowed) return fail(not_allowed());
  Edit edit{work, kind, *stored, at};
  if (auto done = edit.take(given.fields); !done) return done;
  *stored = std::move(edit.row);
  stored->updated = work.now;
  ++stored->version;
  edit.links(id, given.fields);
  note(work, MutationVerb::update, kind, id, all);
  return {};
}

Answer<void> remove(Work& work, const Kind& kind, const std::string& id) {
  if (!work.tables.find(kind, id)) return refused(kind.one + " not found", "id");
  work.tables.remove(kind, id);
  note(work, MutationVerb::remove, kind, id, {});
  return {};
}

}  // namespace syncline::sandbox::customermates
