#pragma once
// The part of the server's data model that is modelled: models, their fields, and what a fresh database holds.

#include <span>
#include <string_view>
#include <vector>

namespace syncline::sandbox::odoo {

enum class FieldKind {
  boolean,
  integer,
  monetary,
  text,
  html,
  selection,
  date,
  datetime,
  many2one,
  one2many,
  many2many
};

struct Choice {
  std::string_view key, label;
};

struct Field {
  std::string_view name;
  FieldKind kind;
  std::string_view label;
  std::string_view related = {};  ///< the model that a relation leads to
  bool computed = false;          ///< never stored as given
  std::span<const Choice> choices = {};
  std::string_view inverse = {};  ///< of one2many: the field of the related records that leads back
};

struct Model {
  std::string_view name;
  std::string_view label;
  std::string_view order;  ///< when a search names none
  bool writable;           ///< by an ordinary user
  std::vector<Field> fields;

  const Field* field(std::string_view) const;  ///< nullptr: there is none
};

/// nullptr: there is none.
const Model* model_named(std::string_view);
const Model& partner_model();

/// Deals, quotations and orders, products and prices, messages, and the custom models of connectors/odoo/README.md.
std::vector<Model> sales_models();
/// Invoices, credit notes, payments.
std::vector<Model> book_models();
/// With the fields that every model has: id, display_name, who wrote it and when.
Model with_log(Model);

struct Country {
  int id;
  std::string_view code, name;
  int phone_code;
};
std::span<const Country> countries();

/// "boolean", "char", …: as fields_get says.
std::string_view type_name(FieldKind);

}  // namespace syncline::sandbox::odoo
