#include <algorithm>
#include <cassert>

#include "sandbox/tryton/schema_parts.h"

namespace syncline::sandbox::tryton {
namespace {

using enum FieldKind;

Field party_of_child() { return {"party", "Party", many2one, "party.party", {}, true, OnDelete::cascade}; }

std::vector<Field> relation_fields() {
  return {{"from_", "From", many2one, "party.party", {}, true, OnDelete::cascade},
          {"to", "To", many2one, "party.party", {}, true, OnDelete::cascade},
          {"type", "Type", many2one, "party.relation.type", {}, true, OnDelete::restrict}};
}

Model party() {
  return model_with("party.party", "Party", Access::full, "name", {{"name"}, {"id"}},
                    {{"name", "Name", text},
                     {"code", "Code", text, {}, {}, true},
                     {"active", "Active", boolean},
                     {"addresses", "Addresses", one2many, "party.address", "party"},
                     {"contact_mechanisms", "Contact Mechanisms", one2many, "party.contact_mechanism", "party"},
                     {"identifiers", "Identifiers", one2many, "party.identifier", "party"},
                     {"relations", "Relations", one2many, relations_both_ways, "from_"},
                     {"categories", "Categories", many2many, "party.category"},
                     {"replaced_by", "Replaced By", many2one, "party.party"},
                     {"customer_payment_term", "Customer Payment Term", many2one, "account.invoice.payment_term"},
                     {"supplier_payment_term", "Supplier Payment Term", many2one, "account.invoice.payment_term"},
                     {"credit_limit_amount", "Credit Limit Amount", decimal},
                     {"full_name", "Full Name", computed},
                     {"receivable", "Receivable", computed}});
}

Model address() {
  return model_with("party.address", "Address", Access::full, "id", {{"party"}, {"sequence", false, true}, {"id"}},
                    {party_of_child(),
                     {"party_name", "Party Name", text},
                     {"name", "Building Name", text},
                     {"street", "Street", long_text},
                     {"postal_code", "Postal Code", text},
                     {"city", "City", text},
                     {"country", "Country", many2one, "country.country"},
                     {"invoice", "Invoice", boolean},
                     {"delivery", "Delivery", boolean},
                     {"active", "Active", boolean},
                     {"sequence", "Sequence", integer}});
}

Model contact_mechanism() {
  return model_with("party.contact_mechanism", "Contact Mechanism", Access::full, "value",
                    {{"party"}, {"sequence", false, true}, {"id"}},
                    {party_of_child(),
                     {"type", "Type", choice, {}, {}, true},
                     {"value", "Value", text},
                     {"value_compact", "Value Compact", text},
                     {"name", "Name", text},
                     {"comment", "Comment", long_text},
                     {"active", "Active", boolean},
                     {"sequence", "Sequence", integer}});
}

Model identifier() {
  return model_with("party.identifier", "Party Identifier", Access::full, "code", {{"sequence", false, true}, {"id"}},
                    {party_of_child(),
                     {"type", "Type", choice},
                     {"code", "Code", text, {}, {}, true},
                     {"sequence", "Sequence", integer}});
}

Model country() {
  return model_with("country.country", "Country", Access::full, "name", {{"name"}, {"id"}},
                    {{"name", "Name", text, {}, {}, true},
                     {"code", "Code", text},
                     {"code3", "3-letters Code", text},
                     {"code_numeric", "Numeric Code", text},
                     {"active", "Active", boolean}});
}

std::vector<Model> all_models() {
  std::vector<Model> all{
      model_with("res.user", "User", Access::read_only, "name", {{"name"}, {"id"}},
                 {{"name", "Name", text},
                  {"login", "Login", text, {}, {}, true},
                  {"company", "Current Company", many2one, "company.company"},
                  {"active", "Active", boolean}}),
      country(),
      model_with("party.category", "Category", Access::full, "name", {{"name"}, {"id"}},
                 {{"name", "Name", text, {}, {}, true}, {"active", "Active", boolean}}),
      model_with(
          "party.relation.type", "Relation Type", Access::full, "name", {{"id"}},
          {{"name", "Name", text, {}, {}, true}, {"reverse", "Reverse Relation", many2one, "party.relation.type"}}),
      party(),
      address(),
      contact_mechanism(),
      identifier(),
      model_with(relations, "Party Relation", Access::internal, "id", {{"id"}}, relation_fields()),
      model_with(relations_both_ways, "Party Relation", Access::full, "id", {{"id"}}, relation_fields()),
      model_with("company.company", "Company", Access::read_only, "party", {{"id"}},
                 {{"party", "Party", many2one, "party.party", {}, true, OnDelete::cascade},
                  {"currency", "Currency", many2one, "currency.currency"}})};
  for (Model& each : trade_models()) all.push_back(std::move(each));
  for (Model& each : book_models()) all.push_back(std::move(each));
  for (std::size_t i = 0; i < all.size(); ++i) all[i].index = i;
  return all;
}

}  // namespace

Model model_with(std::string_view name, std::string_view label, Access access, std::string_view record_name,
                 std::vector<SortKey> order, std::vector<Field> own) {
  std::vector<Field> fields{{"id", "ID", FieldKind::integer},
                            {"create_uid", "Created by", FieldKind::many2one, "res.user"},
                            {"create_date", "Created at", FieldKind::timestamp},
                            {"write_uid", "Edited by", FieldKind::many2one, "res.user"},
                            {"write_date", "Edited at", FieldKind::timestamp}};
  fields.insert(fields.end(), own.begin(), own.end());
  fields.push_back({"rec_name", "Record Name", FieldKind::computed});
  return {name, label, access, record_name, std::move(order), std::move(fields)};
}

std::optional<std::size_t> Model::column(std::string_view field) const {
  const auto found = std::ranges::find(fields, field, &Field::name);
  if (found == fields.end()) return std::nullopt;
  return static_cast<std::size_t>(found - fields.begin());
}

const std::vector<Model>& models() {
  static const std::vector<Model> all = all_models();
  return all;
}

const Model* find_model(std::string_view name) {
  const auto found = std::ranges::find(models(), name, &Model::name);
  return found == models().end() ? nullptr : &*found;
}

const Model& model_of(std::string_view name) {
  const Model* found = find_model(name);
  assert(found);
  return *found;
}

const std::vector<std::string_view>& choices_of(const Model& model, const Field& field) {
  static const std::vector<std::string_view> mechanisms{"phone", "mobile", "fax", "email",  "website",
                                                        "skype", "sip",    "irc", "jabber", "other"};
  // "" stands for none. Numbers of the other kinds that Tryton knows are not needed here.
  static const std::vector<std::string_view> identifiers{
      "",        "eu_vat", "at_businessid", "be_vat",   "ch_uid", "ch_vat", "de_handelsregisternummer",
      "de_stnr", "de_vat", "dk_cvr",        "es_nif",   "fr_tva", "gb_vat", "it_iva",
      "lu_tva",  "nl_btw", "no_mva",        "no_orgnr", "pl_nip", "se_vat", "us_ein",
      "us_tin"};
  if (model.name == "party.identifier") return identifiers;
  return model.name == "party.contact_mechanism" ? mechanisms : choices_of_documents(field);
}

}  // namespace syncline::sandbox::tryton
