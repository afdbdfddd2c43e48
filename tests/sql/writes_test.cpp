// Writes: once, never over somebody's edit, and what was refused says why.
#include "tests/sql/cutting_proxy.h"
#include "tests/sql/database.h"

using namespace syncline;
using namespace syncline::sql;
using Kind = WriteOutcome::Kind;

namespace {

WriteRequest create_of(Map content, std::string our_key) {
  return {EffectOp::create, Sales::key("contact", ""), std::move(content), "", std::move(our_key)};
}

TEST_CASE("an edit made meanwhile is not overwritten; one that is gone is told from one that moved by a reading") {
  Sales sales;
  Person person;
  const std::string id = person.makes_contact("before");
  const NativeRecord read = sales.read("contact", id);
  person.says("update app.contact set city = 'Ulm' where id = " + id);
  const WriteOutcome late = sales.update(read, Map{{"name", "after"}});
  CHECK(late.kind == Kind::rejected);
  REQUIRE(late.error);
  CHECK(late.error->cls == ErrorClass::conflict);
  CHECK(person.says("select name from app.contact where id = " + id) == "before");
  CHECK(sales.read("contact", id).state == RecordState::live);
  CHECK(sales.update(sales.read("contact", id), Map{{"name", "after"}}).kind == Kind::applied);

  const NativeRecord last = sales.read("contact", id);
  const auto op = [&](EffectOp what) {
    return sales.port->write({what, last.key, Map{}, last.version, ""}, sales.context());
  };
  person.says("delete from app.contact where id = " + id);
  CHECK(op(EffectOp::remove).error->cls == ErrorClass::conflict);
  CHECK(op(EffectOp::deactivate).error->cls == ErrorClass::conflict);
  CHECK(sales.read("contact", id).state == RecordState::gone);
}

TEST_CASE("what exists under our key is not made twice; deactivated and removed records are") {
  Sales sales;
  const WriteOutcome made = sales.create("contact", Map{{"name", "once"}}, "key-once");
  REQUIRE(made.kind == Kind::applied);
  CHECK(sales.create("contact", Map{{"name", "once"}}, "key-once").native == made.native);
  const NativeRecord record = sales.read("contact", made.native);
  CHECK(record.content["credit_limit"].as_decimal().text() == "0.00");  // the column's default
  const auto op = [&](EffectOp what) {
    const NativeRecord now = sales.read("contact", made.native);
    return sales.port->write({what, now.key, Map{}, now.version, ""}, sales.context()).kind;
  };
  CHECK(op(EffectOp::deactivate) == Kind::applied);
  CHECK(sales.read("contact", made.native).content["active"] == Value(false));
  CHECK(op(EffectOp::remove) == Kind::applied);
  CHECK(sales.read("contact", made.native).state == RecordState::gone);
}

TEST_CASE("many records by one statement, with different columns; one that is refused stops it whole") {
  Sales sales;
  const auto write = [](const char* our_key, Map content) { return create_of(std::move(content), our_key); };
  const std::vector<WriteRequest> good{write("b1", Map{{"name", "b1"}}),
                                       write("b2", Map{{"name", "b2"}, {"city", "Ulm"}})};
  const auto made = sales.port->write_together(good, sales.context());
  REQUIRE(made);
  REQUIRE(made->size() == 2);
  CHECK(sales.read("contact", (*made)[0].native).content["name"] == Value("b1"));
  CHECK(sales.read("contact", (*made)[1].native).content["city"] == Value("Ulm"));
  const std::vector<RecordKey> keys{Sales::key("contact", (*made)[1].native), Sales::key("contact", "4711000"),
                                    Sales::key("contact", (*made)[0].native)};
  const auto read = sales.port->read_together(keys, sales.context());
  REQUIRE(read.size() == 3);
  CHECK((read[0] && read[0]->content["name"] == Value("b2")));
  CHECK((read[1] && read[1]->state == RecordState::gone));
  const std::vector<WriteRequest> bad{write("b3", Map{{"name", "b3"}}), write("b4", Map{{"name", ""}})};
  CHECK_FALSE(sales.port->write_together(bad, sales.context()));
  CHECK(Person().says("select count(*) from app.contact where sync_key = 'b3'") == "0");
}

TEST_CASE("a record with lines is made and changed by one statement; an edit of a line is an edit of the record") {
  Sales sales;
  Person person;
  const std::string contact = person.makes_contact("buyer");
  const auto line = [](const char* sku, const char* quantity) {
    return Value(Map{{"op", "create"}, {"set", Map{{"sku", sku}, {"quantity", *Decimal::parse(quantity)}}}});
  };
  const auto quantities = [](const NativeRecord& record) {
    std::string out;
    for (const Value& each : record.content["lines"].as_list())
      out += each["sku"].as_string() + " " + each["quantity"].as_decimal().text() + ";";
    return out;
  };
  const Map content{
      {"number", "P1"}, {"contact", contact}, {"lines", Map{{"$parts", List{line("A", "1.250"), line("B", "2")}}}}};
  const WriteOutcome made = sales.create("purchase", content, "lines-1");
  if (made.error) CAPTURE(describe(*made.error));
  REQUIRE(made.kind == Kind::applied);
  CHECK(sales.create("purchase", content, "lines-1").native == made.native);
  NativeRecord record = sales.read("purchase", made.native);
  CHECK(quantities(record) == "A 1.250;B 2.000;");

  const Value lines = record.content["lines"];
  const Map edit{{"op", "update"}, {"id", lines.at(0)["id"]}, {"set", Map{{"quantity", *Decimal::parse("3.5")}}}};
  const Map drop{{"op", "delete"}, {"id", lines.at(1)["id"]}};
  const Map change{{"lines", Map{{"$parts", List{edit, drop, line("C", "7")}}}}};
  person.says("update app.purchase_line set sku = 'A+' where id = " + lines.at(0)["id"].as_string());
  const WriteOutcome late = sales.update(record, change);
  REQUIRE(late.error);
  CHECK(late.error->cls == ErrorClass::conflict);
  record = sales.read("purchase", made.native);
  CHECK(quantities(record) == "A+ 1.250;B 2.000;");
  CHECK(sales.update(record, change).kind == Kind::applied);
  record = sales.read("purchase", made.native);
  CHECK(quantities(record) == "A+ 3.500;C 7.000;");
  CHECK(sales.update(record, Map{{"number", "P2"}}).kind == Kind::applied);
  CHECK(quantities(sales.read("purchase", made.native)) == "A+ 3.500;C 7.000;");
  const WriteOutcome refused = sales.create(
      "purchase", Map{{"number", "odd"}, {"contact", contact}, {"lines", Map{{"$parts", List{line("D", "0")}}}}},
      "lines-3");
  CHECK(refused.kind == Kind::rejected);
  CHECK(person.says("select count(*) from app.purchase where number = 'odd'") == "0");
}

TEST_CASE("a violated constraint is named, and nothing is sent again") {
  Sales sales;
  Person person;
  person.says("insert into app.contact (name, email) values ('first', 'taken@x.example') on conflict do nothing");
  struct Case {
    Map content;
    const char* code;
    const char* named;
  };
  const Case cases[] = {{{{"name", "x"}, {"email", "taken@x.example"}}, "23505", "contact_email_key"},
                        {{{"name", "x"}, {"owner", "77"}}, "23503", "contact_owner_fkey"},
                        {{{"name", ""}}, "23514", "contact_name_check"},
                        {{{"city", "Ulm"}}, "23502", "\"name\""},
                        {{{"name", "x"}, {"customer_since", "2026-02-28"}, {"credit_limit", *Decimal::parse("1e15")}},
                         "22003",
                         "numeric field overflow"},
                        {{{"name", std::string("a\0b", 3)}}, "22000", "zero byte"}};
  for (const Case& each : cases) {
    CAPTURE(each.code);
    const WriteOutcome refused = sales.create("contact", each.content, std::string("key-") + each.code);
    CHECK(refused.kind == Kind::rejected);
    REQUIRE(refused.error);
    CHECK(refused.error->cls == ErrorClass::validation);
    CHECK(refused.error->code == each.code);
    CHECK(refused.error->message.find(each.named) != std::string::npos);
    CHECK(refused.error->place == "sales INSERT /app.contact");
  }
}

TEST_CASE("a deadlock and a row that stays locked were certainly not written, and are tried later") {
  Sales sales({.instead_of = "timeout: 10s", .say = "timeout: 1s"});
  Person person;
  const std::string id = person.makes_contact("locked");
  const NativeRecord read = sales.read("contact", id);
  person.says("begin");
  person.says("select 1 from app.contact where id = " + id + " for update");
  const WriteOutcome waited = sales.update(read, Map{{"name", "unlocked"}});
  CHECK(waited.kind == Kind::not_sent);
  REQUIRE(waited.error);
  CHECK(waited.error->code == "57014");
  CHECK(waited.error->cls == ErrorClass::transient);
  person.says("rollback");
  person.says(
      "create or replace function app.fails() returns trigger language plpgsql as $$ begin "
      "raise exception using errcode = '40P01', message = 'deadlock detected'; end $$");
  person.says("create trigger fails before update on app.contact for each row execute function app.fails()");
  const WriteOutcome dead = sales.update(read, Map{{"name", "unlocked"}});
  person.says("drop trigger fails on app.contact");
  CHECK(dead.kind == Kind::not_sent);
  CHECK(sales.update(read, Map{{"name", "unlocked"}}).kind == Kind::applied);
}

TEST_CASE("the server ends the session while it commits: unknown, and our key proves that nothing was made") {
  Sales sales;
  Person person;
  person.says(
      "create or replace function app.dies() returns trigger language plpgsql as $$ begin "
      "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end $$");
  person.says(
      "create constraint trigger dies after insert on app.contact deferrable initially deferred for each row "
      "execute function app.dies()");
  const WriteRequest write = create_of(Map{{"name", "lost"}}, "key-lost");
  const WriteOutcome outcome = sales.port->write(write, sales.context());
  person.says("drop trigger dies on app.contact");
  CHECK(outcome.kind == Kind::unknown);
  CHECK(sales.port->probe(write, sales.context()).kind == ProbeOutcome::Kind::absent);
  CHECK(sales.port->write(write, sales.context()).kind == Kind::applied);  // with a new connection
}

TEST_CASE("the answer is lost after the commit: unknown, and our key finds what was made") {
  CuttingProxy proxy(std::stoi(given("SALES_PORT")));
  Sales sales({.port = std::to_string(proxy.port()), .settings = {{"tls", "disable"}}});
  const WriteRequest write = create_of(Map{{"name", "kept"}}, "key-kept");
  CHECK(sales.port->probe(write, sales.context()).kind == ProbeOutcome::Kind::absent);
  proxy.cut_after("INSERT 0 1");
  const WriteOutcome outcome = sales.port->write(write, sales.context());
  CHECK(outcome.kind == Kind::unknown);
  CHECK(proxy.has_cut());
  const ProbeOutcome found = sales.port->probe(write, sales.context());
  CHECK(found.kind == ProbeOutcome::Kind::found);
  CHECK(sales.port->write(write, sales.context()).native == found.native);
  CHECK(Person().says("select count(*) from app.contact where sync_key = 'key-kept'") == "1");
}

}  // namespace
