#include <algorithm>

#include "sandbox/bitrix24/edit.h"

namespace syncline::sandbox::bitrix24 {
namespace {

Decimal number(const Map& row, const char* name, std::int64_t otherwise = 0) {
  const Value* found = row.find(name);
  return found && found->is_number() ? found->as_decimal() : Decimal(otherwise);
}

Decimal times(const Decimal& a, const Decimal& b) { return multiply(a, b).value_or(Decimal()); }
Decimal plus(const Decimal& a, const Decimal& b) { return add(a, b).value_or(Decimal()); }
Decimal minus(const Decimal& a, const Decimal& b) { return subtract(a, b).value_or(Decimal()); }
Decimal over(const Decimal& a, const Decimal& b) { return divide(a, b, 2, Rounding::half_up).value_or(Decimal()); }
Decimal cents(const Decimal& a) { return a.rounded(2, Rounding::half_up).value_or(a); }

/// 10 → 1.1
Decimal with_percent(const Decimal& percent) { return plus(Decimal(1), times(percent, Decimal::of(1, 2))); }

/// `price` is what one unit costs, with discount and tax; the others follow from it.
void work_out(Map& row) {
  const Decimal price = cents(number(row, "price")), taxed = with_percent(number(row, "taxRate"));
  const Decimal exclusive = over(price, taxed);
  const bool absolute = number(row, "discountTypeId", 2) == Decimal(1);
  Decimal netto = exclusive;
  if (absolute) {
    netto = plus(exclusive, number(row, "discountSum"));
    const Decimal rate = netto.sign() == 0 ? Decimal() : over(times(number(row, "discountSum"), Decimal(100)), netto);
    row.set("discountRate", rate.normalised());
  } else {
    const Decimal left = minus(Decimal(1), times(number(row, "discountRate"), Decimal::of(1, 2)));
    if (left.sign() != 0) netto = over(exclusive, left);
    row.set("discountSum", minus(netto, exclusive).normalised());
    row.set("discountRate", number(row, "discountRate").normalised());
  }
  row.set("discountTypeId", absolute ? 1 : 2);
  row.set("price", price.normalised());
  row.set("priceAccount", price.normalised());
  row.set("priceExclusive", exclusive.normalised());
  row.set("priceNetto", netto.normalised());
  row.set("priceBrutto", cents(times(netto, taxed)).normalised());
  row.set("quantity", number(row, "quantity", 1).normalised());
}

void name_after_product(const Tables& tables, Map& row) {
  const RowPtr product =
      tables.find(kind_named("product"), id_of(row.contains("productId") ? *row.find("productId") : Value()));
  if (!product) return;
  if (!row.contains("productName")) row.set("productName", (*product)["name"]);
  if (!row.contains("measureCode")) row.set("measureCode", 796);
}

void count_up(Work& work, const Kind& kind, Id id) {
  const RowPtr owner = work.tables.find(kind, id);
  Decimal sum, tax;
  for (const RowPtr& each : product_rows(work.tables, kind, id)) {
    const Decimal quantity = number(each->values, "quantity");
    sum = plus(sum, times(number(each->values, "price"), quantity));
    tax = plus(tax, times(minus(number(each->values, "price"), number(each->values, "priceExclusive")), quantity));
  }
  Row row = *owner;
  row.values.set("taxValue", cents(tax).normalised());
  if (!row["isManualOpportunity"].bool_or(false)) row.values.set("opportunity", cents(sum).normalised());
  if (row.values != owner->values) {
    row.changed = work.now;
    work.tables.put(kind, std::move(row));
  }
}

}  // namespace

std::vector<RowPtr> product_rows(const Tables& tables, const Kind& owner, Id id) {
  std::vector<RowPtr> out;
  for (const auto& [_, row] : tables.of(kind_named("row"))) {
    if ((*row)["ownerType"] == Value(std::string(owner.owner_type)) && (*row)["ownerId"] == Value(id))
      out.push_back(row);
  }
  return out;
}

Answer<void> set_product_rows(Work& work, const Kind& owner, Id id, const List& rows) {
  const Kind& kind = kind_named("row");
  std::vector<Map> wanted;
  for (const Value& each : rows) {
    Map given = each.is_map() ? each.as_map() : Map{};
    Map row;
    for (const auto& [name, value] : given) {
      const Field* field = kind.field(name);
      if (!field || value.is_null() || value == Value("")) continue;
      if (field->type == Type::text) {
        row.set(name, value);
      } else if (field->type == Type::boolean) {
        row.set(name, value == Value("Y"));
      } else {
        const auto number =
            value.is_number() ? Result<Decimal, Error>(value.as_decimal()) : Decimal::parse(value.string_or(""));
        if (!number) return refuse(Value(0), "Invalid value of " + name);
        row.set(name, number->is_integer() && number->to_int64() ? Value(*number->to_int64()) : Value(*number));
      }
    }
    work_out(row);
    name_after_product(work.tables, row);
    row.set("ownerId", id);
    row.set("ownerType", std::string(owner.owner_type));
    row.set("type", 4);
    wanted.push_back(std::move(row));
  }
  for (const RowPtr& each : product_rows(work.tables, owner, id)) work.tables.erase(kind, each->id);
  for (Map& each : wanted) {
    Row row;
    row.id = work.tables.next_id(kind);
    row.values = std::move(each);
    row.created = row.changed = work.now;
    work.tables.put(kind, std::move(row));
  }
  work.ledger.push_back({MutationVerb::update,
                         work.by_person,
                         work.now,
                         std::string(owner.name),
                         std::to_string(id),
                         {},
                         {{"productRows", rows}}});
  count_up(work, owner, id);
  return {};
}

}  // namespace syncline::sandbox::bitrix24
