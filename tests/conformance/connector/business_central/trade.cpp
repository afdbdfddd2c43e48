// Documents of Business Central: an order with its lines in one call, lines that are changed whole or not at all,
// orders that vanish when they are invoiced, and what happens to documents without touching their stamps.

#include "connect/testing.h"
#include "tests/conformance/connector/business_central/checked_model.h"
#include "tests/conformance/connector/engine_deeds.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::HttpFaults;

struct BusinessCentralOrders {
  static Vendor vendor() {
    Vendor out = BusinessCentral::vendor();
    out.object = "order";
    out.model = "salesOrders";
    return out;
  }
};

CheckedBusinessCentral& model_of(sandbox::VendorModel& model) { return dynamic_cast<CheckedBusinessCentral&>(model); }

/// What people do, and what they have: a customer, a bolt, a nut.
struct Company {
  explicit Company(Bench& b) : bench(b) {
    people([&](CheckedBusinessCentral& model, Instant now) {
      customer = model.person_creates("customers", {{"displayName", "Musterkunde AG"}, {"country", "DE"}}, now);
      bolt = model.person_creates("items", item("1896-S", "Bolt", "2.25"), now);
      nut = model.person_creates("items", item("1900-S", "Nut", "0.10"), now);
    });
  }
  static Map item(const char* number, const char* name, const char* price) {
    return {{"number", number},
            {"displayName", name},
            {"baseUnitOfMeasureCode", "STK"},
            {"unitPrice", *Decimal::parse(price)}};
  }
  void people(const std::function<void(CheckedBusinessCentral&, Instant)>& deed) {
    bench.server.with_model([&](sandbox::VendorModel& model, Instant now) { deed(model_of(model), now); });
  }
  Map line(const std::string& of, const char* quantity) const {
    return {{"lineType", "Item"}, {"itemId", of}, {"quantity", *Decimal::parse(quantity)}};
  }
  static Map made(Map set) { return {{"op", "create"}, {"set", std::move(set)}}; }
  WriteRequest creation(const std::string& key) const {
    WriteRequest request;
    request.op = EffectOp::create;
    request.key = bench.key("");
    request.idempotency_key = key;
    request.content =
        Map{{"customer", customer}, {"lines", Map{{"$parts", List{made(line(bolt, "10")), made(line(nut, "100"))}}}}};
    return request;
  }
  CallContext soon() const { return {bench.rt.now() + seconds(20), Priority::event, "t"}; }
  std::string order(const std::string& key = "k1") {
    const WriteOutcome made = bench.port->write(creation(key), soon());
    REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
    return made.native;
  }
  WriteOutcome change(const NativeRecord& as_read, Map content) {
    WriteRequest request;
    request.op = EffectOp::update;
    request.key = as_read.key;
    request.precondition = as_read.version;
    request.content = std::move(content);
    return bench.port->write(request, soon());
  }
  WriteOutcome hop(const NativeRecord& as_read, const char* to) {
    return step(bench, as_read, as_read.content["progress"].string_or(as_read.content["status"].string_or("")), to);
  }
  NativeRecord read(const char* object, const std::string& native) { return read_one(bench, object, native); }
  bool tells(const std::string& stream, const std::string& native) { return streams.tell(bench, stream, native); }

  Bench& bench;
  std::string customer, bolt, nut;
  ChildStreams streams;
};

std::vector<std::string> quantities(const NativeRecord& order) {
  std::vector<std::string> out;
  for (const Value& each : order.content["lines"].as_list()) out.push_back(each["quantity"].as_decimal().text());
  return out;
}

}  // namespace

CONNECTOR_CASE_OF("an order is made with its lines in one call; price, unit and tax come from the item [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  const NativeRecord order = bench.read(company.order());
  CHECK(quantities(order) == std::vector<std::string>{"10", "100"});
  CHECK(order.content["lines"].at(0)["unitPrice"].as_decimal() == *Decimal::parse("2.25"));
  CHECK(order.content["lines"].at(0)["unitOfMeasureCode"] == Value("STK"));
  CHECK(order.content["net_total"].as_decimal() == *Decimal::parse("32.50"));
  CHECK(order.content["currency"] == Value("EUR"));
  CHECK(order.content["progress"] == Value("Draft"));
  CHECK(order.content["requested_date"].is_null());
  CHECK(order.content["customer"] == Value(company.customer));
}

CONNECTOR_CASE_OF("a price that is written with its line holds: the item is set first [bc]", BusinessCentralOrders) {
  Company company(bench);
  WriteRequest request = company.creation("k1");
  Map line = company.line(company.bolt, "10");
  line.set("unitPrice", *Decimal::parse("1.99"));
  request.content.as_map().set("lines", Map{{"$parts", List{Company::made(line)}}});
  const WriteOutcome made = bench.port->write(request, company.soon());
  REQUIRE(made.kind == Kind::applied);
  CHECK(bench.read(made.native).content["lines"].at(0)["unitPrice"].as_decimal() == *Decimal::parse("1.99"));
}

CONNECTOR_CASE_OF("lines are made, changed and dropped with the header, all or nothing [bc]", BusinessCentralOrders) {
  Company company(bench);
  const NativeRecord before = bench.read(company.order());
  const auto id = [&](std::size_t at) { return before.content["lines"].at(at)["id"]; };
  const Map wanted{{"requested_date", "2026-12-01"},
                   {"lines", Map{{"$parts", List{Map{{"op", "delete"}, {"id", id(0)}},
                                                 Map{{"op", "update"}, {"id", id(1)}, {"set", Map{{"quantity", 7}}}},
                                                 Company::made(company.line(company.bolt, "3"))}}}}};
  Map refused = wanted;
  refused["lines"].as_map()["$parts"].as_list().emplace_back(
      Company::made({{"lineType", "Item"}, {"itemId", company.bolt}, {"description", std::string(101, 'x')}}));
  const WriteOutcome no = company.change(before, refused);
  CHECK(no.kind == Kind::rejected);
  REQUIRE(no.error);
  CHECK(no.error->cls == ErrorClass::validation);
  CHECK(no.error->message.find("100 characters") != std::string::npos);
  CHECK(bench.read(before.key.native).content == before.content);
  const WriteOutcome yes = company.change(before, wanted);
  CHECK_MESSAGE(yes.kind == Kind::applied, describe(yes.error.value_or(Error{})));
  const NativeRecord after = bench.read(before.key.native);
  CHECK(quantities(after) == std::vector<std::string>{"7", "3"});
  CHECK(after.content["lines"].at(0)["id"] == id(1));
  CHECK(after.content["requested_date"] == Value("2026-12-01"));
}

CONNECTOR_CASE_OF("a line that a person changed meanwhile is a conflict of the whole document [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  const NativeRecord before = bench.read(company.order());
  const std::string line = before.content["lines"].at(1)["id"].as_string();
  bench.rt.sleep_for(seconds(1));
  company.people([&](CheckedBusinessCentral& model, Instant now) {
    model.person_edits("salesOrderLines", line, {{"quantity", 55}}, now);
  });
  const Map change{{"lines", Map{{"$parts", List{Map{{"op", "delete"}, {"id", line}}}}}}};
  const WriteOutcome refused = company.change(before, change);
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::conflict);
  CHECK(quantities(bench.read(before.key.native)) == std::vector<std::string>{"10", "55"});
  std::string cursor;
  CHECK(quantities(bench.pass(ListMode::changes, cursor).latest.at(before.key.native)) ==
        std::vector<std::string>{"10", "55"});
}

CONNECTOR_CASE_OF("an order whose answer was lost is found by its key, also when it was invoiced meanwhile [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  REQUIRE(bench.read(company.order("k0")).state == RecordState::live);
  bench.server.set_faults({.lose_answers = 1});
  CHECK(bench.port->write(company.creation("k1"), company.soon()).kind == Kind::unknown);
  ProbeOutcome probed = bench.port->probe(company.creation("k1"), bench.context());
  REQUIRE(probed.kind == ProbeOutcome::Kind::found);
  const std::string native = probed.native;
  CHECK(bench.read(native).content["lines"].as_list().size() == 2);
  company.people([&](CheckedBusinessCentral& model, Instant now) {
    REQUIRE(model.person_acts("salesOrders", native, "shipAndInvoice", now));
  });
  probed = bench.port->probe(company.creation("k1"), bench.context());
  CHECK(probed.kind == ProbeOutcome::Kind::found);
  CHECK(probed.native == native);
  CHECK(bench.port->probe(company.creation("k2"), bench.context()).kind == ProbeOutcome::Kind::absent);
}

CONNECTOR_CASE_OF("an order that is invoiced whole is completed, one that is deleted is gone [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  const std::string native = company.order("k1"), other = company.order("k2");
  CHECK_FALSE(company.tells("order/invoices", native));
  const NativeRecord before = bench.read(native);
  const WriteOutcome done = company.hop(before, "invoiced");
  CHECK_MESSAGE(done.kind == Kind::applied, describe(done.error.value_or(Error{})));
  bench.person_deletes(other);
  const NativeRecord after = bench.read(native);
  CHECK(after.state == RecordState::live);
  CHECK(after.content["progress"] == Value("invoiced"));
  CHECK(after.content["invoiced"] == Value("invoiced"));
  CHECK(after.content["shipped"] == Value("shipped"));
  CHECK_FALSE(after.content.as_map().contains("lines"));
  CHECK_FALSE(after.content.as_map().contains("net_total"));
  CHECK(bench.read(other).state == RecordState::gone);
  CHECK(company.tells("order/invoices", native));
  const WriteOutcome late = company.change(before, {{"requested_date", "2026-12-01"}});
  CHECK(late.kind == Kind::rejected);
  CHECK(late.error->cls == ErrorClass::not_found);
  const WriteOutcome later = company.change(after, {{"requested_date", "2026-12-01"}});
  CHECK(later.kind == Kind::rejected);
  CHECK(later.error->cls == ErrorClass::closed_period);
}

CONNECTOR_CASE_OF("ship and invoice, nobody told the outcome: a reading tells, and it is not done twice [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  int number = 0;
  for (const HttpFaults& faults :
       {HttpFaults{.lose_answers = 1}, HttpFaults{.lose_requests = 1},
        HttpFaults{.late_commits = 1, .late_by = seconds(90)}, HttpFaults{.bad_gateway = 1}}) {
    const NativeRecord before = bench.read(company.order("k" + std::to_string(++number)));
    bench.server.set_faults(faults);
    CHECK(company.hop(before, "invoiced").kind == Kind::unknown);
    bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
    const bool happened = faults.lose_requests == 0;
    CHECK(bench.read(before.key.native).content["progress"] == Value(happened ? "invoiced" : "Draft"));
  }
  company.people([&](CheckedBusinessCentral& model, Instant) { CHECK(model.ids("salesInvoices").size() == 3); });
}

CONNECTOR_CASE_OF("a part that is shipped, invoiced or paid touches no stamp: the streams tell [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  const std::string native = company.order();
  company.tells("order/shipped", native);
  company.tells("stock/entries", "1896-S");
  std::string cursor, invoice;
  bench.pass(ListMode::changes, cursor);
  bench.rt.sleep_for(minutes(20));
  CHECK_FALSE(company.tells("order/shipped", native));
  const NativeRecord before = bench.read(native);
  company.people(
      [&](CheckedBusinessCentral& model, Instant now) { model.person_ships(native, {{"1896-S", Decimal(4)}}, now); });
  CHECK(bench.read(native).stamp == before.stamp);
  CHECK(company.tells("order/shipped", native));
  CHECK(company.tells("stock/entries", "1896-S"));
  CHECK(company.read("stock", "1896-S").content["quantity"].as_decimal() == Decimal(-4));
  CHECK(company.read("stock", "1896-S").content["product"] == Value(company.bolt));
  const NativeRecord partly = bench.read(native);
  CHECK(partly.content["progress"] == Value("partly_shipped"));
  CHECK(partly.content["shipped_amount"].as_decimal() == *Decimal::parse("9.00"));
  company.people([&](CheckedBusinessCentral& model, Instant now) { invoice = model.person_invoices(native, now); });
  CHECK(company.tells("order/shipped", native));
  CHECK(bench.read(native).content["invoiced"] == Value("partly"));
  CHECK(company.tells("invoice/open", invoice));
  CHECK_FALSE(company.tells("invoice/open", invoice));
  CHECK(company.read("invoice", invoice).content["progress"] == Value("Open"));
  company.people([&](CheckedBusinessCentral& model, Instant now) { model.person_pays(invoice, Decimal(3), now); });
  CHECK(company.tells("invoice/open", invoice));
  const NativeRecord paid = company.read("invoice", invoice);
  CHECK(paid.content["progress"] == Value("partly_paid"));
  CHECK(paid.content["paid"].as_decimal() == Decimal(3));
  CHECK(paid.content["open"].as_decimal() == *Decimal::parse("7.71"));
  CHECK(paid.content["order"] == Value(native));
  CHECK(paid.content["reference"].is_null());
}

CONNECTOR_CASE_OF("a quote is sent, and made an order of: the order carries its key [bc]", BusinessCentralOrders) {
  Company company(bench);
  WriteRequest request = company.creation("q1");
  request.key.object = "quote";
  const WriteOutcome made = bench.port->write(request, company.soon());
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  NativeRecord quote = company.read("quote", made.native);
  CHECK(company.hop(quote, "Sent").kind == Kind::applied);
  quote = company.read("quote", made.native);
  CHECK(quote.content["status"] == Value("Sent"));
  const WriteOutcome ordered = company.hop(quote, "Accepted");
  CHECK(ordered.kind == Kind::applied);
  REQUIRE(ordered.stored);
  CHECK(ordered.stored->content["status"] == Value("Accepted"));
  CHECK(company.read("quote", made.native).state == RecordState::gone);
  CHECK(bench.port->probe(company.creation("q1"), bench.context()).kind == ProbeOutcome::Kind::found);
}

CONNECTOR_CASE_OF("a credit memo names its invoice; one that is corrected or cancelled says so [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  const std::string native = company.order();
  std::string invoice, memo;
  company.people([&](CheckedBusinessCentral& model, Instant now) {
    model.person_ships(native, {}, now);
    invoice = model.person_invoices(native, now);
    REQUIRE(model.person_acts("salesInvoices", invoice, "makeCorrectiveCreditMemo", now));
    memo = model.ids("salesCreditMemos").at(0);
  });
  NativeRecord record = company.read("credit_note", memo);
  CHECK(record.content["invoice"] == Value(invoice));
  CHECK(record.content["status"] == Value("Draft"));
  CHECK(company.hop(record, "Open").kind == Kind::applied);
  record = company.read("credit_note", memo);
  CHECK(record.content["status"] == Value("Open"));
  CHECK(record.content["gross_total"].as_decimal() == *Decimal::parse("38.68"));
  for (const Value& each :
       {record.content["taxes"], company.read("invoice", invoice).content["taxes"]}) {  // of both its articles
    REQUIRE(each.as_list().size() == 1);
    CHECK(each.at(0)["taxPercent"] == Value(19));
    CHECK(each.at(0)["net"] == Value(*Decimal::parse("32.50")));
    CHECK(each.at(0)["tax"] == Value(*Decimal::parse("6.18")));
  }
}

CONNECTOR_CASE_OF("a contact belongs to the customer whose company it works for, also one that is made here [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"sys", "contact", ""};
  request.content = Map{{"name", "Anna O'Neil"}, {"email", "anna@muster.example"}, {"customer", company.customer}};
  const WriteOutcome made = bench.port->write(request, company.soon());
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  CHECK(company.read("contact", made.native).content["customer"] == Value(company.customer));
  CHECK(bench.port->probe(request, bench.context()).native == made.native);
  std::string stranger;
  company.people([&](CheckedBusinessCentral& model, Instant now) {
    const std::string supplier = model.person_creates("contacts", {{"displayName", "A supplier"}}, now);
    const Value number = model.record("contacts", supplier)["number"];
    stranger =
        model.person_creates("contacts", {{"type", "Person"}, {"displayName", "Bo"}, {"companyNumber", number}}, now);
    CHECK(model.record("contacts", made.native)["type"] == Value("Person"));
  });
  CHECK(company.read("contact", stranger).content["customer"].is_null());
}

CONNECTOR_CASE_OF("what Business Central cannot do now because of another user is tried again [bc]",
                  BusinessCentralOrders) {
  Company company(bench);
  company.order("k0");
  bench.server.set_faults(
      {.altered_answers = 1, .alter = [](HttpResponse& response) {
         response = {
             400,
             {{"Content-Type", "application/json"}},
             R"({"error":{"code":"Internal_ServerError","message":"The activity was deadlocked with another user."}})"};
       }});
  const WriteOutcome later = bench.port->write(company.creation("k1"), company.soon());
  CHECK(later.kind == Kind::not_sent);
  CHECK(later.error->cls == ErrorClass::transient);
}

CONNECTOR_CASE_OF("a company that is not there, a secret that is wrong: said with what to do [bc]",
                  BusinessCentralOrders) {
  const auto ask = [&](const char* setting, const char* value) {
    Map settings = bench.vendor.settings;
    settings.set(setting, value);
    const auto client = bench.server.client();
    const auto port = *make_http_port(bench.rt, *client, testing::shipped("business-central"), "sys", settings);
    const auto page = port->list("customer", ListMode::changes, "", bench.context());
    REQUIRE_FALSE(page);
    return page.error();
  };
  Error error = ask("company", "CRONUS");
  CHECK(error.cls == ErrorClass::config);
  CHECK(error.remedy.find("CRONUS AG") != std::string::npos);
  error = ask("client_secret", "wrong");
  CHECK(error.cls == ErrorClass::auth);
  CHECK(error.message.find("AADSTS7000215") != std::string::npos);
  CHECK(error.message.find("wrong") == std::string::npos);
  CHECK(ask("tenant", "nobody.example").cls == ErrorClass::config);
}

}  // namespace syncline::conformance
