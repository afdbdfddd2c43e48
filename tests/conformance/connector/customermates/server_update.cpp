// An update of a Customermates server puts the newer API in place of the older one, with the same records.
#include "base/json.h"
#include "tests/conformance/connector/customermates/workspace.h"

namespace syncline::conformance {

using sandbox::VendorModel;
using Kind = WriteOutcome::Kind;

/// Each record that the older API shows, as the newer one shows it after the server's update.
CONNECTOR_CASE_OF(
    "after an update of the server nothing is touched until a person says so; then every record is what it "
    "was [customermates records]",
    CustomermatesDeals) {
  std::string contact;
  const Quote quote(bench, "2", "1.5");
  bench.server.with_model([&](VendorModel& all, Instant now) {
    contact = people.add_person(
        all, {.name = "Ann Smith", .email = "ann@a.example", .phone = "+493012345", .function = "CEO"}, quote.company,
        now);
    all.person_edits("deals", quote.deal, {{"custom.Open", "12.50"}, {"custom.Order number", "SO-1"}}, now);
  });
  bench.rt.sleep_for(seconds(5));
  const std::vector<RecordKey> keys{{"sys", "organization", quote.company},
                                    {"sys", "contact", contact},
                                    {"sys", "product", quote.pump},
                                    {"sys", "deal", quote.deal}};
  const auto client = bench.server.client();
  const auto manifest = testing::shipped("customermates")->changed([](Manifest& all) {
    const auto add = [&](const char* object, const char* label) {
      ValueSpec field;
      field.name = field.path = std::string("custom.") + label;
      all.objects.at(object).fields.push_back(field);
    };
    for (const char* label : {"Stage", "Close date", "Order number", "Order status"}) add("deal", label);
    for (const char* label : {"Phone", "Job title", "Mobile"}) add("contact", label);
    for (const char* label : {"VAT ID", "City", "Website"}) add("organization", label);
    for (const char* label : {"SKU", "Unit"}) add("product", label);
  });
  const auto port = *make_http_port(bench.rt, *client, manifest, "sys", bench.vendor.settings);
  std::vector<NativeRecord> before;
  for (const RecordKey& each : keys) before.push_back(*port->read(each, bench.context()));
  bench.server.with_model([](VendorModel& all, Instant) { workspace(all).update_server(); });
  bench.rt.sleep_for(minutes(2));
  CHECK(port->read(keys[0], bench.context()).error().cls == ErrorClass::transient);
  const std::size_t calls = bench.server.requests();
  for (const RecordKey& each : keys) {
    const auto stopped = port->read(each, bench.context());
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().cls == ErrorClass::config);
    CHECK(stopped.error().remedy.find("api: records") != std::string::npos);
  }
  CHECK(update(*port, bench, keys[0], {{"name", "X"}}, "1").kind == Kind::not_sent);
  CHECK(bench.server.requests() == calls + 1);
  Map settings = bench.vendor.settings;
  settings.set("api", "records");
  const auto later = *make_http_port(bench.rt, *client, manifest, "sys", settings);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto now = later->read(keys[i], bench.context());
    REQUIRE_MESSAGE(now, describe(now.error()));
    Map then = before[i].content.as_map(), here = now->content.as_map();
    for (Map* each : {&then, &here}) each->erase("version");
    if (keys[i].object == "deal") {  // lines have ids and an order of their own
      for (Map* each : {&then, &here}) {
        List& lines = (*each)["lines"].as_list();
        for (Value& line : lines) line.as_map().erase("id");
        std::ranges::sort(lines, {}, [](const Value& line) { return line["product"].as_string(); });
      }
    }
    INFO(write_json(then), "\n", write_json(here));
    CHECK(Value(then) == Value(here));
    CHECK(now->stamp == before[i].stamp);
  }
}

}  // namespace syncline::conformance
