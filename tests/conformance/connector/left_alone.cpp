// The mark by which people say that a record stays where it is: read as they set it, and named by doctor where the
// installation lacks it.
#include "connect/testing.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

/// A port to the bench's system by a manifest to which a sync file added this field.
class Binding {
 public:
  Binding(Bench& bench, const char* connector, const std::string& path) : bench_(bench), path_(path) {
    const auto bound = testing::shipped(connector)->changed([&](Manifest& all) {
      ValueSpec field;
      field.name = field.path = path;
      field.type = ValueType::boolean;
      all.objects.at(bench.vendor.object).fields.push_back(field);
    });
    port_ = *make_http_port(bench.rt, *client_, bound, "sys", bench.vendor.settings);
  }

  bool marked(const std::string& native) {
    const auto read = port_->read(bench_.key(native), bench_.context());
    REQUIRE_MESSAGE(read, describe(read.error()));
    return read->content[path_].bool_or(false);
  }
  std::vector<std::string> marked_ones() {
    std::vector<std::string> out;
    for (std::string cursor;;) {
      auto page = port_->list(bench_.vendor.object, ListMode::sweep, cursor, bench_.context());
      REQUIRE_MESSAGE(page, describe(page.error()));
      for (const NativeRecord& each : page->records) {
        if (each.content[path_].bool_or(false)) out.push_back(each.key.native);
      }
      if (!page->more) return out;
      cursor = page->next;
    }
  }
  std::string lacking() {
    std::string out;
    for (const ReadinessFinding& each : port_->readiness({bench_.vendor.object}, bench_.context())) {
      if (each.error && !each.is_warning) out += each.error->message;
    }
    return out;
  }

 private:
  Bench& bench_;
  const std::string path_;
  const std::unique_ptr<HttpClient> client_ = bench_.server.client();
  std::shared_ptr<SystemPort> port_;
};

void person_marks(Bench& bench, const std::string& native, const Map& fields) {
  bench.server.with_model(
      [&](sandbox::VendorModel& model, Instant now) { model.person_edits(bench.vendor.model, native, fields, now); });
}

/// Of two records one gets the mark.
void check_mark(Bench& bench, Binding& binding, const Map& mark) {
  const std::string plain = bench.person_creates("Plain AG"), marked = bench.person_creates("Marked AG");
  CHECK_FALSE(binding.marked(marked));
  person_marks(bench, marked, mark);
  CHECK(binding.marked(marked));
  CHECK_FALSE(binding.marked(plain));
}

}  // namespace

CONNECTOR_CASE_OF("weclapp: a custom field marks who stays out", WeclappCustomers, WeclappContacts) {
  Binding binding(bench, "weclapp", "custom.do_not_sync");
  CHECK(binding.lacking() == "");
  std::string field;
  bench.server.with_model([&](sandbox::VendorModel& model, Instant) {
    for (const std::string& id : model.ids("customAttributeDefinition")) {
      if (model.record("customAttributeDefinition", id)["attributeKey"] == Value("do_not_sync")) field = id;
    }
  });
  check_mark(bench, binding,
             {{"customAttributes", List{Map{{"attributeDefinitionId", field}, {"booleanValue", true}}}}});
  CHECK(Binding(bench, "weclapp", "custom.keep out").lacking() == "party has no custom field keep out");
}

CONNECTOR_CASE_OF("Tryton: a category marks who stays out", Tryton) {
  Binding binding(bench, "tryton", "category.do not sync");
  CHECK(binding.lacking() == "there is no party category \"do not sync\"");
  std::string category;
  bench.server.with_model([&](sandbox::VendorModel& model, Instant now) {
    category = model.person_creates("party.category", Map{{"name", "do not sync"}}, now);
  });
  CHECK(binding.lacking() == "");
  check_mark(bench, binding, {{"categories", List{List{"add", List{std::stoi(category)}}}}});
  CHECK(binding.marked_ones().size() == 1);
}

CONNECTOR_CASE_OF("SAP S/4HANA: a field of the installation marks who stays out", SapCustomers, SapContacts) {
  Binding binding(bench, "sap-s4hana", "YY1_DoNotSync_bus");
  CHECK(binding.lacking() == "");
  check_mark(bench, binding, {{"YY1_DoNotSync_bus", true}});
  CHECK(binding.marked_ones().size() == 1);
  CHECK(Binding(bench, "sap-s4hana", "YY1_Nothing_bus").lacking().find("YY1_Nothing_bus") != std::string::npos);
}

CONNECTOR_CASE_OF("Odoo: a field that was not made is named", Odoo, OdooPersons) {
  CHECK(Binding(bench, "odoo", "x_do_not_sync").lacking() == "");
  CHECK(Binding(bench, "odoo", "x_keep_out").lacking() ==
        "res.partner does not have, or hides from this user: x_keep_out");
}

}  // namespace syncline::conformance
