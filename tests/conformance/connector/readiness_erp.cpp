// What doctor asks of an ERP: what is set up as the connector's README says is ready, and what is not is named.
#include "connect/testing.h"
#include "sandbox/business_central/business_central_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

std::vector<std::string> problems(SystemPort& port, Bench& bench, const std::vector<std::string>& objects) {
  std::vector<std::string> out;
  for (const ReadinessFinding& each : port.readiness(objects, bench.context())) {
    if (each.error) out.push_back(each.error->message);
  }
  return out;
}

template <class V>
Vendor with_setting(const char* name, Value value) {
  Vendor out = V::vendor();
  out.settings.set(name, std::move(value));
  return out;
}

/// The key stands in a field that only orders have.
struct CustomersWithoutKey {
  static Vendor vendor() { return with_setting<WeclappCustomers>("key_attribute", "sync_deal"); }
};
struct NoCompany {
  static Vendor vendor() { return with_setting<Tryton>("company", 7); }
};
struct NoRelation {
  static Vendor vendor() { return with_setting<TrytonPersons>("contact_relation", "works for"); }
};
struct NoWarehouse {
  static Vendor vendor() { return with_setting<Tryton>("warehouse", 1); }
};

Vendor business_central(const sandbox::BusinessCentralSetup& setup) {
  Vendor out = BusinessCentral::vendor();
  out.make_model = [setup] { return std::make_unique<sandbox::BusinessCentralModel>(setup); };
  return out;
}

/// Amounts without a currency code are in Swiss francs there.
struct SwissCompany {
  static Vendor vendor() { return business_central({.currency = "CHF"}); }
};
struct OldServer {
  static Vendor vendor() { return business_central({.version = "23.4.15643.0"}); }
};

}  // namespace

CONNECTOR_CASE_OF("an ERP that is set up as the connector's README says is ready", Tryton, TrytonPersons,
                  BusinessCentral, WeclappCustomers, WeclappContacts, SapContacts) {
  CHECK_FALSE(bench.port->readiness({bench.vendor.object}, bench.context()).empty());
  CHECK(problems(*bench.port, bench, {bench.vendor.object}) == std::vector<std::string>{});
}

CONNECTOR_CASE_OF("weclapp: a key field that is not shown at this kind of record", CustomersWithoutKey) {
  CHECK(problems(*bench.port, bench, {"customer"}) ==
        std::vector<std::string>{"party has no custom field of type text with the internal name sync_deal"});
  CHECK(problems(*bench.port, bench, {"order"}).empty());
}

CONNECTOR_CASE_OF("weclapp: a custom field that is bound and not there, or is of other records", WeclappCustomers) {
  const auto client = bench.server.client();
  const auto bound = testing::shipped("weclapp")->changed([](Manifest& all) {
    for (const char* name : {"custom.segment", "custom.Kundensegment", "custom.sync_deal", "custom.colour"}) {
      ValueSpec field;
      field.name = field.path = name;
      all.objects.at("customer").fields.push_back(field);
    }
  });
  const auto port = *make_http_port(bench.rt, *client, bound, "sys", bench.vendor.settings);
  CHECK(problems(*port, bench, {"customer"}) ==
        std::vector<std::string>{"party has no custom field sync_deal, colour"});
}

CONNECTOR_CASE_OF("Tryton: the company of the settings is not there", NoCompany) {
  CHECK(problems(*bench.port, bench, {"party"}) == std::vector<std::string>{"there is no company 7"});
}

CONNECTOR_CASE_OF("Tryton: without the relation type every contact person would be a company", NoRelation) {
  CHECK(problems(*bench.port, bench, {"person"}) ==
        std::vector<std::string>{"there is no relation type \"works for\""});
}

CONNECTOR_CASE_OF("Tryton: the warehouse of the settings is none", NoWarehouse) {
  CHECK(problems(*bench.port, bench, {"stock"}) == std::vector<std::string>{"there is no warehouse 1"});
}

CONNECTOR_CASE_OF("Business Central: the company counts in another currency than the settings say", SwissCompany) {
  CHECK(problems(*bench.port, bench, {"customer"}) ==
        std::vector<std::string>{"the company's own currency is CHF, not EUR"});
}

CONNECTOR_CASE_OF("Business Central: a version that is older than what the connector is written for", OldServer) {
  CHECK(problems(*bench.port, bench, {"customer"}) ==
        std::vector<std::string>{"this is Business Central 23.4.15643.0"});
}

}  // namespace syncline::conformance
