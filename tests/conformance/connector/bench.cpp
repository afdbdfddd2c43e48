#include "tests/conformance/connector/bench.h"

#include "connect/testing.h"
#include "sandbox/hubspot/hubspot_model.h"
#include "sandbox/odoo/odoo_model.h"
#include "sandbox/salesforce/salesforce_model.h"
#include "sandbox/tryton/tryton_model.h"
#include "tests/conformance/connector/plain/plain_model.h"

namespace syncline::conformance {
namespace {

void make_small(ListSpec& list) {
  list.page = 5;
  for (ListBranch& each : list.branches) make_small(each.list);
}

std::shared_ptr<SystemPort> port_of(Runtime& rt, HttpClient& client, const Vendor& vendor) {
  auto port = make_http_port(rt, client, testing_manifest(vendor), "sys", vendor.settings);
  if (!port) FAIL(describe(port.error()));
  return *port;
}

Map with_name(const Map& others, const std::string& name) {
  Map out = others;
  out.set("name", name);
  return out;
}

}  // namespace

std::shared_ptr<const Manifest> testing_manifest(const Vendor& vendor) {
  std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) + "/" + vendor.manifest_file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return testing::manifest_of(text, vendor.manifest_file)->changed([](Manifest& manifest) {
    for (auto& [_, object] : manifest.objects) {
      if (object.changes) make_small(*object.changes);
      if (object.sweep) make_small(*object.sweep);
      for (auto& [stream, list] : object.children) make_small(list);
    }
  });
}

Bench::Bench(SimScheduler& scheduler, Vendor v)
    : vendor(std::move(v)),
      rt(scheduler.world()),
      server(rt, vendor.make_model()),
      port(port_of(rt, *client_, vendor)),
      traits(*port->traits(vendor.object)) {
  born_ = natives();
}

Map Bench::typed(const Map& others, const std::string& name) const {
  Map out = others;
  out.set(vendor.typed_name, name);
  if (vendor.typed_name == "LastName") out.set("FirstName", nullptr);
  if (vendor.typed_name == "lastname") out.set("firstname", "");
  if (vendor.typed_name == "lastName") out.set("firstName", nullptr);
  if (vendor.typed_name == "firstName") out.set("lastName", "");
  return out;
}

std::string Bench::person_creates(const std::string& name) {
  std::string native;
  server.with_model([&](sandbox::VendorModel& model, Instant now) {
    native = model.person_creates(vendor.model, typed(vendor.person_gives, name), now);
  });
  REQUIRE_FALSE(native.empty());
  return native;
}

void Bench::person_renames(const std::string& native, const std::string& name) {
  server.with_model([&](sandbox::VendorModel& model, Instant now) {
    model.person_edits(vendor.model, native, typed({}, name), now);
  });
}

void Bench::person_deletes(const std::string& native) {
  server.with_model([&](sandbox::VendorModel& model, Instant now) { model.person_deletes(vendor.model, native, now); });
}

std::vector<std::string> Bench::natives() {
  std::vector<std::string> out;
  server.with_model([&](sandbox::VendorModel& model, Instant) { out = model.ids(vendor.model); });
  std::erase_if(out, [&](const std::string& each) { return std::ranges::find(born_, each) != born_.end(); });
  return out;
}

std::string Bench::stored_name(const std::string& native) {
  std::string out;
  server.with_model([&](sandbox::VendorModel& model, Instant) {
    out = model.record(vendor.model, native)[vendor.name].string_or("");
  });
  return out;
}

std::size_t Bench::count(const std::string& name) {
  std::size_t out = 0;
  for (const std::string& native : natives()) out += stored_name(native) == name;
  return out;
}

std::string Bench::Seen::name(const std::string& native) const {
  const auto found = latest.find(native);
  return found == latest.end() ? "(not seen)" : name_of(found->second);
}

Bench::Seen Bench::pass(ListMode mode, std::string& cursor, const std::function<void()>& between) {
  Seen seen;
  for (;;) {
    auto page = port->list(vendor.object, mode, cursor, context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    REQUIRE(page->faulty.empty());
    REQUIRE(++seen.pages < 500);
    seen.records += page->records.size();
    for (NativeRecord& record : page->records) {
      CHECK(record.key.object == vendor.object);
      const std::string native = record.key.native;
      seen.latest[native] = std::move(record);
    }
    cursor = page->next;
    if (!page->more) return seen;
    if (between) between();
  }
}

NativeRecord Bench::read(const std::string& native) {
  auto record = port->read(key(native), context());
  REQUIRE_MESSAGE(record, describe(record.error()));
  return *record;
}

WriteRequest Bench::create_request(const std::string& name, const std::string& idempotency_key) const {
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = key("");
  request.content = with_name(vendor.sync_gives, name);
  request.idempotency_key = idempotency_key;
  return request;
}

WriteOutcome Bench::create(const std::string& name, const std::string& idempotency_key) {
  CallContext call = context();
  call.deadline = rt.now() + seconds(20);
  return port->write(create_request(name, idempotency_key), call);
}

WriteOutcome Bench::rename(const NativeRecord& as_read, const std::string& name) {
  WriteRequest request;
  request.op = EffectOp::update;
  request.key = as_read.key;
  request.precondition = as_read.version;
  request.content = Map{{"name", name}};
  CallContext call = context();
  call.deadline = rt.now() + seconds(20);
  return port->write(request, call);
}

std::string Bench::settle(const std::string& name, const std::string& idempotency_key) {
  REQUIRE(traits.idempotency != Idempotency::none);
  rt.sleep_for(traits.max_execution + traits.read_lag);
  if (traits.idempotency != Idempotency::key) {
    const ProbeOutcome probed = port->probe(create_request(name, idempotency_key), context());
    REQUIRE(probed.kind != ProbeOutcome::Kind::cannot_tell);
    if (probed.kind == ProbeOutcome::Kind::found) return probed.native;
  }
  const WriteOutcome again = create(name, idempotency_key);
  REQUIRE(again.kind == WriteOutcome::Kind::applied);
  return again.native;
}

std::string name_of(const NativeRecord& record) { return record.content["name"].string_or("(none)"); }

void on_bench(const Vendor& vendor, const std::function<void(Bench&)>& body) {
  const auto scheduler = make_scheduler();
  const SimEnd end = scheduler->run([&] {
    Bench bench(*scheduler, vendor);
    body(bench);
  });
  CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
}

Vendor Odoo::vendor() {
  return {.manifest_file = "connectors/odoo/connector.yaml",
          .settings = {{"url", "http://odoo.example"}, {"database", "crm"}, {"api_key", "KEY"}},
          .object = "company",
          .empty_object = "person",
          .model = "res.partner",
          .person_gives = {{"is_company", true}},
          .impossible = {{"name", nullptr}},
          .make_model = [] { return std::make_unique<sandbox::OdooModel>(); }};
}

Vendor Tryton::vendor() {
  return {
      .manifest_file = "connectors/tryton/connector.yaml",
      .settings = {{"url", "http://tryton.example"}, {"database", "erp"}, {"user", "sync"}, {"password", "sandbox"}},
      .object = "party",
      .empty_object = "person",
      .model = "party.party",
      .impossible = {{"contact_mechanisms",
                      Map{{"$parts",
                           List{Map{{"op", "create"}, {"set", Map{{"type", "pigeon"}, {"value", "coo"}}}}}}}}},
      .make_model = [] {
        return std::make_unique<sandbox::TrytonModel>(sandbox::TrytonSetup{.installed = {1'767'225'600'000'000}});
      }};
}

Vendor OdooPersons::vendor() {
  Vendor out = Odoo::vendor();
  out.object = "person";
  out.person_gives = {{"parent_id", 1}, {"type", "contact"}};
  out.sync_gives = {{"parent_id", "1"}};
  return out;
}

namespace {

/// Another object of the CRM, one that asks for nothing else of people.
Vendor other_of_odoo(std::string object, std::string empty_object, std::string model) {
  Vendor out = Odoo::vendor();
  out.object = std::move(object);
  out.empty_object = std::move(empty_object);
  out.model = std::move(model);
  out.person_gives = {};
  return out;
}

}  // namespace

Vendor OdooDeals::vendor() {
  Vendor out = other_of_odoo("deal", "product", "crm.lead");
  out.sync_gives = {{"stage_id", "Qualified"}, {"expected_revenue", Decimal::of(9950, 2)}};
  out.lookups = 3;  // stage, owner, currency
  return out;
}

Vendor OdooProducts::vendor() {
  Vendor out = other_of_odoo("product", "deal", "product.product");
  out.sync_gives = {{"uom_id", "kg"}, {"list_price", Decimal::of(310, 2)}};
  out.lookups = 2;  // unit, currency
  return out;
}

namespace {

Vendor before_19(Vendor out) {
  out.settings.set("login", "syncline@crm.example");
  out.lookups += 2;  // which API it has, and its version
  out.make_model = [] { return std::make_unique<sandbox::OdooModel>(sandbox::OdooSetup{.version = 14}); };
  return out;
}

}  // namespace

Vendor OdooBefore19::vendor() { return before_19(Odoo::vendor()); }

Vendor OdooDealsBefore19::vendor() {
  Vendor out = before_19(OdooDeals::vendor());
  out.calls = 4;  // itself, its partners, its quotations, their lines
  return out;
}

Vendor TrytonPersons::vendor() {
  Vendor out = Tryton::vendor();
  out.object = "person";
  const auto model = out.make_model();
  std::int64_t type = 0;
  for (const std::string& id : model->ids("party.relation.type")) {
    if (model->record("party.relation.type", id)["name"] == Value("contact person of")) type = std::stoll(id);
  }
  const std::int64_t company = 1;  // the installation's own
  out.person_gives = {{"relations", List{Value(List{"create", List{Map{{"to", company}, {"type", type}}}})}}};
  out.sync_gives = {
      {"relations", Map{{"$parts", List{Map{{"op", "create"},
                                            {"set", Map{{"to", std::to_string(company)}, {"type", "Contact of"}}}}}}}}};
  return out;
}

namespace {

Vendor salesforce(const std::string& object, const std::string& model) {
  return {.manifest_file = "connectors/salesforce/connector.yaml",
          .settings = {{"url", "https://acme.example"},
                       {"client_id", "sandbox-client"},
                       {"client_secret", "sandbox-secret"},
                       {"hold_back", "20s"}},
          .object = object,
          .empty_object = "invoice",
          .model = model,
          .name = "Name",
          .typed_name = "Name",
          .impossible = {{"name", nullptr}},
          .make_model = [] {
            sandbox::SalesforceSetup setup;
            setup.installed = {1'767'225'600'000'000};
            setup.most_rows = 5;
            return std::make_unique<sandbox::SalesforceModel>(setup);
          }};
}

}  // namespace

Vendor SalesforceAccounts::vendor() { return salesforce("account", "Account"); }

Vendor SalesforceContacts::vendor() {
  Vendor out = salesforce("contact", "Contact");
  out.typed_name = "LastName";
  return out;
}

Vendor SalesforceDeals::vendor() {
  Vendor out = salesforce("deal", "Opportunity");
  out.person_gives = out.sync_gives = {{"StageName", "Prospecting"}, {"CloseDate", "2026-12-31"}};
  out.impossible = {{"CloseDate", nullptr}};
  return out;
}

namespace {

Vendor hubspot(const std::string& object, const std::string& model, const std::string& name) {
  return {.manifest_file = "connectors/hubspot/connector.yaml",
          .settings = {{"token", "pat-eu1-sandbox-0123456789"}, {"hold_back", "20s"}},
          .object = object,
          .empty_object = "product",
          .model = model,
          .name = name,
          .typed_name = name,
          .make_model = [] { return std::make_unique<sandbox::HubspotModel>(); }};
}

}  // namespace

Vendor HubspotCompanies::vendor() {
  Vendor out = hubspot("company", "companies", "name");
  out.impossible = {{"industry", "NO_SUCH_INDUSTRY"}};
  return out;
}

Vendor HubspotContacts::vendor() {
  Vendor out = hubspot("contact", "contacts", "full_name");
  out.typed_name = "lastname";
  out.impossible = {{"email", "no address"}};
  return out;
}

Vendor HubspotDeals::vendor() {
  Vendor out = hubspot("deal", "deals", "dealname");
  out.person_gives = out.sync_gives = {{"dealstage", "qualifiedtobuy"}};
  out.impossible = {{"dealstage", "no_such_stage"}};
  out.calls = 4;  // itself, its companies, its line items, and itself again
  return out;
}

namespace {

Vendor plain(const std::string& object) {
  return {.manifest_file = "tests/conformance/connector/plain/connector.yaml",
          .settings = {{"client", "sync"}, {"secret", "s3cret"}},
          .object = object,
          .empty_object = object,
          .model = object + "s",
          .impossible = {{"name", nullptr}},
          .make_model = [] { return std::make_unique<PlainModel>(); }};
}

}  // namespace

Vendor PlainContacts::vendor() { return plain("contact"); }
Vendor PlainDeals::vendor() { return plain("deal"); }
std::vector<std::string> named(Bench& bench, const std::string& stream, std::string& cursor) {
  std::vector<std::string> out;
  for (bool more = true; more;) {
    const auto page = bench.port->list(stream, ListMode::changes, cursor, bench.context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    for (const NativeRecord& each : page->records) out.push_back(each.key.native);
    cursor = page->next;
    more = page->more;
  }
  return out;
}

bool holds(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

Vendor PlainOrders::vendor() {
  Vendor out = plain("order");
  out.person_gives = {{"status", "draft"}};
  out.document = {.list = "lines",
                  .amount = "quantity",
                  .line = {{"type", "item"}, {"product", "p-7"}, {"price", *Decimal::parse("2.25")}},
                  .ignored = {"shipped", "cancelled"},
                  .messages = "notes"};
  return out;
}

}  // namespace syncline::conformance
