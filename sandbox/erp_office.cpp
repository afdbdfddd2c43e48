#include "sandbox/erp_office.h"

namespace syncline::sandbox {
namespace {

template <class Deed>
auto with(VendorServer& server, const Deed& deed) {
  decltype(deed(std::declval<VendorModel&>(), Instant{})) done{};
  server.with_model([&](VendorModel& model, Instant now) { done = deed(model, now); });
  return done;
}

}  // namespace

std::vector<std::string> ErpOffice::orders_with(const std::string& field, const std::string& text) {
  return with(server_, [&](VendorModel& erp, Instant) {
    std::vector<std::string> found = vendor_.ids(erp, "order");
    std::erase_if(found, [&](const std::string& id) { return vendor_.shown(erp, "order", id, field) != text; });
    return found;
  });
}

std::string ErpOffice::enter(const std::string& customer, const ErpVendor::Lines& lines, const std::string& subject) {
  return with(server_,
              [&](VendorModel& erp, Instant now) { return vendor_.enter(erp, customer, lines, subject, now); });
}

bool ErpOffice::confirm(const std::string& order) {
  return with(server_, [&](VendorModel& erp, Instant now) { return vendor_.confirm(erp, order, now); });
}

bool ErpOffice::ship(const std::string& order, const std::map<std::string, Decimal>& shares) {
  return with(server_, [&](VendorModel& erp, Instant now) { return vendor_.ship(erp, order, shares, now); });
}

std::vector<std::string> ErpOffice::invoice(const std::string& order) {
  return with(server_, [&](VendorModel& erp, Instant now) { return vendor_.invoice(erp, order, now); });
}

void ErpOffice::collect(const std::string& invoice, const Decimal& amount) {
  server_.with_model([&](VendorModel& erp, Instant now) { vendor_.collect(erp, invoice, amount, now); });
}

std::string ErpOffice::credit(const std::string& invoice) {
  return with(server_, [&](VendorModel& erp, Instant now) { return vendor_.credit(erp, invoice, now); });
}

void ErpOffice::reprice(const std::string& sku, const Decimal& price) {
  server_.with_model([&](VendorModel& erp, Instant now) { vendor_.reprice(erp, sku, price, now); });
}

std::string ErpOffice::product(const std::string& sku) {
  return with(server_, [&](VendorModel& erp, Instant) {
    for (const std::string& id : vendor_.ids(erp, "product")) {
      if (vendor_.shown(erp, "product", id, "sku") == sku) return id;
    }
    return std::string();
  });
}

void ErpOffice::type(const std::string& kind, const std::string& id, const std::string& field, const Value& value) {
  server_.with_model([&](VendorModel& erp, Instant now) { vendor_.type(erp, kind, id, field, value, now); });
}

std::string ErpOffice::shown(const std::string& kind, const std::string& id, const std::string& field) {
  return with(server_, [&](VendorModel& erp, Instant) { return vendor_.shown(erp, kind, id, field); });
}

}  // namespace syncline::sandbox
