// No change is missed, in whatever order transactions end.
#include "tests/sql/database.h"

using namespace syncline;
using namespace syncline::sql;

namespace {

using Ids = std::vector<std::string>;

/// A table, and how a person makes a row of it.
struct Way {
  const char* object;
  const char* insert;
};

const Way ways[] = {
    {"contact", "insert into app.contact (name) values ('somebody') returning id"},
    {"product", "insert into app.product (sku, name, price) values (gen_random_uuid(), 'something', 1) returning id"},
    {"purchase", "insert into app.purchase (number, contact) values ('P', 1) returning id"},
    {"ticket", "insert into app.ticket (subject) values ('something') returning id"}};

TEST_CASE("a transaction that began first and ends last is told, and so is what ended meanwhile") {
  for (const Way& way : ways) {
    CAPTURE(way.object);
    Sales sales;
    std::string cursor;
    sales.changes(way.object, cursor);
    Person early, late;
    early.says("begin");
    const std::string first = early.says(way.insert);
    late.says("begin");
    const std::string second = late.says(way.insert);
    late.says("commit");
    const Ids between = sales.changes(way.object, cursor);
    CHECK(between.empty());  // it is told when nothing can come before it any more
    early.says("commit");
    Ids told = sales.changes(way.object, cursor);
    std::ranges::sort(told);
    Ids both{first, second};
    std::ranges::sort(both);
    CHECK(told == both);
    CHECK(sales.changes(way.object, cursor).empty());
  }
}

TEST_CASE("a savepoint's rows, rows of one large transaction over several pages, and what was taken back") {
  for (const Way& way : ways) {
    CAPTURE(way.object);
    Sales sales({.instead_of = "strategy: log", .say = "strategy: log\n        page: 3"});
    std::string cursor;
    sales.changes(way.object, cursor);
    Person person;
    person.says("begin");
    Ids all;
    for (int i = 0; i < 7; ++i) all.push_back(person.says(way.insert));
    person.says("savepoint a");
    all.push_back(person.says(way.insert));
    person.says("release a");
    person.says("savepoint b");
    person.says(way.insert);
    person.says("rollback to b");
    CHECK(sales.changes(way.object, cursor).empty());
    person.says("commit");
    Ids told = sales.changes(way.object, cursor);
    std::ranges::sort(told);
    std::ranges::sort(all);
    CHECK(told == all);
  }
}

TEST_CASE("the log also tells what was deleted, and a reading proves it") {
  Sales sales;
  Person person;
  const std::string id = person.makes_contact("short-lived");
  std::string cursor;
  sales.changes("contact", cursor);
  person.says("delete from app.contact where id = " + id);
  CHECK(sales.changes("contact", cursor) == Ids{id});
  CHECK(sales.read("contact", id).state == RecordState::gone);
}

TEST_CASE("a change by a stamp alone is refused, with a remedy") {
  const auto findings_of = [](const std::string& list) {
    const std::string yaml =
        "connector: x\ntitle: X\nprotocol: sql\nbase_url: postgresql://h/d\nobjects:\n  o:\n"
        "    fields: {changed: {type: datetime}}\n    stamp: {field: changed}\n    list:\n"
        "      changes: " +
        list +
        "\n      sweep: {strategy: sweep, request: {sql: \"select * from o where id > ${after} limit ${page}\"}}";
    const auto document = parse_yaml(yaml, "connector.yaml");
    REQUIRE(document);
    Diagnostics findings;
    (void)read_manifest(*document, findings);
    return render(findings, {{"connector.yaml", yaml}});
  };
  const std::string stamped = findings_of(
      "{strategy: keyset, overlap: 5m, request: {sql: \"select * from o where changed >= ${since} order by "
      "changed\"}}");
  CHECK(stamped.find("rows whose transaction ends later than others would be missed") != std::string::npos);
  CHECK(stamped.find("pg_snapshot_xmin(pg_current_snapshot())") != std::string::npos);
  CHECK(findings_of("{strategy: log, request: {sql: \"select * from o where n > ${token} -- pg_snapshot_xmin\"}}") !=
        "");
  CHECK(findings_of("{strategy: log, request: {sql: \"select id, n as position from o where n > ${token} and n < "
                    "pg_snapshot_xmin(pg_current_snapshot()) order by n\"}}") == "");
}

}  // namespace
