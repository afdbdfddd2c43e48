// What PostgreSQL holds comes as it is, and goes back the same.
#include "tests/sql/database.h"

using namespace syncline;
using namespace syncline::sql;
using testing::json;

namespace {

TEST_CASE("numbers exactly, days, moments of a clock in its zone, lists, nothing") {
  Sales sales;
  Person person;
  const std::string id = person.says(
      "insert into app.contact (name, credit_limit, customer_since, last_visit, tags) values "
      "('Müller \"&\" Söhne', 123456789012.34, '2024-02-29', '2026-07-01 09:00:00.25', '{a,\"b, c\",NULL,\"\\\"\"}') "
      "returning id");
  NativeRecord record = sales.read("contact", id);
  CHECK(record.content["credit_limit"].as_decimal().text() == "123456789012.34");
  CHECK(record.content["customer_since"] == Value("2024-02-29"));
  CHECK(record.content["last_visit"] == Value("2026-07-01T07:00:00.25Z"));  // summer in Berlin
  CHECK(record.content["tags"] == json(R"(["a","b, c",null,"\""])"));
  CHECK(record.content["active"] == Value(true));
  CHECK(record.content["email"].is_null());
  CHECK(record.content["name"] == Value("Müller \"&\" Söhne"));

  const Map change{{"credit_limit", *Decimal::parse("0.10")},
                   {"last_visit", "2026-12-01T09:00:00.000001Z"},
                   {"tags", List{"x,y", Value(), "\\"}},
                   {"city", "Ulm'); drop table app.contact; --"},
                   {"active", false},
                   {"email", Value()}};
  CHECK(sales.update(record, change).kind == WriteOutcome::Kind::applied);
  record = sales.read("contact", id);
  for (const auto& [name, value] : change) CHECK_MESSAGE(record.content[name] == value, name);
  CHECK(person.says("select last_visit from app.contact where id = " + id) == "2026-12-01 10:00:00.000001");
}

TEST_CASE("every type comes as the database has it, in whatever language it would speak") {
  Sales sales;
  const Value row = sales
                        .asks(
                            "select 12345678901234567890123456.789012345678::numeric as n, 1.50::numeric as scale, "
                            "9223372036854775807 as i, "
                            "'0f8fad5b-d9cb-469f-a165-70867728950e'::uuid as u, '{\"a\": [1.10, null]}'::jsonb as j, "
                            "0.1::float8 as f, "
                            "'x'::char(5) as c, 'infinity'::timestamp as never, '2026-03-29 02:30'::timestamp as gap, "
                            "'2026-01-01 00:00+05'::timestamptz as z, '{{1,2},{3,4}}'::int[] as grid, "
                            "'[2:3]={7,8}'::int8[] as bounds, "
                            "$1::jsonb as json, $2::text[] as texts, $3::numeric as back, $4::timestamp as clock, "
                            "$5::timestamptz as moment",
                            {Map{{"k", *Decimal::parse("1.5")}}, List{"a", "{\"}"}, *Decimal::parse("0.30"),
                             "2026-07-01T07:00:00Z", "2026-07-01T07:00:00Z"})
                        .at(0);
  CHECK(row["n"].as_decimal().text() == "12345678901234567890123456.789012345678");
  CHECK(row["scale"].as_decimal().text() == "1.50");
  CHECK(row["i"] == Value(std::int64_t{9223372036854775807}));
  CHECK(row["u"] == Value("0f8fad5b-d9cb-469f-a165-70867728950e"));
  CHECK(row["j"]["a"].at(0).as_decimal().text() == "1.10");
  CHECK(row["f"].as_decimal().text() == "0.1");
  CHECK(row["c"] == Value("x"));
  CHECK(row["never"] == Value("infinity"));
  CHECK(row["gap"] == Value("2026-03-29T01:00:00Z"));  // no clock in Berlin shows it
  CHECK(row["z"] == Value("2025-12-31T19:00:00Z"));
  CHECK(row["grid"] == json("[[1,2],[3,4]]"));
  CHECK(row["bounds"] == json("[7,8]"));
  CHECK(row["json"] == json("{\"k\":1.5}"));
  CHECK(row["texts"] == json(R"(["a","{\"}"])"));
  CHECK(row["back"].as_decimal().text() == "0.30");
  CHECK(row["clock"] == Value("2026-07-01T07:00:00Z"));
  CHECK(row["moment"] == Value("2026-07-01T07:00:00Z"));
}

TEST_CASE("bytes are refused by name; the row's own mistake is told of that row alone") {
  Sales sales({.instead_of = "select id, subject from app.ticket where id = ${id}",
               .say = "select id, subject, ''::bytea as photo from app.ticket where id = ${id}"});
  Person person;
  const std::string id = person.says("insert into app.ticket (subject) values ('x') returning id");
  const auto read = sales.port->read(Sales::key("ticket", id), sales.context());
  REQUIRE_FALSE(read);
  CHECK(read.error().cls == ErrorClass::config);
  CHECK(read.error().message.find("the column \"photo\": it holds bytes") != std::string::npos);

  const std::string strange = person.says(
      "insert into app.product (sku, name, price) values (gen_random_uuid(), 'strange', 'NaN') returning id");
  std::string cursor;
  int faulty = 0, fine = 0;
  for (bool more = true; more;) {
    const auto page = sales.port->list("product", ListMode::sweep, cursor, sales.context());
    REQUIRE(page);
    for (const RecordFault& each : page->faulty) faulty += each.key.native == strange ? 1 : 100;
    fine += static_cast<int>(page->records.size());
    cursor = page->next;
    more = page->more;
  }
  CHECK(faulty == 1);
  CHECK(std::to_string(fine + 1) == person.says("select count(*) from app.product"));
  person.says("delete from app.product where name = 'strange'");
}

}  // namespace
