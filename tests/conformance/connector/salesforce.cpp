// What is particular to Salesforce's records: transactions that show late, hints of what was deleted, merges, names in
// two fields, amounts that are sums, messages.
#include "tests/conformance/connector/engine_deeds.h"
#include "tests/conformance/connector/salesforce_org.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::SalesforceModel;

/// A product with a standard price.
std::string priced_product(Bench& bench, const std::string& name, const char* price) {
  std::string product = person_makes(
      bench, "Product2", {{"Name", name}, {"ProductCode", "P-1"}, {"IsActive", true}, {"QuantityUnitOfMeasure", "kg"}});
  std::string book;
  with_org(bench, [&](SalesforceModel& org, Instant) { book = org.ids("Pricebook2").front(); });
  return person_makes(
      bench, "PricebookEntry",
      {{"Product2Id", product}, {"Pricebook2Id", book}, {"UnitPrice", *Decimal::parse(price)}, {"IsActive", true}});
}

}  // namespace

CONNECTOR_CASE_OF("a transaction shows seconds after its stamp: nothing is missed [salesforce]", SalesforceAccounts) {
  std::string cursor;
  std::map<std::string, std::string> wanted, seen;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "late " + std::to_string(i);
    wanted[bench.person_creates(name)] = name;
    bench.rt.sleep_for(milliseconds(700));
    for (const auto& [native, record] : bench.pass(ListMode::changes, cursor).latest) seen[native] = name_of(record);
  }
  bench.wait();
  for (const auto& [native, record] : bench.pass(ListMode::changes, cursor).latest) seen[native] = name_of(record);
  CHECK(seen == wanted);
}

CONNECTOR_CASE_OF("deleted records are named by their stream; restored ones are live again [salesforce]",
                  SalesforceAccounts, SalesforceContacts, SalesforceDeals) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  std::string cursor;
  const std::string stream = bench.vendor.object + "/deleted";
  CHECK_FALSE(holds(named(bench, stream, cursor), native));
  bench.person_deletes(native);
  bench.wait();
  CHECK(holds(named(bench, stream, cursor), native));
  CHECK(bench.read(native).state == RecordState::gone);
  with_org(bench, [&](SalesforceModel& org, Instant now) { org.person_restores(bench.vendor.model, native, now); });
  bench.wait();
  CHECK(bench.read(native).state == RecordState::live);
  std::string changes;
  CHECK(bench.pass(ListMode::changes, changes).name(native) == "A");
}

CONNECTOR_CASE_OF("the loser of a merge is merged into the winner, and named by the stream [salesforce]",
                  SalesforceAccounts, SalesforceContacts) {
  const std::string loser = bench.person_creates("Loser"), winner = bench.person_creates("Winner");
  bench.wait();
  const NativeRecord before = bench.read(loser);
  std::string cursor;
  named(bench, bench.vendor.object + "/deleted", cursor);
  with_org(bench,
           [&](SalesforceModel& org, Instant now) { org.person_merges(bench.vendor.model, loser, winner, now); });
  // For some seconds the two ways to look contradict each other: no proof of anything.
  const auto early = bench.port->read(bench.key(loser), bench.context());
  REQUIRE_FALSE(early);
  CHECK(early.error().cls == ErrorClass::transient);
  bench.wait();
  CHECK(holds(named(bench, bench.vendor.object + "/deleted", cursor), loser));
  const NativeRecord record = bench.read(loser);
  CHECK(record.state == RecordState::merged);
  CHECK(record.merged_into == winner);
  CHECK(bench.rename(before, "written to the loser").kind == Kind::rejected);
  CHECK(bench.stored_name(winner) == "Winner");
}

CONNECTOR_CASE_OF("a name that is written shows as first and last name [salesforce]", SalesforceContacts) {
  const WriteOutcome made = bench.create("Anna Maria Schmidt", "l1");
  REQUIRE(made.kind == Kind::applied);
  NativeRecord record = bench.read(made.native);
  CHECK(record.content["FirstName"] == Value("Anna Maria"));
  CHECK(record.content["LastName"] == Value("Schmidt"));
  CHECK(bench.rename(record, "Prince").kind == Kind::applied);
  record = bench.read(made.native);
  CHECK(record.content["FirstName"].is_null());
  CHECK(name_of(record) == "Prince");
}

CONNECTOR_CASE_OF("a deal's products, and a change of one that does not stamp the deal [salesforce]", SalesforceDeals) {
  const std::string deal = bench.person_creates("Pump line");
  bench.wait();
  CHECK(bench.read(deal).content["lines"] == Value(List{}));
  const std::string price = priced_product(bench, "Pump", "950.50");
  const std::string line =
      person_makes(bench, "OpportunityLineItem",
                   {{"OpportunityId", deal}, {"PricebookEntryId", price}, {"Quantity", 2}, {"Discount", 10}});
  bench.wait();
  const NativeRecord record = bench.read(deal);
  CHECK(record.content["Amount"] == Value(*Decimal::parse("1710.90")));
  REQUIRE(record.content["lines"].as_list().size() == 1);
  const Value& shown = record.content["lines"].at(0);
  CHECK(shown["id"] == Value(line));
  CHECK(shown["unit"] == Value("kg"));
  CHECK(shown["UnitPrice"] == Value(*Decimal::parse("950.5")));
  std::string cursor;
  named(bench, "deal/products", cursor);
  with_org(bench, [&](SalesforceModel& org, Instant now) {
    org.person_edits("OpportunityLineItem", line, {{"Description", "in blue"}}, now);
  });
  bench.wait();
  CHECK(bench.read(deal).stamp == record.stamp);
  CHECK(named(bench, "deal/products", cursor) == std::vector<std::string>{deal});
  with_org(bench, [&](SalesforceModel& org, Instant now) { org.person_deletes("OpportunityLineItem", line, now); });
  bench.wait();
  CHECK(named(bench, "deal/products", cursor) == std::vector<std::string>{deal});
  CHECK(bench.read(deal).content["lines"] == Value(List{}));
}

CONNECTOR_CASE_OF("the amount of a deal with products is not written, and the reading shows it [salesforce]",
                  SalesforceDeals) {
  const std::string deal = bench.person_creates("Pump line");
  person_makes(bench, "OpportunityLineItem",
               {{"OpportunityId", deal}, {"PricebookEntryId", priced_product(bench, "Pump", "10")}, {"Quantity", 3}});
  bench.wait();
  const NativeRecord before = bench.read(deal);
  const WriteRequest request{EffectOp::update, before.key, Map{{"Amount", 7}, {"StageName", "Closed Won"}},
                             before.version, ""};
  CHECK(bench.port->write(request, bench.context()).kind == Kind::applied);
  const NativeRecord after = bench.read(deal);
  CHECK(after.content["Amount"] == Value(30));
  CHECK(after.content["StageName"] == Value("Closed Won"));
  CHECK(after.content["Probability"] == Value(100));
}

CONNECTOR_CASE_OF("a deal that is made without a date closes today; one that has a date keeps it [salesforce]",
                  SalesforceDeals) {
  const auto made = [&](const char* key, Map content) {
    WriteRequest request;
    request.op = EffectOp::create;
    request.key = bench.key("");
    request.content = std::move(content);
    request.idempotency_key = key;
    const WriteOutcome outcome = bench.port->write(request, bench.context());
    REQUIRE_MESSAGE(outcome.kind == Kind::applied, describe(outcome.error.value_or(Error{})));
    return bench.read(outcome.native);
  };
  const NativeRecord deal = made("l1", {{"name", "A"}, {"StageName", "Prospecting"}});
  CHECK(deal.content["CloseDate"] == Value(to_iso(bench.rt.now()).substr(0, 10)));
  CHECK(made("l2", {{"name", "B"}, {"StageName", "Prospecting"}, {"CloseDate", "2031-01-01"}}).content["CloseDate"] ==
        Value("2031-01-01"));
}

CONNECTOR_CASE_OF("a product shows its standard price, and a new price names it [salesforce]", SalesforceAccounts) {
  const std::string price = priced_product(bench, "Pump", "950.50");
  bench.wait();
  std::string cursor, product;
  with_org(bench, [&](SalesforceModel& org, Instant) { product = org.ids("Product2").front(); });
  CHECK(read_one(bench, "product", product).content["standard_price"] == Value(*Decimal::parse("950.5")));
  named(bench, "product/prices", cursor);
  with_org(bench, [&](SalesforceModel& org, Instant now) {
    org.person_edits("PricebookEntry", price, {{"UnitPrice", 1000}}, now);
  });
  bench.wait();
  CHECK(named(bench, "product/prices", cursor) == std::vector<std::string>{product});
  CHECK(read_one(bench, "product", product).content["standard_price"] == Value(1000));
  CHECK(read_one(bench, "price", price).content["Pricebook2Id"] == Value("Standard Price Book"));
}

CONNECTOR_CASE_OF("a message is a task of the deal's owner, and is found again [salesforce]", SalesforceDeals) {
  const std::string deal = bench.person_creates("Pump line");
  bench.wait();
  WriteRequest request;
  request.op = EffectOp::append;
  request.key = bench.key(deal);
  request.text = "The order could not be made: it's \"no address\"";
  request.idempotency_key = "k'1";
  bench.server.set_faults({.lose_answers = 1});
  CallContext soon = bench.context();
  CHECK(bench.port->write(request, soon).kind == Kind::unknown);
  const ProbeOutcome found = bench.port->probe(request, bench.context());
  CHECK(found.kind == ProbeOutcome::Kind::found);
  with_org(bench, [&](SalesforceModel& org, Instant) {
    REQUIRE(org.ids("Task").size() == 1);
    const Value task = org.record("Task", org.ids("Task").front());
    CHECK(task["Id"] == Value(found.native));
    CHECK(task["Description"] == Value(request.text));
    CHECK(task["OwnerId"] == org.record("Opportunity", deal)["OwnerId"]);
  });
  request.idempotency_key = "k'2";
  CHECK(bench.port->probe(request, bench.context()).kind == ProbeOutcome::Kind::absent);
}

CONNECTOR_CASE_OF("an invoice of the ERP is shown in a custom object [salesforce]", SalesforceAccounts) {
  const std::string account = bench.person_creates("Nordwind GmbH");
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"sys", "invoice", ""};
  request.content = Map{{"name", "RE-1"},
                        {"Account__c", account},
                        {"Total__c", *Decimal::parse("119.00")},
                        {"Due_Date__c", "2026-12-01"}};
  request.idempotency_key = "i1";
  const WriteOutcome made = bench.port->write(request, bench.context());
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  const NativeRecord record = read_one(bench, "invoice", made.native);
  CHECK(record.content["Account__c"] == Value(account));
  CHECK(record.content["Total__c"] == Value(119));
}

CONNECTOR_CASE_OF("products that do not fit into an answer make a deal faulty: they are not taken for all [salesforce]",
                  SalesforceDeals) {
  const std::string deal = bench.person_creates("Pump line");
  person_makes(bench, "OpportunityLineItem",
               {{"OpportunityId", deal}, {"PricebookEntryId", priced_product(bench, "Pump", "10")}, {"Quantity", 3}});
  bench.wait();
  bench.read(deal);
  bench.server.set_faults({.altered_answers = 1, .alter = [](HttpResponse& response) {
                             const std::size_t at = response.body.rfind("\"done\":true");
                             response.body.replace(at, 11, "\"done\":false");
                           }});
  const auto record = bench.port->read(bench.key(deal), bench.context());
  REQUIRE_FALSE(record);
  CHECK(record.error().message.find("more products than one answer holds") != std::string::npos);
}

CONNECTOR_CASE_OF(
    "a product is made with its standard price, and gets another; one without gets its first [salesforce]",
    SalesforceAccounts) {
  const auto write = [&](EffectOp op, const std::string& native, Map content) {
    WriteRequest request;
    request.op = op;
    request.key = {"sys", "product", native};
    request.idempotency_key = "p1";
    request.content = std::move(content);
    if (op == EffectOp::update) request.precondition = read_one(bench, "product", native).version;
    return bench.port->write(request, bench.context());
  };
  const WriteOutcome made = write(
      EffectOp::create, "", {{"name", "Pump"}, {"ProductCode", "P-1"}, {"standard_price", *Decimal::parse("9.5")}});
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  const auto shows = [&](const std::string& native) {
    return read_one(bench, "product", native).content["standard_price"];
  };
  CHECK(shows(made.native) == Value(*Decimal::parse("9.5")));
  CHECK(write(EffectOp::update, made.native, {{"standard_price", 12}}).kind == Kind::applied);
  CHECK(shows(made.native) == Value(12));
  const std::string bare = person_makes(bench, "Product2", {{"Name", "Hose"}, {"IsActive", true}});
  CHECK(shows(bare).is_null());
  CHECK(write(EffectOp::update, bare, {{"name", "Hose 2"}, {"standard_price", 3}}).kind == Kind::applied);
  CHECK(shows(bare) == Value(3));
  with_org(bench, [&](SalesforceModel& org, Instant) { CHECK(org.ids("PricebookEntry").size() == 2); });
}

}  // namespace syncline::conformance
