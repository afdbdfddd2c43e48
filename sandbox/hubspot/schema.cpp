#include "sandbox/hubspot/schema.h"

#include <algorithm>

namespace syncline::sandbox::hubspot {
namespace {

std::vector<Property> with_common(std::string_view stamp, std::string_view created, std::vector<Property> own) {
  std::vector<Property> out{
      {.name = "hs_object_id", .type = Type::number, .read_only = true},
      {.name = stamp, .type = Type::datetime, .read_only = true},
      {.name = created, .type = Type::datetime, .read_only = true},
      {.name = "hs_merged_object_ids", .type = Type::text, .read_only = true},
      {.name = "erp_id", .type = Type::text, .unique = true},
      {.name = "erp_archived", .type = Type::boolean},
  };
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

std::vector<std::string_view> stage_ids() {
  std::vector<std::string_view> out;
  for (const Stage& each : stages()) out.push_back(each.id);
  return out;
}

ObjectType companies() {
  return {"companies",
          "company",
          "0-2",
          "hs_lastmodifieddate",
          "createdate",
          {"name", "domain"},
          with_common("hs_lastmodifieddate", "createdate",
                      {{.name = "name"},
                       {.name = "domain"},
                       {.name = "phone"},
                       {.name = "website"},
                       {.name = "address"},
                       {.name = "address2"},
                       {.name = "zip"},
                       {.name = "city"},
                       {.name = "state"},
                       {.name = "country"},
                       {.name = "industry",
                        .type = Type::enumeration,
                        .options = {"WHOLESALE", "RETAIL", "MACHINERY", "CONSTRUCTION"}},
                       {.name = "description"},
                       {.name = "hubspot_owner_id"},
                       {.name = "erp_vat_id"},
                       {.name = "erp_number"},
                       {.name = "erp_email"},
                       {.name = "erp_country"},
                       {.name = "erp_payment_terms"},
                       {.name = "erp_credit_status"},
                       {.name = "erp_open_amount", .type = Type::number},
                       {.name = "erp_dunning_level", .type = Type::number},
                       {.name = "erp_do_not_sync", .type = Type::boolean}})};
}

ObjectType contacts() {
  return {"contacts",
          "contact",
          "0-1",
          "lastmodifieddate",
          "createdate",
          {"email", "firstname", "lastname"},
          with_common("lastmodifieddate", "createdate",
                      {{.name = "firstname"},
                       {.name = "lastname"},
                       {.name = "email", .type = Type::email, .unique = true},
                       {.name = "phone"},
                       {.name = "mobilephone"},
                       {.name = "jobtitle"},
                       {.name = "company"},
                       {.name = "associatedcompanyid", .type = Type::number, .read_only = true},
                       {.name = "hubspot_owner_id"},
                       {.name = "erp_do_not_sync", .type = Type::boolean}})};
}

ObjectType deals() {
  return {"deals",
          "deal",
          "0-3",
          "hs_lastmodifieddate",
          "createdate",
          {"amount", "closedate", "dealname", "dealstage", "pipeline"},
          with_common("hs_lastmodifieddate", "createdate",
                      {{.name = "dealname"},
                       {.name = "amount", .type = Type::number},
                       {.name = "deal_currency_code", .type = Type::enumeration, .options = {"EUR", "USD"}},
                       {.name = "closedate", .type = Type::datetime},
                       {.name = "pipeline", .type = Type::enumeration, .options = {"default"}},
                       {.name = "dealstage", .type = Type::enumeration, .options = stage_ids()},
                       {.name = "hs_is_closed_won", .type = Type::boolean, .read_only = true},
                       {.name = "description"},
                       {.name = "hubspot_owner_id"},
                       {.name = "erp_order_number"},
                       {.name = "erp_order_status"},
                       {.name = "erp_shipped_amount", .type = Type::number},
                       {.name = "erp_invoiced_amount", .type = Type::number},
                       {.name = "erp_paid_amount", .type = Type::number},
                       {.name = "erp_open_amount", .type = Type::number},
                       {.name = "erp_invoice_number"},
                       {.name = "erp_payment_status"},
                       {.name = "erp_payment_date", .type = Type::date},
                       {.name = "erp_dunning_level", .type = Type::number},
                       {.name = "erp_sync_problem"}})};
}

ObjectType products() {
  return {"products",
          "product",
          "0-7",
          "hs_lastmodifieddate",
          "createdate",
          {"name", "price"},
          with_common("hs_lastmodifieddate", "createdate",
                      {{.name = "name"},
                       {.name = "hs_sku"},
                       {.name = "description"},
                       {.name = "price", .type = Type::number},
                       {.name = "erp_unit"},
                       {.name = "erp_category"},
                       {.name = "erp_stock_quantity", .type = Type::number}})};
}

ObjectType line_items() {
  return {"line_items",
          "line_item",
          "0-8",
          "hs_lastmodifieddate",
          "createdate",
          {"quantity", "amount"},
          with_common("hs_lastmodifieddate", "createdate",
                      {{.name = "name"},
                       {.name = "hs_product_id", .type = Type::number},
                       {.name = "hs_sku"},
                       {.name = "quantity", .type = Type::number},
                       {.name = "price", .type = Type::number},
                       {.name = "discount", .type = Type::number},
                       {.name = "hs_discount_percentage", .type = Type::number},
                       {.name = "amount", .type = Type::number, .read_only = true}})};
}

}  // namespace

const Property* ObjectType::property(std::string_view wanted) const {
  const auto found = std::ranges::find_if(properties, [&](const Property& each) { return each.name == wanted; });
  return found == properties.end() ? nullptr : &*found;
}

const ObjectType* find_object(std::string_view name) {
  static const std::vector<ObjectType> all{companies(), contacts(), deals(), products(), line_items()};
  const auto found = std::ranges::find_if(
      all, [&](const ObjectType& each) { return name == each.name || name == each.singular || name == each.type_id; });
  return found == all.end() ? nullptr : &*found;
}

const ObjectType& object_named(std::string_view name) { return *find_object(name); }

const std::vector<LinkType>& link_types() {
  static const std::vector<LinkType> all{{"contacts", "companies", 279, 1}, {"companies", "contacts", 280, 2},
                                         {"deals", "companies", 341, 5},    {"companies", "deals", 342, 6},
                                         {"deals", "contacts", 3, 0},       {"contacts", "deals", 4, 0},
                                         {"deals", "line_items", 19, 0},    {"line_items", "deals", 20, 0}};
  return all;
}

const LinkType* find_link_type(const ObjectType& from, const ObjectType& to) {
  const auto found = std::ranges::find_if(
      link_types(), [&](const LinkType& each) { return each.from == from.name && each.to == to.name; });
  return found == link_types().end() ? nullptr : &*found;
}

const std::vector<Stage>& stages() {
  static const std::vector<Stage> all{{"appointmentscheduled", "Appointment Scheduled", "0.2"},
                                      {"qualifiedtobuy", "Qualified To Buy", "0.4"},
                                      {"presentationscheduled", "Presentation Scheduled", "0.6"},
                                      {"contractsent", "Contract Sent", "0.9"},
                                      {"closedwon", "Closed Won", "1.0", true},
                                      {"closedlost", "Closed Lost", "0.0", true},
                                      {"971001", "In Delivery", "1.0", true},
                                      {"971002", "Ready to Close", "1.0", true},
                                      {"971003", "Completed", "1.0", true}};
  return all;
}

}  // namespace syncline::sandbox::hubspot
