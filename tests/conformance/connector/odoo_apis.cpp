// Which API an Odoo is spoken to by, and how one before 19 lets us in, refuses, and calls its fields.
#include "sandbox/odoo/odoo_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

Vendor odoo_with(int version, Map settings) {
  Vendor out = OdooBefore19::vendor();
  for (const auto& [name, value] : settings) out.settings.set(name, value);
  out.make_model = [version] { return std::make_unique<sandbox::OdooModel>(sandbox::OdooSetup{.version = version}); };
  return out;
}

/// "api rpc", or the error.
std::string api_of(int version, const char* api) {
  std::string out;
  on_bench(odoo_with(version, {{"api", api}}), [&](Bench& bench) {
    const auto found = bench.port->readiness({}, bench.context());
    out = found.front().error ? found.front().error->message : found.front().check;
  });
  return out;
}

Error refusal_of(const Vendor& vendor, const std::string& object) {
  std::optional<Error> out;
  on_bench(vendor, [&](Bench& bench) {
    const auto page = bench.port->list(object, ListMode::sweep, "", bench.context());
    if (!page) out = page.error();
  });
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("the server's version says which API is spoken; rpc may be asked for where there are both") {
  CHECK(api_of(19, "") == "api json2");
  CHECK(api_of(19, "rpc") == "api rpc");
  CHECK(api_of(18, "") == "api rpc");
  CHECK(api_of(18, "json2").find("has the API \"rpc\" and is kept in step by \"json2\"") != std::string::npos);
  on_bench(odoo_with(13, {}), [](Bench& bench) {
    const auto found = bench.port->readiness({}, bench.context());
    REQUIRE(found.size() == 2);
    CHECK(found[1].error->message == "this is Odoo 13.0");
  });
}

TEST_CASE("who is not let in is told what to correct") {
  for (const Map& wrong : {Map{{"api_key", "other"}}, Map{{"login", ""}}}) {
    const Error error = refusal_of(odoo_with(14, wrong), "company");
    CHECK(error.cls == ErrorClass::auth);
    CHECK(error.message.find("Odoo knows no user with this login and api_key") != std::string::npos);
  }
  CHECK(refusal_of(odoo_with(14, {{"database", "other"}}), "company").cls == ErrorClass::transient);
}

TEST_CASE("errors inside a 200 have their classes, and name the call") {
  on_bench(odoo_with(14, {}), [](Bench& bench) {
    const std::string native = bench.person_creates("Alt GmbH");
    const NativeRecord as_read = bench.read(native);
    WriteRequest request;
    request.op = EffectOp::update;
    request.key = as_read.key;
    request.content = Map{{"vat", "DE123456789"}, {"country_id", "DE"}};
    const WriteOutcome refused = bench.port->write(request, bench.context());
    CHECK(refused.kind == WriteOutcome::Kind::rejected);
    REQUIRE(refused.error);
    CHECK(refused.error->cls == ErrorClass::validation);
    CHECK(refused.error->code == "odoo.exceptions.ValidationError");
    CHECK(refused.error->place == "sys POST /jsonrpc /json/2/res.partner/write");
    bench.person_deletes(native);
    request.content = Map{{"name", "Neu GmbH"}};
    CHECK(bench.port->write(request, bench.context()).error->cls == ErrorClass::not_found);
    CHECK(bench.read(native).state == RecordState::gone);
  });
  Vendor blind = odoo_with(14, {});
  blind.make_model = [] {
    return std::make_unique<sandbox::OdooModel>(sandbox::OdooSetup{.reads_external_ids = false, .version = 14});
  };
  on_bench(blind, [](Bench& bench) {
    const ProbeOutcome probed = bench.port->probe(bench.create_request("Neu GmbH", "k"), bench.context());
    CHECK(probed.kind == ProbeOutcome::Kind::cannot_tell);
    CHECK(probed.error->cls == ErrorClass::permission);
  });
}

}  // namespace syncline::conformance
