#include "sandbox/odoo/partner_sync.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace syncline::sandbox::odoo {
namespace {

constexpr std::array<std::string_view, 5> address_fields{"street", "street2", "zip", "city", "country_id"};
constexpr std::array<std::string_view, 3> commercial_fields{"vat", "company_registry", "property_payment_term_id"};
constexpr std::array<std::string_view, 1> commercial_of_contacts{"vat"};  ///< may be edited in a contact
/// Values of a company on which stored values of its contacts depend: these are computed anew, and stamped.
constexpr std::array<std::string_view, 3> depended_on{"name", "phone", "is_company"};

const Map& partner(const Environment& env, std::int64_t id) {
  static const Map none;
  const Map* row = env.tables.find("res.partner", id);
  return row ? *row : none;
}

Value value(const Map& row, std::string_view field) {
  const Value* found = row.find(field);
  return found ? *found : Value();
}

Map values(const Map& row, const auto& fields) {
  Map picked;
  for (const std::string_view each : fields) picked.set(each, value(row, each));
  return picked;
}

bool names_any(const Map& written, const auto& fields) {
  return std::ranges::any_of(fields, [&](std::string_view each) { return written.contains(each); });
}

bool has_any(const Map& row, const auto& fields) {
  return std::ranges::any_of(fields, [&](std::string_view each) { return !value(row, each).is_null(); });
}

bool differs(const Map& a, const Map& b, const auto& fields) {
  return std::ranges::any_of(fields, [&](std::string_view each) { return value(a, each) != value(b, each); });
}

void write_partner(Environment& env, std::int64_t id, const Map& fields) {
  const Map before = partner(env, id);
  store_fields(env, partner_model(), id, fields);
  carry_over(env, id, fields, before);
}

bool is_company(const Map& row) { return value(row, "is_company").bool_or(false); }

/// `fields` of a company into all contacts below it, but not into companies of their own.
void commercial_to_descendants(Environment& env, std::int64_t id, const Map& fields) {
  for (const std::int64_t child : env.tables.children_of(id)) {
    if (is_company(partner(env, child))) continue;
    store_fields(env, partner_model(), child, fields);
    commercial_to_descendants(env, child, fields);
  }
}

void from_company(Environment& env, std::int64_t id) {
  const std::int64_t company = commercial_partner(env.tables, id);
  const std::int64_t parent = value(partner(env, id), "parent_id").int_or(0);
  if (company != id) {
    const Map fields = values(partner(env, company), commercial_fields);
    if (has_any(fields, commercial_fields)) {
      store_fields(env, partner_model(), id, fields);
      commercial_to_descendants(env, id, fields);
    }
  }
  const bool shares_address = value(partner(env, id), "type") == Value("contact");
  if (shares_address && has_any(partner(env, parent), address_fields))
    store_fields(env, partner_model(), id, values(partner(env, parent), address_fields));
}

void to_company(Environment& env, std::int64_t id, const Map& written) {
  const auto parent = [&] { return value(partner(env, id), "parent_id").int_or(0); };
  const bool joined = written.contains("parent_id");
  if (parent() == 0) return;
  if (value(partner(env, id), "type") == Value("contact") && (joined || names_any(written, address_fields)) &&
      has_any(partner(env, id), address_fields) && differs(partner(env, id), partner(env, parent()), address_fields))
    write_partner(env, parent(), values(partner(env, id), address_fields));
  if (commercial_partner(env.tables, id) != id && (joined || names_any(written, commercial_of_contacts)) &&
      has_any(partner(env, id), commercial_of_contacts) &&
      differs(partner(env, id), partner(env, parent()), commercial_of_contacts))
    write_partner(env, parent(), values(partner(env, id), commercial_of_contacts));
}

void to_children(Environment& env, std::int64_t id, const Map& written, const Map& before) {
  const std::vector<std::int64_t> children = env.tables.children_of(id);
  if (children.empty()) return;
  Map commercial, address;
  for (const auto& [name, stored] : written) {
    if (std::ranges::count(commercial_fields, name) > 0) commercial.set(name, value(partner(env, id), name));
    if (std::ranges::count(address_fields, name) > 0) address.set(name, value(partner(env, id), name));
  }
  if (!commercial.empty() && commercial_partner(env.tables, id) == id) commercial_to_descendants(env, id, commercial);
  const bool anew = differs(before, partner(env, id), depended_on);
  for (const std::int64_t child : children) {
    const bool shares_address = value(partner(env, child), "type") == Value("contact");
    if (!address.empty() && shares_address) store_fields(env, partner_model(), child, address);
    if (anew) store_fields(env, partner_model(), child, {});
  }
}

}  // namespace

void store_fields(Environment& env, const Model& model, std::int64_t id, const Map& fields) {
  const Map* found = env.tables.find(model.name, id);
  if (!found) return;
  Map row = *found;
  for (const auto& [name, given] : fields) {
    const std::string path = std::string(model.name) + "." + name;
    if (env.faults.ignored.contains(path)) continue;
    const auto length = env.faults.shortened.find(path);
    const bool cut = length != env.faults.shortened.end() && given.is_string();
    row.set(name, cut ? Value(truncate(given.as_string(), length->second)) : given);
  }
  row.set("write_date", env.now.us);
  row.set("write_uid", env.user);
  env.tables.put(model.name, id, std::move(row));
}

void carry_over(Environment& env, std::int64_t id, const Map& written, const Map& before) {
  const Value* parent = written.find("parent_id");
  if (parent && parent->is_int()) from_company(env, id);
  to_company(env, id, written);
  to_children(env, id, written, before);
}

}  // namespace syncline::sandbox::odoo
