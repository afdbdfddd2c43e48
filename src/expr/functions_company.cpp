// What companies write in many ways: format_phone, compact_tax_id, vat_country.

#include "base/phone.h"
#include "base/tax_id.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;

namespace {

Val format_phone(Arguments in, Meter& meter) {
  if (!meter.walk(in[0].as_text().size()) || !meter.allocate(in[0].as_text().size() + 8)) return {};
  return Val::text(tidy_phone_number(in[0].as_text(), in[1].as_text()));
}

Val compacted(Arguments in, Meter& meter) {
  if (!meter.walk(in[0].as_text().size()) || !meter.allocate(2 * in[0].as_text().size())) return {};
  return Val::text(compact_tax_id(in[0].as_text()));
}

/// Empty text for what is no VAT id.
Val country_of_vat_id(Arguments in, Meter& meter) {
  if (!meter.walk(in[0].as_text().size())) return {};
  return Val::borrow_text(vat_country(in[0].as_text()));
}

}  // namespace

void add_company_functions(Overloads& to) {
  const Type text = Type::string();
  add_function(to, "format_phone", {text, text}, text, format_phone);
  add_function(to, "compact_tax_id", {text}, text, compacted);
  add_function(to, "vat_country", {text}, text, country_of_vat_id);
}

}  // namespace syncline::expr
