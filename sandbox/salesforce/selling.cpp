#include "sandbox/salesforce/selling.h"

#include <algorithm>

namespace syncline::sandbox::salesforce {
namespace {

bool has_lines(const Work& work, const std::string& deal) {
  return !work.tables.where(object_named("OpportunityLineItem"), "OpportunityId", deal).empty();
}

Decimal number(const Value& value) { return value.is_number() ? value.as_decimal() : Decimal(); }

/// Quantity times price, less the discount in per cent.
Decimal line_total(const Row& line) {
  const Decimal left = subtract(Decimal(100), number(line["Discount"])).value_or(Decimal());
  const Decimal gross = multiply(number(line["Quantity"]), number(line["UnitPrice"])).value_or(Decimal());
  const Decimal net = multiply(gross, left).value_or(Decimal());
  return divide(net, Decimal(100), 2, Rounding::half_up).value_or(Decimal());
}

void complete_deal(const Work& work, Row& row, const Map& values) {
  if (!values.contains("StageName")) return;
  const auto& all = stages();
  const auto stage = std::ranges::find(all, row["StageName"].string_or(""), &Stage::name);
  const bool known = stage != all.end();
  row.fields.set("IsClosed", known && stage->closed);
  row.fields.set("IsWon", known && stage->won);
  if (!values.contains("Probability") && known) row.fields.set("Probability", stage->probability);
  if (!row["Probability"].is_number()) row.fields.set("Probability", 0);
  if (!row["OwnerId"].is_null()) return;
  const auto owners = work.tables.where(object_named("User"), "Username", integration_user);
  if (!owners.empty()) row.fields.set("OwnerId", owners.front()->id);
}

Answer<void> complete_line(const Work& work, Row& row, const Map& values) {
  const ObjectType& prices = object_named("PricebookEntry");
  const RowPtr price = work.tables.live(prices, row["PricebookEntryId"].string_or(""));
  if (!price)
    return refuse("FIELD_INTEGRITY_EXCEPTION",
                  "field integrity exception: PricebookEntryId (pricebook entry has to be specified)",
                  {"PricebookEntryId"});
  const RowPtr deal = work.tables.live(object_named("Opportunity"), row["OpportunityId"].string_or(""));
  const Value book = deal ? (*deal)["Pricebook2Id"] : Value();
  if (!book.is_null() && book != (*price)["Pricebook2Id"])
    return refuse(
        "FIELD_INTEGRITY_EXCEPTION",
        "field integrity exception: PricebookEntryId (pricebook entry is in a different pricebook than the one "
        "assigned to the opportunity)",
        {"PricebookEntryId"});
  row.fields.set("Product2Id", (*price)["Product2Id"]);
  if (row["UnitPrice"].is_null()) row.fields.set("UnitPrice", (*price)["UnitPrice"]);
  if (row["Quantity"].is_number() && number(row["Quantity"]).sign() == 0)
    return refuse("FIELD_INTEGRITY_EXCEPTION", "Quantity: Quantity must be non-zero.", {"Quantity"});
  if (!values.contains("TotalPrice") || values.contains("UnitPrice")) row.fields.set("TotalPrice", line_total(row));
  return {};
}

/// A deal with lines keeps its price book.
Answer<void> check_book(const Work& work, const Row& row, const Map& values) {
  const RowPtr old = row.id.empty() ? nullptr : work.tables.live(object_named("Opportunity"), row.id);
  if (!old || !values.contains("Pricebook2Id") || (*old)["Pricebook2Id"] == row["Pricebook2Id"]) return {};
  if (!has_lines(work, row.id)) return {};
  return refuse("FIELD_INTEGRITY_EXCEPTION", "field integrity exception: Pricebook2Id (the opportunity has products)",
                {"Pricebook2Id"});
}

Answer<void> complete_price(const Work& work, const Row& row) {
  const ObjectType& prices = object_named("PricebookEntry");
  const auto same = work.tables.where(prices, "Product2Id", row["Product2Id"]);
  if (std::ranges::any_of(same, [&](const RowPtr& each) {
        return each->id != row.id && (*each)["Pricebook2Id"] == row["Pricebook2Id"];
      }))
    return refuse("FIELD_INTEGRITY_EXCEPTION", "This price definition already exists in this price book");
  const RowPtr book = work.tables.live(object_named("Pricebook2"), row["Pricebook2Id"].string_or(""));
  if (book && !(*book)["IsStandard"].bool_or(false) && same.empty())
    return refuse("STANDARD_PRICE_NOT_DEFINED", "Before creating a custom price, create a standard price. []");
  return {};
}

}  // namespace

const std::vector<Stage>& stages() {
  static const std::vector<Stage> all{{"Prospecting", 10, false, false},
                                      {"Qualification", 10, false, false},
                                      {"Needs Analysis", 20, false, false},
                                      {"Value Proposition", 50, false, false},
                                      {"Id. Decision Makers", 60, false, false},
                                      {"Perception Analysis", 70, false, false},
                                      {"Proposal/Price Quote", 75, false, false},
                                      {"Negotiation/Review", 90, false, false},
                                      {"Closed Won", 100, true, true},
                                      {"Closed Lost", 0, true, false},
                                      // What the guide "From won deal to paid invoice" has its users add:
                                      {"In Delivery", 100, true, true},
                                      {"Ready to Close", 100, true, true},
                                      {"Completed", 100, true, true},
                                      {"Cancelled", 0, true, false}};
  return all;
}

void drop_ignored(const Work& work, const ObjectType& type, const Row& old, Map& values) {
  if (type.name == "Opportunity" && has_lines(work, old.id)) values.erase("Amount");
}

Answer<void> complete(const Work& work, const ObjectType& type, Row& row, const Map& values) {
  if (type.name == "Opportunity") {
    complete_deal(work, row, values);
    return check_book(work, row, values);
  }
  if (type.name == "OpportunityLineItem") return complete_line(work, row, values);
  if (type.name == "PricebookEntry") return complete_price(work, row);
  return {};
}

void follow(Work& work, const ObjectType& type, const Row& row) {
  if (type.name != "OpportunityLineItem") return;
  const ObjectType& deals = object_named("Opportunity");
  const RowPtr deal = work.tables.live(deals, row["OpportunityId"].string_or(""));
  if (!deal) return;
  const auto lines = work.tables.where(type, "OpportunityId", deal->id);
  Decimal sum;
  for (const RowPtr& line : lines) sum = add(sum, number((*line)["TotalPrice"])).value_or(sum);
  if (!lines.empty() && (*deal)["Amount"] == Value(sum) && (*deal)["HasOpportunityLineItem"] == Value(true)) return;
  Row changed = *deal;
  const RowPtr price = work.tables.live(object_named("PricebookEntry"), row["PricebookEntryId"].string_or(""));
  if (price && changed["Pricebook2Id"].is_null()) changed.fields.set("Pricebook2Id", (*price)["Pricebook2Id"]);
  changed.fields.set("HasOpportunityLineItem", !lines.empty());
  if (!lines.empty()) changed.fields.set("Amount", sum);
  changed.modified = changed.stamp = work.now;
  changed.shown_from = row.shown_from;
  changed.before = row.shown_from > work.now ? seen_by_queries(deal, work.now) : nullptr;
  ++changed.revision;
  work.tables.put(deals, std::move(changed));
}

}  // namespace syncline::sandbox::salesforce
