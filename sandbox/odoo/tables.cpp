#include "sandbox/odoo/tables.h"

namespace syncline::sandbox::odoo {

const Tables::Rows& Tables::rows(std::string_view model) const {
  static const Rows none;
  const auto at = rows_.find(model);
  return at == rows_.end() ? none : at->second;
}

const Map* Tables::find(std::string_view model, std::int64_t id) const {
  const Rows& all = rows(model);
  const auto at = all.find(id);
  return at == all.end() ? nullptr : at->second.get();
}

std::int64_t Tables::insert(std::string_view model, Map row) {
  const std::int64_t id = last_id_[std::string(model)] + 1;
  put(model, id, std::move(row));
  return id;
}

void Tables::put(std::string_view model, std::int64_t id, Map row) {
  std::int64_t& last = last_id_[std::string(model)];
  last = std::max(last, id);
  rows_[std::string(model)][id] = std::make_shared<const Map>(std::move(row));
}

void Tables::erase(std::string_view model, std::int64_t id) { rows_[std::string(model)].erase(id); }

void Tables::roll_back_to(const Tables& earlier) { rows_ = earlier.rows_; }

std::vector<std::int64_t> Tables::referring(std::string_view model, std::string_view field, std::int64_t id) const {
  std::vector<std::int64_t> ids;
  for (const auto& [each, row] : rows(model)) {
    const Value* found = row->find(field);
    if (found && found->int_or(0) == id) ids.push_back(each);
  }
  return ids;
}

std::vector<std::int64_t> Tables::children_of(std::int64_t partner) const {
  std::vector<std::int64_t> ids;
  for (const auto& [id, row] : rows("res.partner")) {
    if ((*row).find("parent_id") && (*row).find("parent_id")->int_or(0) == partner) ids.push_back(id);
  }
  return ids;
}

namespace {

const Value& in(const Map& row, std::string_view field) {
  const Value* value = row.find(field);
  return value ? *value : null_value;
}

std::string name_of_partner(const Tables& tables, const Map& row) {
  const std::string name = in(row, "name").string_or("");
  const std::int64_t parent = in(row, "parent_id").int_or(0);
  if (parent == 0 || in(row, "is_company").bool_or(false)) return name;
  std::string own = name;
  if (own.empty()) {
    const Field& type = *partner_model().field("type");
    for (const Choice& each : type.choices) {
      if (each.key == in(row, "type").string_or("")) own = each.label;
    }
  }
  const Map* company = tables.find("res.partner", parent);
  return company ? in(*company, "name").string_or("") + ", " + own : own;
}

std::string complete_name_of(const Map& row) {
  return in(row, "module").string_or("") + "." + in(row, "name").string_or("");
}

Value computed_of_partner(const Tables& tables, std::int64_t id, const Map& row, std::string_view field) {
  if (field == "complete_name") return name_of_partner(tables, row);
  if (field == "commercial_partner_id") return commercial_partner(tables, id);
  if (field == "company_type") return in(row, "is_company").bool_or(false) ? "company" : "person";
  if (field == "child_ids") {
    List ids;
    for (const std::int64_t each : tables.children_of(id)) ids.emplace_back(each);
    return ids;
  }
  if (field == "country_code") {
    const Map* country = tables.find("res.country", in(row, "country_id").int_or(0));
    return country ? in(*country, "code") : Value();
  }
  return in(row, field);
}

}  // namespace

std::optional<std::int64_t> Tables::external(std::string_view complete_name, std::string_view model) const {
  for (const auto& [id, row] : rows("ir.model.data")) {
    if (in(*row, "model").string_or("") == model && complete_name_of(*row) == complete_name)
      return in(*row, "res_id").int_or(0);
  }
  return {};
}

void Tables::name_externally(std::string_view complete_name, std::string_view model, std::int64_t id) {
  const std::size_t dot = complete_name.find('.');
  insert("ir.model.data", Map{{"module", complete_name.substr(0, dot)},
                              {"name", complete_name.substr(dot + 1)},
                              {"model", model},
                              {"res_id", id},
                              {"noupdate", false}});
}

std::string Tables::external_name(std::string_view model, std::int64_t id) const {
  for (const auto& [row_id, row] : rows("ir.model.data")) {
    if (in(*row, "res_id").int_or(0) == id && in(*row, "model").string_or("") == model) return complete_name_of(*row);
  }
  return {};
}

void Tables::drop_external(std::string_view model, std::int64_t id) {
  const auto at = rows_.find("ir.model.data");
  if (at == rows_.end()) return;
  std::erase_if(at->second, [&](const auto& entry) {
    return in(*entry.second, "res_id").int_or(0) == id && in(*entry.second, "model").string_or("") == model;
  });
}

void Tables::move_external(std::string_view model, std::int64_t from, std::int64_t to) {
  for (auto& [row_id, row] : rows_["ir.model.data"]) {
    if (in(*row, "res_id").int_or(0) != from || in(*row, "model").string_or("") != model) continue;
    Map moved = *row;
    moved.set("res_id", to);
    row = std::make_shared<const Map>(std::move(moved));
  }
}

std::int64_t commercial_partner(const Tables& tables, std::int64_t partner) {
  for (std::int64_t at = partner;;) {
    const Map* row = tables.find("res.partner", at);
    if (!row || in(*row, "is_company").bool_or(false)) return at;
    const std::int64_t parent = in(*row, "parent_id").int_or(0);
    if (parent == 0 || !tables.find("res.partner", parent)) return at;
    at = parent;
  }
}

Value stored_value(const Tables& tables, const Model& model, std::int64_t id, const Map& row, std::string_view field) {
  if (field == "id") return id;
  if (field == "display_name") return display_name(tables, model.name, id);
  if (model.name == "res.partner") return computed_of_partner(tables, id, row, field);
  if (field == "complete_name" && model.name == "ir.model.data") return complete_name_of(row);
  if (const Field* known = model.field(field); known && known->kind == FieldKind::one2many) {
    const std::vector<std::int64_t> ids = tables.referring(known->related, known->inverse, id);
    return List(ids.begin(), ids.end());
  }
  return in(row, field);
}

std::string display_name(const Tables& tables, std::string_view model, std::int64_t id) {
  const Map* row = tables.find(model, id);
  if (!row) return {};
  if (model == "res.partner") return name_of_partner(tables, *row);
  if (model == "product.category") return in(*row, "complete_name").string_or("");
  if (model.starts_with("x_")) return in(*row, "x_name").string_or("");
  const std::string code = model == "product.product" ? in(*row, "default_code").string_or("") : "";
  return (code.empty() ? "" : "[" + code + "] ") + in(*row, "name").string_or("");
}

}  // namespace syncline::sandbox::odoo
