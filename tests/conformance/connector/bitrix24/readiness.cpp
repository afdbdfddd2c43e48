// What doctor asks of a portal: the custom fields that the README has made, since Bitrix24 ignores without a word what
// is written to one that is not there.
#include "connect/testing.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Texts = std::vector<std::string>;

struct Quotes {
  static Vendor vendor() {
    Vendor out = Bitrix24Deals::vendor();
    out.object = out.model = "quote";
    return out;
  }
};

template <class V>
Vendor with_setting(const char* name, const char* value) {
  Vendor out = V::vendor();
  out.settings.set(name, value);
  return out;
}

struct CompaniesNotArchived {
  static Vendor vendor() { return with_setting<Bitrix24Companies>("archived_field", "UF_CRM_ERP_HIDDEN"); }
};
struct QuotesNotArchived {
  static Vendor vendor() { return with_setting<Quotes>("archived_field", "UF_CRM_ERP_HIDDEN"); }
};
struct CatalogueWithoutKey {
  static Vendor vendor() { return with_setting<Bitrix24Companies>("key_property", "NO_SUCH_PROPERTY"); }
};

Texts problems(SystemPort& port, Bench& bench, const std::string& object) {
  Texts out;
  for (const ReadinessFinding& each : port.readiness({object}, bench.context())) {
    if (!each.error) continue;
    CHECK(each.error->cls == ErrorClass::config);
    CHECK(each.error->remedy.find("README.md") != std::string::npos);
    out.push_back(each.error->message);
  }
  return out;
}

}  // namespace

CONNECTOR_CASE_OF("a portal with the fields of the README is ready, whatever is synced [bitrix24]", Bitrix24Companies) {
  for (const char* object : {"company", "contact", "deal", "quote", "invoice", "credit_note", "payment", "product"}) {
    CAPTURE(object);
    CHECK_FALSE(bench.port->readiness({object}, bench.context()).empty());
    CHECK(problems(*bench.port, bench, object).empty());
  }
}

CONNECTOR_CASE_OF("the field that takes a record out of use is missing: it is named as it is called there [bitrix24]",
                  CompaniesNotArchived) {
  CHECK(problems(*bench.port, bench, "company") == Texts{"CRM items of the type 4 have no UF_CRM_ERP_HIDDEN"});
}

CONNECTOR_CASE_OF("so it is of quotes, whose fields begin otherwise [bitrix24]", QuotesNotArchived) {
  CHECK(problems(*bench.port, bench, "quote") == Texts{"CRM items of the type 7 have no UF_CRM_QUOTE_ERP_HIDDEN"});
}

CONNECTOR_CASE_OF("a custom field that is bound and not there, or is of other records [bitrix24]", Bitrix24Companies) {
  const auto client = bench.server.client();
  const auto bound = testing::shipped("bitrix24")->changed([](Manifest& all) {
    for (const char* name : {"UF_CRM_ERP_COUNTRY", "UF_CRM_ERP_ORDER_NUMBER", "UF_CRM_ERP_COLOUR"}) {
      ValueSpec field;
      field.name = field.path = name;
      all.objects.at("company").fields.push_back(field);
    }
  });
  const auto port = *make_http_port(bench.rt, *client, bound, "sys", bench.vendor.settings);
  CHECK(problems(*port, bench, "company") ==
        Texts{"CRM items of the type 4 have no UF_CRM_ERP_ORDER_NUMBER, UF_CRM_ERP_COLOUR"});
}

CONNECTOR_CASE_OF("quotes without the field for our key: a quotation could be made twice [bitrix24]", Quotes) {
  REQUIRE(problems(*bench.port, bench, "quote").empty());
  bench.server.set_faults({.altered_answers = 9, .alter = [](HttpResponse& response) {
                             const std::string key = "UF_CRM_QUOTE_ERP_ID";
                             const std::size_t at = response.body.find('"' + key + '"');
                             if (at != std::string::npos)
                               response.body.replace(at + 1, key.size(), "UF_CRM_QUOTE_MY_ID");
                           }});
  CHECK(problems(*bench.port, bench, "quote") == Texts{"quotes have no UF_CRM_QUOTE_ERP_ID"});
}

CONNECTOR_CASE_OF("a catalogue without the property for our key [bitrix24]", CatalogueWithoutKey) {
  CHECK(problems(*bench.port, bench, "product") ==
        Texts{"products have no property of type text with the code NO_SUCH_PROPERTY"});
}

}  // namespace syncline::conformance
