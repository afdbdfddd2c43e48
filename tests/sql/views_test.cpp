// A view is read as a table is; what it lacks (a key, changes of its own) the connector says, or does without.
#include <algorithm>

#include "tests/sql/database.h"

using namespace syncline;
using namespace syncline::sql;

namespace {

using Ids = std::vector<std::string>;

/// Somebody who orders.
struct Orders {
  std::string order(const std::string& quantity) {
    const std::string id =
        person.says("insert into app.purchase (number, contact) values ('P', " + contact + ") returning id");
    person.says("insert into app.purchase_line (purchase, sku, quantity) values (" + id + ", 'A', " + quantity + ")");
    return id;
  }

  Person person;
  const std::string contact = person.makes_contact("who orders");
};

TEST_CASE("a view is read by the key that the connector names, and shows what it works out") {
  Sales sales;
  Orders of;
  CHECK(sales.read("turnover", of.contact).state == RecordState::gone);  // it has no row yet
  of.order("1.5");
  of.order("0.125");
  const NativeRecord record = sales.read("turnover", of.contact);
  CHECK(record.key.native == of.contact);
  CHECK(record.content["purchases"] == Value(2));
  CHECK(record.content["pieces"].as_decimal().text() == "1.625");
}

TEST_CASE("the rows of a view are told by the changes of its tables") {
  Sales sales;
  Orders of;
  std::string cursor;
  sales.changes("turnover", cursor);
  const std::string first = of.order("1");
  CHECK(sales.changes("turnover", cursor) == Ids{of.contact});
  of.person.says("update app.purchase_line set quantity = 7 where purchase = " + first);
  CHECK(sales.changes("turnover", cursor) == Ids{of.contact});
  CHECK(sales.read("turnover", of.contact).content["pieces"].as_decimal().text() == "7.000");
  CHECK(sales.changes("turnover", cursor).empty());
}

TEST_CASE("a row of a view that ends is told by no list; the sweep lacks it, and a reading proves it") {
  Sales sales;
  Orders of;
  const std::string only = of.order("1");
  const auto swept = [&] {
    Ids out;
    std::string cursor;
    for (bool more = true; more;) {
      const auto page = sales.port->list("turnover", ListMode::sweep, cursor, sales.context());
      if (!page) FAIL(describe(page.error()));
      for (const NativeRecord& each : page->records) out.push_back(each.key.native);
      cursor = page->next;
      more = page->more;
    }
    return std::ranges::count(out, of.contact);
  };
  CHECK(swept() == 1);
  std::string cursor;
  sales.changes("turnover", cursor);
  of.person.says("delete from app.purchase where id = " + only);
  CHECK(sales.changes("turnover", cursor).empty());
  CHECK(swept() == 0);
  CHECK(sales.read("turnover", of.contact).state == RecordState::gone);
}

TEST_CASE("nothing is written to a view whose connector has no statement for it") {
  Sales sales;
  Orders of;
  of.order("1");
  const WriteOutcome refused = sales.update(sales.read("turnover", of.contact), Map{{"pieces", Decimal(9)}});
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::config);
  CHECK(sales.read("turnover", of.contact).content["pieces"].as_decimal().text() == "1.000");
}

}  // namespace
