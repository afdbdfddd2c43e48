#include "sandbox/odoo/selling.h"

#include <algorithm>

#include "base/hash.h"
#include "sandbox/odoo/partner_sync.h"
#include "sandbox/odoo/write.h"

namespace syncline::sandbox::odoo {
namespace {

constexpr std::int64_t euro = 126, first_stage = 1, units = 1, first_price_list = 1;
constexpr std::int64_t tax_percent = 19;

Value field_of(const Tables& tables, std::string_view model, const Value& id, std::string_view field) {
  const Map* row = tables.find(model, id.int_or(0));
  const Value* found = row ? row->find(field) : nullptr;
  return found ? *found : Value();
}

/// What a row will hold once `stored` is in it.
class Merged {
 public:
  Merged(const Environment& env, const Model& model, std::int64_t id, Map& stored)
      : row_(env.tables.find(model.name, id)), stored_(stored) {}

  Value operator[](std::string_view field) const {
    if (const Value* given = stored_.find(field)) return *given;
    const Value* held = row_ ? row_->find(field) : nullptr;
    return held ? *held : Value();
  }
  bool given(std::string_view field) const { return stored_.contains(field); }
  void fill(std::string_view field, Value value) {
    if ((*this)[field].is_null()) stored_.set(field, std::move(value));
  }
  void set(std::string_view field, Value value) { stored_.set(field, std::move(value)); }

 private:
  const Map* row_;
  Map& stored_;
};

Decimal number(const Value& value) { return value.is_number() ? value.as_decimal() : Decimal(); }

/// Amounts beyond 38 digits are nothing: no database holds them.
Decimal exact(const Result<Decimal, Error>& result) { return result ? *result : Decimal(); }
Decimal times(const Decimal& a, const Decimal& b) { return exact(multiply(a, b)); }
Decimal percent_of(const Decimal& amount, const Decimal& percent) {
  return times(times(amount, percent), Decimal::of(1, 2));
}
Decimal cents(const Decimal& amount) { return exact(amount.rounded(2, Rounding::half_up)); }

void complete_lead(const Environment& env, Merged& lead, bool creates) {
  if (creates) {
    lead.fill("type", "opportunity");
    lead.fill("stage_id", first_stage);
    lead.fill("user_id", env.user);
    lead.set("company_currency", euro);
  }
  const bool won_stage = field_of(env.tables, "crm.stage", lead["stage_id"], "is_won").bool_or(false);
  if (lead.given("stage_id")) {
    lead.set("probability", won_stage ? 100 : 0);
    lead.set("date_closed", won_stage ? Value(env.now.us) : Value());
    if (won_stage) lead.set("active", true);
  }
  const bool lost = !lead["active"].bool_or(true) && number(lead["probability"]) == 0;
  lead.set("won_status", won_stage ? "won" : lost ? "lost" : "pending");
}

void complete_order(const Environment& env, Merged& order, std::int64_t id, bool creates) {
  if (!creates) return;
  const std::string digits = std::to_string(id);
  order.set("name", "S" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits);
  order.fill("state", "draft");
  order.fill("date_order", env.now.us);
  order.fill("user_id", env.user);
  order.set("currency_id", euro);
}

void complete_line(const Environment& env, Merged& line, bool creates) {
  const bool is_text = !line["display_type"].is_null();
  if (creates) {
    line.fill("sequence", 10);
    line.set("state", field_of(env.tables, "sale.order", line["order_id"], "state"));
    if (!is_text) line.fill("product_uom_qty", 1);
  }
  if (is_text) return;
  const Value product = line["product_id"];
  if (!product.is_null()) {
    line.fill("name", display_name(env.tables, "product.product", product.int_or(0)));
    line.fill("product_uom_id", field_of(env.tables, "product.product", product, "uom_id"));
    const bool priced = line.given("price_unit") || (!creates && !line.given("product_id"));
    if (!priced) line.set("price_unit", field_of(env.tables, "product.product", product, "list_price"));
  }
  const Decimal full = times(number(line["product_uom_qty"]), number(line["price_unit"]));
  line.set("price_subtotal", cents(exact(subtract(full, percent_of(full, number(line["discount"]))))));
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

/// What the server works out of the content. Its checksum is a SHA-1; here it is as long, and changes as well.
void complete_attachment(Merged& row) {
  std::string content;
  if (!from_base64(row["datas"].string_or(""), content)) content.clear();
  row.fill("type", "binary");
  row.fill("mimetype", content.starts_with("%PDF") ? "application/pdf" : "application/octet-stream");
  row.set("file_size", static_cast<std::int64_t>(content.size()));
  row.set("checksum", to_hex(sha256(content)).substr(0, 40));
}

}  // namespace

void complete_values(const Environment& env, const Model& model, std::int64_t id, Map& stored, bool creates) {
  Merged row(env, model, id, stored);
  if (model.name == "crm.lead") return complete_lead(env, row, creates);
  if (model.name == "sale.order") return complete_order(env, row, id, creates);
  if (model.name == "sale.order.line") return complete_line(env, row, creates);
  if (model.name == "ir.attachment") return complete_attachment(row);
  if (model.name == "product.product" && creates) {
    row.fill("type", "consu");
    row.fill("uom_id", units);
    row.set("currency_id", euro);
    if (!row.given("sale_ok")) row.set("sale_ok", true);
  }
  if (model.name == "product.pricelist.item" && creates) {
    row.fill("pricelist_id", first_price_list);
    row.fill("applied_on", "3_global");
    row.fill("compute_price", "fixed");
    row.set("currency_id", euro);
  }
}

void settle_order(Environment& env, std::int64_t id) {
  const Map* order = env.tables.find("sale.order", id);
  if (!order) return;
  Decimal untaxed;
  for (const std::int64_t line : env.tables.referring("sale.order.line", "order_id", id))
    untaxed = exact(add(untaxed, number(field_of(env.tables, "sale.order.line", line, "price_subtotal"))));
  const Decimal tax = cents(percent_of(untaxed, tax_percent));
  const Value* held = order->find("amount_untaxed");
  if (held && number(*held) == untaxed) return;
  store_fields(env, *model_named("sale.order"), id,
               Map{{"amount_untaxed", untaxed}, {"amount_tax", tax}, {"amount_total", exact(add(untaxed, tax))}});
}

Outcome<void> check_required(const Environment& env, const Model& model, std::int64_t id) {
  const std::string_view required = model.name == "sale.order"                                    ? "partner_id"
                                    : model.name == "crm.lead" || model.name == "product.product" ? "name"
                                                                                                  : "";
  if (required.empty() || !field_of(env.tables, model.name, id, required).is_null()) return {};
  return fail(constraint_error("Missing required value for the field '" + std::string(model.field(required)->label) +
                               "' (" + std::string(required) + ").\nModel: '" + std::string(model.label) + "' (" +
                               std::string(model.name) +
                               ")\n- create/update: a mandatory field is not set\n- delete: another model requires the "
                               "record being deleted, you can archive it instead\n"));
}

Outcome<void> check_unused(const Environment& env, const Model& model, std::int64_t id, const Map& row) {
  if (model.name == "sale.order" && row.find("state")->string_or("") != "draft" &&
      row.find("state")->string_or("") != "cancel")
    return fail(
        user_error("You can not delete a sent quotation or a confirmed sales order. You must first cancel it."));
  if (model.name == "product.product" && !env.tables.referring("sale.order.line", "product_id", id).empty())
    return fail(constraint_error(
        "Another model is using the record you are trying to delete.\n\nThe troublemaker is: 'Sales Order Line' "
        "(sale.order.line)\nThanks to the following constraint: 'Product' (product_id)\nHow about archiving the record "
        "instead?"));
  return {};
}

Outcome<void> change_state(Environment& env, std::int64_t id, const std::vector<std::string_view>& from,
                           std::string_view to, const std::string& otherwise) {
  const Model& model = *model_named("sale.order");
  const Map* order = env.tables.find(model.name, id);
  if (!order) return fail(missing_error(model.name, id, env.user));
  const std::string state = order->find("state")->string_or("");
  if (std::ranges::find(from, state) == from.end()) {
    if (otherwise.empty()) return {};
    return fail(user_error(otherwise));
  }
  Map changed{{"state", to}};
  if (to == "sale") changed.set("date_order", env.now.us);
  env.ledger.push_back({MutationVerb::update, env.by_person, env.now, std::string(model.name), std::to_string(id),
                        Map{{"state", state}}, Map{{"state", to}}});
  store_fields(env, model, id, changed);
  for (const std::int64_t line : env.tables.referring("sale.order.line", "order_id", id))
    store_fields(env, *model_named("sale.order.line"), line, Map{{"state", to}});
  return {};
}

Outcome<void> lose(Environment& env, std::int64_t id) {
  const Model& model = *model_named("crm.lead");
  if (field_of(env.tables, model.name, id, "won_status") == Value("won"))
    return fail(validation_error("A lead in a Won stage cannot be lost. Move it to another stage first."));
  return write_row(env, model, id, Map{{"active", false}, {"probability", 0}});
}

std::int64_t post_message(Environment& env, const Model& model, std::int64_t id, const Map& arguments) {
  const auto argument = [&](std::string_view name) {
    const Value* given = arguments.find(name);
    return given ? *given : Value();
  };
  const std::string body = argument("body").string_or("");
  const bool is_html = argument("body_is_html").bool_or(false);
  Map row{{"model", model.name},
          {"res_id", id},
          {"author_id", field_of(env.tables, "res.users", env.user, "partner_id")},
          {"message_type", argument("message_type").string_or("notification")},
          {"subject", argument("subject")},
          {"body", is_html ? body : "<p>" + escaped(body) + "</p>"},
          {"create_date", env.now.us},
          {"create_uid", env.user},
          {"write_date", env.now.us},
          {"write_uid", env.user}};
  const Map shown{{"res_id", id}, {"body", *row.find("body")}};
  const std::int64_t message = env.tables.insert("mail.message", std::move(row));
  env.ledger.push_back(
      {MutationVerb::create, env.by_person, env.now, "mail.message", std::to_string(message), {}, shown});
  return message;
}

}  // namespace syncline::sandbox::odoo
