#include "sandbox/customermates/schema.h"

#include <algorithm>
#include <stdexcept>

#include "base/hash.h"

namespace syncline::sandbox::customermates {
namespace {

Column column(const std::string& many, const std::string& label, const std::string& type = "plain") {
  Column out{uuid_of(many + "." + label), label, type};
  if (type == "singleSelect") {
    for (const char* each : {"New", "Qualified", "Proposal", "Won", "In delivery", "Ready to close", "Closed", "Lost"})
      out.options.push_back({uuid_of(out.id + "." + each), each});
  }
  return out;
}

Kind kind(std::string one, std::string many, std::vector<std::string> texts, std::vector<std::string> linked,
          const std::vector<std::pair<const char*, const char*>>& columns) {
  Kind out{std::move(one), std::move(many), std::move(texts), std::move(linked), {}};
  for (const char* label : {"Sync key", "Sync ended"}) out.columns.push_back(column(out.many, label));
  for (const auto& [label, type] : columns) out.columns.push_back(column(out.many, label, type));
  return out;
}

}  // namespace

const Option* Column::option(std::string_view wanted) const {
  const auto found = std::ranges::find(options, wanted, &Option::id);
  return found == options.end() ? nullptr : &*found;
}

const Column* Kind::column(std::string_view id) const {
  const auto found = std::ranges::find(columns, id, &Column::id);
  return found == columns.end() ? nullptr : &*found;
}

const Column* Kind::labelled(std::string_view label) const {
  const auto found = std::ranges::find(columns, label, &Column::label);
  return found == columns.end() ? nullptr : &*found;
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      kind("organization", "organizations", {"name"}, {"contacts", "deals"},
           {{"VAT ID", "plain"},
            {"Customer number", "plain"},
            {"Email", "plain"},
            {"Phone", "phone"},
            {"Website", "plain"},
            {"Street", "plain"},
            {"Postal code", "plain"},
            {"City", "plain"},
            {"Country", "plain"},
            {"Payment terms", "plain"},
            {"Credit status", "plain"},
            {"Open amount", "currency"},
            {"Dunning level", "plain"},
            {"Do not sync", "plain"}}),
      kind("contact", "contacts", {"firstName", "lastName"}, {"organizations", "deals"},
           {{"Phone", "phone"}, {"Mobile", "phone"}, {"Job title", "plain"}, {"Do not sync", "plain"}}),
      kind("service", "services", {"name"}, {"deals"},
           {{"SKU", "plain"}, {"Description", "plain"}, {"Unit", "plain"}, {"Category", "plain"}, {"Stock", "plain"}}),
      kind("deal", "deals", {"name"}, {"organizations", "contacts"},
           {{"Stage", "singleSelect"},
            {"Close date", "date"},
            {"Order number", "plain"},
            {"Order status", "plain"},
            {"Shipped", "currency"},
            {"Invoiced", "currency"},
            {"Paid", "currency"},
            {"Open", "currency"},
            {"Invoice number", "plain"},
            {"Payment status", "plain"},
            {"Payment date", "date"},
            {"Dunning level", "plain"},
            {"Sync problem", "plain"}})};
  return all;
}

const Kind* find_kind(std::string_view many) {
  const auto found = std::ranges::find(kinds(), many, &Kind::many);
  return found == kinds().end() ? nullptr : &*found;
}

const Kind& kind_named(std::string_view many) {
  const Kind* found = find_kind(many);
  if (!found) throw std::invalid_argument("Customermates has no " + std::string(many));
  return *found;
}

std::string uuid_of(std::string_view text) {
  std::string hex = to_hex(xxh3(text));
  hex[12] = '4';
  hex[16] = '8';
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

}  // namespace syncline::sandbox::customermates
