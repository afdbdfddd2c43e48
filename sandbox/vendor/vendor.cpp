#include "sandbox/vendor/vendor.h"

#include <algorithm>

#include "base/json.h"

namespace syncline::sandbox {

std::string text_of(const Value& value) {
  if (value.is_list() && value.as_list().size() == 2) return value.at(1).string_or("");
  if (value.is_null() || value == Value(false)) return "";
  if (value.is_string()) return value.as_string();
  return value.is_number() ? value.as_decimal().text() : write_json(value);
}

std::string Form::own(const std::string& field) const {
  const auto known = fields.find(field);
  return known == fields.end() ? field : known->second;
}

std::string Vendor::kind_of(const VendorModel& model, const std::string& id) const {
  return model.record(form("customer").records, id).is_null() ? "contact" : "customer";
}

std::vector<std::string> Vendor::ids(const VendorModel& model, const std::string& kind) const {
  const Form& meant = form(kind);
  std::vector<std::string> all = model.ids(meant.records);
  if (!meant.only.first.empty()) {
    std::erase_if(all, [&](const std::string& id) {
      return text_of(model.record(meant.records, id)[meant.only.first]) != meant.only.second;
    });
  }
  return all;
}

Spot Vendor::spot(const VendorModel&, const std::string& kind, const std::string& id, const std::string& field) const {
  return {form(kind).records, id, form(kind).own(field)};
}

std::string Vendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                          const std::string& field) const {
  const Spot at = spot(model, kind, id, field);
  const Value record = at.id.empty() ? Value() : model.record(at.records, at.id);
  return record.is_null() ? "" : text_of(record[at.field]);
}

void Vendor::type(VendorModel& model, const std::string& kind, const std::string& id, const std::string& field,
                  const Value& value, Instant now) const {
  const Spot at = spot(model, kind, id, field);
  if (!at.id.empty()) model.person_edits(at.records, at.id, {{at.field, value}}, now);
}

}  // namespace syncline::sandbox
