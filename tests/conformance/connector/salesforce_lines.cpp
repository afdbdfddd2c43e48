// A deal of Salesforce and its products, written: sold by the entries of its price book, as a whole or not at all.
#include "connect/template_tree.h"
#include "tests/conformance/connector/salesforce_org.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::SalesforceModel;

std::string standard_book(Bench& bench) {
  std::string book;
  with_org(bench, [&](SalesforceModel& org, Instant) { book = org.ids("Pricebook2").front(); });
  return book;
}

/// Its entry in a price book.
std::string priced(Bench& bench, const std::string& product, const std::string& book, int price) {
  return person_makes(bench, "PricebookEntry",
                      {{"Product2Id", product}, {"Pricebook2Id", book}, {"UnitPrice", price}, {"IsActive", true}});
}

std::string product(Bench& bench, const char* name) {
  return person_makes(bench, "Product2", {{"Name", name}, {"IsActive", true}});
}

Value command(const char* op, const std::string& id, const Map& set) {
  return Map{{"op", op}, {"id", id}, {"set", set}};
}

Value sold(const std::string& product, int quantity, int price) {
  return command("create", "", {{"Product2Id", product}, {"Quantity", quantity}, {"UnitPrice", price}});
}

Value commands(List all) { return Map{{"$parts", std::move(all)}}; }

WriteRequest creation(const Bench& bench, List lines) {
  WriteRequest request = bench.create_request("Pump line", "k1");
  request.content.as_map().set("lines", commands(std::move(lines)));
  return request;
}

WriteRequest change(const NativeRecord& record, List lines) {
  WriteRequest request;
  request.key = record.key;
  request.precondition = record.version;
  request.content = Map{{"lines", commands(std::move(lines))}};
  return request;
}

/// "2.00 x pump 19.00" of each line, by products' names.
std::string lines_of(Bench& bench, const std::string& deal) {
  std::string out;
  with_org(bench, [&](SalesforceModel& org, Instant) {
    for (const std::string& id : org.ids("OpportunityLineItem")) {
      const Value line = org.record("OpportunityLineItem", id);
      if (line["OpportunityId"] != Value(deal)) continue;
      const Value name = org.record("Product2", line["Product2Id"].as_string())["Name"];
      out += (out.empty() ? "" : ", ") + text_of(line["Quantity"]) + " x " + name.as_string() + " " +
             text_of(line["UnitPrice"]);
    }
  });
  return out;
}

}  // namespace

CONNECTOR_CASE_OF("a deal is made with its products by one call [salesforce]", SalesforceDeals) {
  const std::string pump = product(bench, "pump"), hose = product(bench, "hose");
  priced(bench, pump, standard_book(bench), 19);
  priced(bench, hose, standard_book(bench), 3);
  const WriteOutcome made = bench.port->write(creation(bench, {sold(pump, 2, 18), sold(hose, 5, 3)}), bench.context());
  REQUIRE_MESSAGE(made.kind == Kind::applied, (made.error ? describe(*made.error) : ""));
  CHECK(lines_of(bench, made.native) == "2.00 x pump 18.00, 5.00 x hose 3.00");
  bench.wait();
  const NativeRecord record = bench.read(made.native);
  CHECK(record.content["Amount"].as_decimal() == Decimal(51));
  CHECK(record.content["lines"].as_list().size() == 2);
}

CONNECTOR_CASE_OF("a product without a price in the price book refuses its deal as a whole [salesforce]",
                  SalesforceDeals) {
  const std::string pump = product(bench, "pump"), hose = product(bench, "hose");
  priced(bench, pump, standard_book(bench), 19);
  const WriteOutcome made = bench.port->write(creation(bench, {sold(pump, 2, 18), sold(hose, 5, 3)}), bench.context());
  CHECK(made.kind == Kind::rejected);
  CHECK(made.error->cls == ErrorClass::validation);
  CHECK(made.error->code == "FIELD_INTEGRITY_EXCEPTION");
  CHECK(bench.natives().empty());
}

CONNECTOR_CASE_OF("lines are added, changed and removed in the price book that the deal has [salesforce]",
                  SalesforceDeals) {
  const std::string pump = product(bench, "pump"), hose = product(bench, "hose");
  const std::string partners = person_makes(bench, "Pricebook2", {{"Name", "Partners"}, {"IsActive", true}});
  priced(bench, pump, standard_book(bench), 19);
  priced(bench, hose, standard_book(bench), 3);
  const std::string entry = priced(bench, pump, partners, 15);
  priced(bench, hose, partners, 2);
  const std::string deal = bench.person_creates("Pump line");
  const std::string line = person_makes(bench, "OpportunityLineItem",
                                        {{"OpportunityId", deal}, {"PricebookEntryId", entry}, {"Quantity", 2}});
  bench.wait();
  const auto write = [&](List all) {
    const WriteOutcome done = bench.port->write(change(bench.read(deal), std::move(all)), bench.context());
    CHECK_MESSAGE(done.kind == Kind::applied, (done.error ? describe(*done.error) : ""));
    bench.wait();
  };
  write({command("update", line, {{"Quantity", 7}}), sold(hose, 4, 2)});
  CHECK(lines_of(bench, deal) == "7.00 x pump 15.00, 4.00 x hose 2.00");
  write({command("delete", line, {})});
  CHECK(lines_of(bench, deal) == "4.00 x hose 2.00");
}

CONNECTOR_CASE_OF("a deal that was edited since it was read keeps its lines as they are [salesforce]",
                  SalesforceDeals) {
  const std::string pump = product(bench, "pump");
  priced(bench, pump, standard_book(bench), 19);
  const WriteOutcome made = bench.port->write(creation(bench, {sold(pump, 2, 18)}), bench.context());
  REQUIRE(made.kind == Kind::applied);
  bench.wait();
  const NativeRecord before = bench.read(made.native);
  bench.person_renames(made.native, "by a person");
  bench.wait();
  const WriteOutcome done = bench.port->write(change(before, {sold(pump, 9, 1)}), bench.context());
  CHECK(done.kind == Kind::rejected);
  CHECK(done.error->cls == ErrorClass::conflict);
  CHECK(lines_of(bench, made.native) == "2.00 x pump 18.00");
}

CONNECTOR_CASE_OF("the answer to a deal with products is lost: it is found, and has its products once [salesforce]",
                  SalesforceDeals) {
  const std::string pump = product(bench, "pump");
  priced(bench, pump, standard_book(bench), 19);
  bench.create("Another", "l0");
  const WriteRequest request = creation(bench, {sold(pump, 2, 18)});
  bench.server.set_faults({.lose_answers = 1});
  CHECK(bench.port->write(request, bench.context()).kind == Kind::unknown);
  // Sent again by mistake it is refused: the key is unique, and nothing of it is done.
  CHECK(bench.port->write(request, bench.context()).error->cls == ErrorClass::duplicate);
  const ProbeOutcome found = bench.port->probe(request, bench.context());
  REQUIRE(found.kind == ProbeOutcome::Kind::found);
  CHECK(lines_of(bench, found.native) == "2.00 x pump 18.00");
  CHECK(bench.count("Pump line") == 1);
}

}  // namespace syncline::conformance
