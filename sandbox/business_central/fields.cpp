#include "sandbox/business_central/fields.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/business_central/documents.h"

namespace syncline::sandbox::business_central {
namespace {

constexpr std::array units{"STK", "M", "KG", "STD"};
constexpr std::array currencies{"EUR", "CHF", "USD"};

Failure<Refusal> not_of_type(const EntityType& type, const Property& property, const Value& value) {
  return refused("BadRequest", "Cannot convert the value " + write_json(value) + " of the property '" + property.name +
                                   "' of 'Microsoft.NAV." + type.name + "' to its type.");
}

Failure<Refusal> not_related(const EntityType& type, const Property& property, const Value& value) {
  return refused("Internal_InvalidTableRelation", "The field " + property.name + " of table " + type.name +
                                                      " contains a value (" + value.string_or("") +
                                                      ") that cannot be found in the related table.");
}

/// The value as it is stored.
Done<Value> typed(const EntityType& type, const Property& property, const Value& value) {
  const auto text = value.string_or("");
  switch (property.type) {
    case EdmType::guid:
      if (is_guid(text)) return Value(to_lower(text));
      break;
    case EdmType::string:
      if (!value.is_string()) break;
      if (property.max_length > 0 && code_points(text) > property.max_length)
        return refused("Application_StringExceededLength",
                       "The length of the string is " + std::to_string(code_points(text)) +
                           ", but it must be less than or equal to " + std::to_string(property.max_length) +
                           " characters. Value: " + text);
      return value;
    case EdmType::integer:
      if (value.is_int()) return value;
      break;
    case EdmType::decimal:
      if (value.is_number()) return value;
      break;
    case EdmType::boolean:
      if (value.is_bool()) return value;
      break;
    case EdmType::date:
      if (parse_date(text)) return value;
      break;
    case EdmType::datetime:
      if (parse_instant(text)) return value;
      break;
    case EdmType::enumeration:
      for (const std::string& member : property.members) {
        if (text == member || text == coded_name(member)) return Value(member);
      }
      break;
  }
  return not_of_type(type, property, value);
}

template <class T>
bool is_one_of(const T& list, const std::string& text) {
  return std::ranges::any_of(list, [&](const char* each) { return text == each; });
}

/// Whether what the property refers to is there. Nothing is always allowed.
bool is_related(const Tables& tables, const Property& property, const Value& value) {
  const std::string text = value.string_or("");
  if (text.empty() || text == zero_guid) return true;
  const std::string& name = property.name;
  if (name == "paymentTermsId") return tables.find("paymentTerms", text) != nullptr;
  if (name == "customerId") return tables.find("customers", text) != nullptr;
  if (name == "itemId") return tables.find("items", text) != nullptr;
  if (name == "customerNumber") return !tables.rows_where("customers", "number", value).empty();
  if (name == "lineObjectNumber") return !tables.rows_where("items", "number", value).empty();
  if (name == "companyNumber") return !tables.rows_where("contacts", "number", value).empty();
  if (name == "currencyCode") return is_one_of(currencies, text);
  if (name == "unitOfMeasureCode" || name == "baseUnitOfMeasureCode") return is_one_of(units, text);
  if (name == "country" || name.ends_with("Country")) return text.size() == 2 && to_upper(text) == text;
  return true;
}

Done<void> customer_chosen(Tables& tables, Row& document, const Row& customer) {
  const Value blocked = stored(customer, "blocked");
  if (blocked == Value("All") || blocked == Value("Invoice"))
    return refused("Application_DialogException", "You cannot create this type of document when Customer " +
                                                      stored(customer, "number").string_or("") +
                                                      " is blocked with type " + blocked.string_or("") + ".");
  Map& fields = document.fields;
  fields.set("customerId", customer.id);
  fields.set("customerNumber", stored(customer, "number"));
  fields.set("customerName", stored(customer, "displayName"));
  fields.set("paymentTermsId", stored(customer, "paymentTermsId"));
  const Value currency = stored(customer, "currencyCode");
  fields.set("currencyCode", currency == Value("") ? Value("EUR") : currency);
  for (const auto& [to, from] : {std::pair{"billToName", "displayName"},
                                 {"shipToName", "displayName"},
                                 {"sellToCity", "city"},
                                 {"shipToCity", "city"},
                                 {"sellToCountry", "country"},
                                 {"shipToCountry", "country"},
                                 {"sellToAddressLine1", "addressLine1"},
                                 {"shipToAddressLine1", "addressLine1"},
                                 {"sellToPostCode", "postalCode"},
                                 {"shipToPostCode", "postalCode"}}) {
    if (fields.contains(to)) fields.set(to, stored(customer, from));
  }
  (void)tables;
  return {};
}

/// Price, unit and words come from the item: what was set before is gone.
Done<void> item_chosen(Row& line, const Row& item) {
  if (stored(item, "blocked") == Value(true))
    return refused("Application_DialogException",
                   "Blocked must be equal to 'No' in Item: No.=" + stored(item, "number").string_or("") + ".");
  Map& fields = line.fields;
  fields.set("itemId", item.id);
  fields.set("lineType", "Item");
  fields.set("lineObjectNumber", stored(item, "number"));
  fields.set("description", stored(item, "displayName"));
  fields.set("unitOfMeasureCode", stored(item, "baseUnitOfMeasureCode"));
  fields.set("unitPrice", stored(item, "unitPrice"));
  return {};
}

Done<void> follow(Tables& tables, const EntityType& type, Row& row, const std::string& name, const Value& value) {
  const bool is_line = is_line_set(type.set), is_document = has_lines(type);
  if (is_document && name == "customerId" && value != Value(zero_guid))
    return customer_chosen(tables, row, *tables.find("customers", value.as_string()));
  if (is_document && name == "customerNumber" && value != Value(""))
    return customer_chosen(tables, row, *tables.find_by("customers", "number", value));
  if (is_line && name == "itemId" && value != Value(zero_guid))
    return item_chosen(row, *tables.find("items", value.as_string()));
  if (is_line && name == "lineObjectNumber" && value != Value(""))
    return item_chosen(row, *tables.find_by("items", "number", value));
  if (is_line) line_changed(row, name);
  if (type.set == "contacts" && name == "companyNumber") {
    const Row* company = tables.find_by("contacts", "number", value);
    row.fields.set("companyName", company ? stored(*company, "displayName") : Value(""));
  }
  return {};
}

}  // namespace

Done<void> set_property(Tables& tables, const EntityType& type, Row& row, const std::string& name, const Value& value) {
  const Property* property = type.property(name);
  if (!property)
    return refused("BadRequest", "The property '" + name + "' does not exist on type 'Microsoft.NAV." + type.name +
                                     "'. Make sure to only use property names that are defined by the type.");
  if (property->read_only) return refused("BadRequest", "Control '" + name + "' is read-only.");
  auto as_stored = typed(type, *property, value);
  if (!as_stored) return fail(as_stored.error());
  if (!is_related(tables, *property, *as_stored)) return not_related(type, *property, *as_stored);
  if (name == "number" && type.set != "items")
    return refused("Application_DialogException",
                   "You may not enter numbers manually. If you want to enter numbers manually, please activate "
                   "Manual Nos. in No. Series " +
                       to_upper(type.name) + ".");
  row.fields.set(name, *as_stored);
  return follow(tables, type, row, name, *as_stored);
}

void begin_record(Tables& tables, const EntityType& type, Row& row, Instant now) {
  const std::string today = to_iso(now).substr(0, 10);
  if (type.set == "customers") row.fields.set("number", tables.next_number("C", 5));
  if (type.set == "contacts") row.fields.set("number", tables.next_number("CT", 6));
  if (type.set == "salesOrders") row.fields.set("number", tables.next_number("S-ORD1", 5));
  if (type.set == "salesQuotes") row.fields.set("number", tables.next_number("S-QUO1", 4));
  if (type.set == "salesInvoices") row.fields.set("number", tables.next_number("S-INV1", 5));
  if (type.set == "salesCreditMemos") row.fields.set("number", tables.next_number("S-CR1", 5));
  if (type.set == "salesInvoices" || type.set == "salesCreditMemos") row.fields.set("status", "Draft");
  for (const char* date : {"orderDate", "documentDate", "invoiceDate", "creditMemoDate", "postingDate"}) {
    if (type.property(date)) row.fields.set(date, today);
  }
}

}  // namespace syncline::sandbox::business_central
