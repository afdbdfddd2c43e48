#include "sandbox/salesforce/schema.h"

#include <algorithm>
#include <cstdlib>

namespace syncline::sandbox::salesforce {
namespace {

Field text(std::string_view name, int length = 255) { return {.name = name, .type = Type::text, .length = length}; }
Field long_text(std::string_view name) { return {.name = name, .type = Type::long_text, .length = 32'000}; }
Field flag(std::string_view name) { return {.name = name, .type = Type::boolean}; }
Field number(std::string_view name, int scale = 2) { return {.name = name, .type = Type::number, .length = scale}; }
Field whole(std::string_view name) { return {.name = name, .type = Type::integer}; }
Field date(std::string_view name) { return {.name = name, .type = Type::date}; }
Field email(std::string_view name) { return {.name = name, .type = Type::email, .length = 80}; }
Field reference(std::string_view name, std::string_view to) {
  return {.name = name, .type = Type::reference, .length = 18, .to = to};
}
Field moment(std::string_view name) { return {.name = name, .type = Type::moment, .read_only = true}; }
Field needed(Field field) {
  field.required = true;
  return field;
}
Field shown(Field field) {
  field.read_only = true;
  return field;
}

std::vector<Field> with_system_fields(std::vector<Field> own) {
  std::vector<Field> all{{.name = "Id", .type = Type::id, .length = 18, .read_only = true},
                         {.name = "IsDeleted", .type = Type::boolean, .read_only = true},
                         moment("CreatedDate"),
                         moment("LastModifiedDate"),
                         moment("SystemModstamp"),
                         shown(reference("LastModifiedById", "User"))};
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

/// What the README has its users add to each object that is synced.
std::vector<Field> synced(std::vector<Field> own) {
  own.push_back({.name = "ERP_Id__c", .type = Type::text, .length = 64, .external_id = true});
  own.push_back(flag("Archived__c"));
  own.push_back(flag("Do_Not_Sync__c"));
  return with_system_fields(std::move(own));
}

std::vector<Field> address(std::vector<Field> own, const std::vector<std::string_view>& names) {
  constexpr int lengths[] = {255, 40, 80, 20, 80, 10};
  for (std::size_t i = 0; i < names.size(); ++i) own.push_back(text(names[i], lengths[i % 6]));
  return own;
}

ObjectType account() {
  return {"Account", "001", "Account",
          synced(address(
              {needed(text("Name")), text("AccountNumber", 40), text("Phone", 40), text("Fax", 40), text("Website"),
               text("Industry"), text("Type"), long_text("Description"), reference("OwnerId", "User"),
               reference("ParentId", "Account"), shown(reference("MasterRecordId", "Account")), text("VAT_ID__c", 20),
               email("Email__c"), number("Open_Amount__c"), number("Credit_Limit__c"), text("Credit_Status__c", 20),
               whole("Dunning_Level__c"), text("ERP_Order_Number__c", 40), text("ERP_Invoice_Number__c", 40)},
              {"BillingStreet", "BillingCity", "BillingState", "BillingPostalCode", "BillingCountry",
               "BillingCountryCode", "ShippingStreet", "ShippingCity", "ShippingState", "ShippingPostalCode",
               "ShippingCountry", "ShippingCountryCode"}))};
}

ObjectType contact() {
  return {"Contact", "003", "Contact",
          synced({shown(text("Name", 121)), text("FirstName", 40), needed(text("LastName", 80)), email("Email"),
                  text("Phone", 40), text("MobilePhone", 40), reference("AccountId", "Account"), text("Title", 128),
                  text("Department", 80), long_text("Description"), reference("OwnerId", "User"),
                  shown(reference("MasterRecordId", "Contact"))})};
}

ObjectType opportunity() {
  return {"Opportunity", "006", "Opportunity",
          synced({needed(text("Name", 120)),
                  needed(text("StageName")),
                  needed(date("CloseDate")),
                  number("Amount"),
                  reference("AccountId", "Account"),
                  number("Probability", 0),
                  long_text("Description"),
                  reference("OwnerId", "User"),
                  reference("Pricebook2Id", "Pricebook2"),
                  shown(flag("IsClosed")),
                  shown(flag("IsWon")),
                  shown(flag("HasOpportunityLineItem")),
                  text("ERP_Order_Number__c", 40),
                  text("Order_Status__c", 40),
                  number("Shipped_Amount__c"),
                  number("Invoiced_Amount__c"),
                  number("Paid_Amount__c"),
                  number("Open_Amount__c"),
                  text("ERP_Invoice_Number__c", 40),
                  text("Payment_Status__c", 40),
                  date("Payment_Date__c"),
                  whole("Dunning_Level__c"),
                  long_text("Sync_Problem__c"),
                  date("Requested_Date__c"),
                  text("Payment_Terms__c", 80)})};
}

ObjectType line_item() {
  Field parent = needed(reference("OpportunityId", "Opportunity"));
  return {"OpportunityLineItem", "00k", "Opportunity Product",
          with_system_fields({parent, reference("PricebookEntryId", "PricebookEntry"),
                              shown(reference("Product2Id", "Product2")), needed(number("Quantity")),
                              number("UnitPrice"), number("TotalPrice"), number("Discount"), shown(number("ListPrice")),
                              shown(text("ProductCode")), shown(text("Name")), text("Description"), date("ServiceDate"),
                              whole("SortOrder")})};
}

ObjectType product() {
  return {"Product2", "01t", "Product",
          synced({needed(text("Name")), text("ProductCode"), text("Description", 4000), text("StockKeepingUnit", 180),
                  flag("IsActive"), text("Family"), text("QuantityUnitOfMeasure"), number("Stock_Quantity__c"),
                  text("Availability__c", 20)})};
}

ObjectType price_book() {
  return {"Pricebook2", "01s", "Price Book",
          with_system_fields({needed(text("Name")), flag("IsActive"), shown(flag("IsStandard"))})};
}

ObjectType price() {
  return {"PricebookEntry", "01u", "Price Book Entry",
          with_system_fields({needed(reference("Pricebook2Id", "Pricebook2")),
                              needed(reference("Product2Id", "Product2")), needed(number("UnitPrice")),
                              flag("IsActive"), shown(text("Name")), shown(text("ProductCode"))})};
}

std::vector<Field> bill(std::vector<Field> more) {
  std::vector<Field> all{needed(text("Name", 80)),
                         reference("Account__c", "Account"),
                         reference("Opportunity__c", "Opportunity"),
                         text("Status__c", 20),
                         date("Invoice_Date__c"),
                         date("Due_Date__c"),
                         date("Payment_Date__c"),
                         text("Currency__c", 3),
                         number("Net__c"),
                         number("Tax__c"),
                         number("Total__c"),
                         number("Paid__c"),
                         number("Open__c"),
                         whole("Dunning_Level__c"),
                         text("Reference__c")};
  all.insert(all.end(), more.begin(), more.end());
  return synced(std::move(all));
}

ObjectType payment() {
  return {"Payment__c", "a0P", "Payment",
          synced({needed(text("Name", 80)), reference("Account__c", "Account"), reference("Invoice__c", "Invoice__c"),
                  date("Date__c"), number("Amount__c"), text("Currency__c", 3), text("Direction__c", 3),
                  text("Reference__c")})};
}

ObjectType task() {
  return {"Task", "00T", "Task",
          with_system_fields({text("Subject"), long_text("Description"), reference("WhatId", "Opportunity"),
                              reference("OwnerId", "User"), text("Status", 40), date("ActivityDate")})};
}

ObjectType user() {
  return {"User", "005", "User",
          with_system_fields(
              {needed(text("Name", 121)), needed(text("Username", 80)), needed(email("Email")), flag("IsActive")})};
}

}  // namespace

std::string_view Field::relation() const {
  if (type != Type::reference) return {};
  if (name.ends_with("Id")) return name.substr(0, name.size() - 2);
  return {};
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

const Field* ObjectType::field(std::string_view wanted) const {
  const auto found = std::ranges::find_if(fields, [&](const Field& each) { return same_name(each.name, wanted); });
  return found == fields.end() ? nullptr : &*found;
}

const std::vector<ObjectType>& objects() {
  static const std::vector<ObjectType> all{
      account(),
      contact(),
      opportunity(),
      line_item(),
      product(),
      price_book(),
      price(),
      task(),
      user(),
      ObjectType{"Invoice__c", "a0I", "Invoice", bill({})},
      ObjectType{"Credit_Note__c", "a0C", "Credit Note", bill({reference("Invoice__c", "Invoice__c")})},
      payment()};
  return all;
}

const ObjectType* find_object(std::string_view name) {
  const auto found =
      std::ranges::find_if(objects(), [&](const ObjectType& each) { return same_name(each.name, name); });
  return found == objects().end() ? nullptr : &*found;
}

const ObjectType& object_named(std::string_view name) {
  const ObjectType* found = find_object(name);
  if (!found) std::abort();
  return *found;
}

const std::vector<ChildRelation>& child_relations() {
  static const std::vector<ChildRelation> all{
      {"Account", "Contacts", "Contact", "AccountId"},
      {"Account", "Opportunities", "Opportunity", "AccountId"},
      {"Opportunity", "OpportunityLineItems", "OpportunityLineItem", "OpportunityId"},
      {"Product2", "PricebookEntries", "PricebookEntry", "Product2Id"}};
  return all;
}

const ChildRelation* find_children(std::string_view parent, std::string_view name) {
  const auto& all = child_relations();
  const auto found = std::ranges::find_if(
      all, [&](const ChildRelation& each) { return each.parent == parent && same_name(each.name, name); });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace syncline::sandbox::salesforce
