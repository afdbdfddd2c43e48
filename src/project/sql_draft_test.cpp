// The connector that is begun from a database's own description: what is in it, what is left out, and that it is valid.
#include "project/sql_draft.h"

#include "connect/testing.h"

using namespace syncline;
using testing::json;

namespace {

/// As sql_tables_statement() is answered.
List tables() {
  return json(R"([
    {"schema": "app", "name": "contacts", "written": "app.contacts", "is_view": false, "may_insert": true,
     "may_update": true, "may_delete": false, "key": ["id"], "alone": ["id", "sync_key"],
     "refers": {"owner": "app.employee", "boss": "app.contacts", "latest": "app.orders"},
     "columns": [{"name": "id", "written": "id", "type": "bigint", "needed": true, "given": true, "only_read": true},
                 {"name": "name", "written": "name", "type": "text", "needed": true, "given": false},
                 {"name": "owner", "written": "owner", "type": "integer"},
                 {"name": "boss", "written": "boss", "type": "bigint"},
                 {"name": "latest", "written": "latest", "type": "uuid"},
                 {"name": "seen", "written": "seen", "type": "timestamp without time zone"},
                 {"name": "photo", "written": "photo", "type": "bytea"},
                 {"name": "moved", "written": "moved", "type": "xid8"},
                 {"name": "sync_key", "written": "sync_key", "type": "text"}]},
    {"schema": "app", "name": "employee", "written": "app.employee", "is_view": false, "key": ["nr"], "alone": ["nr"],
     "columns": [{"name": "nr", "written": "nr", "type": "integer", "given": true},
                 {"name": "version", "written": "version", "type": "numeric"}]},
    {"schema": "app", "name": "orders", "written": "app.orders", "is_view": false, "may_insert": true, "key": ["id"],
     "refers": {"contact": "app.contacts"},
     "columns": [{"name": "id", "written": "id", "type": "uuid", "given": true},
                 {"name": "contact", "written": "contact", "type": "bigint"}]},
    {"schema": "old", "name": "contacts", "written": "old.contacts", "is_view": false, "key": ["id"],
     "columns": [{"name": "id", "written": "id", "type": "date"}]},
    {"schema": "app", "name": "pair", "written": "app.pair", "is_view": false, "key": ["a", "b"], "columns": []},
    {"schema": "app", "name": "heap", "written": "app.heap", "is_view": false, "columns": []},
    {"schema": "app", "name": "names", "written": "app.names", "is_view": true, "columns": []}])")
      .as_list();
}

std::string draft(const std::vector<std::string>& wanted = {}) {
  const auto outline = read_sql_tables(tables(), "postgresql://db/sales", wanted);
  REQUIRE(outline);
  return draft_sql_connector("sales", *outline, {"db", "sales", "", 5433});
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("the draft is a valid connector, with what each table allows") {
  const auto manifest = testing::manifest_of(draft());
  REQUIRE(manifest->objects.size() == 3);
  const ObjectSpec &contact = manifest->objects.at("contact"), &employee = manifest->objects.at("employee");
  CHECK(contact.create);
  CHECK(contact.update);
  CHECK_FALSE(contact.remove);  // this role may not
  CHECK(contact.traits.idempotency == Idempotency::upsert);
  CHECK(contact.field("owner")->type == ValueType::many2one);
  CHECK(contact.field("seen")->type == ValueType::datetime);
  CHECK_FALSE(contact.field("sync_key"));
  CHECK_FALSE(contact.field("moved"));
  CHECK_FALSE(employee.create);
  CHECK(employee.version == "version_of_row");  // a column has the other name
}

TEST_CASE("changes go by the number of a transaction, of its own column or of the row, never by the time") {
  const std::string text = draft();
  CHECK(says(text, "moved < pg_snapshot_xmin(pg_current_snapshot())"));
  CHECK(says(text, "transaction_of_row < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"));
  CHECK(says(text, "decide: does every insert and update set moved"));
}

TEST_CASE("tables that need each other do not need each other here; a table does not need itself") {
  const auto manifest = testing::manifest_of(draft());
  const auto &contact = manifest->objects.at("contact").traits.needs,
             &order = manifest->objects.at("order").traits.needs;
  CHECK(contact == std::vector<std::string>{"employee", "order"});
  CHECK(order.empty());
}

TEST_CASE("what is no object is named, with the reason") {
  const std::string text = draft();
  for (const char* each :
       {"left out: old.contacts: its key is of the type date", "left out: app.pair: its key has several columns",
        "left out: app.heap: it has no primary key", "left out: app.names: a view has no key",
        "decide: the column photo (bytea) cannot be a field"})
    CHECK_MESSAGE(says(text, each), each);
}

TEST_CASE("only the tables that are wanted; one that is not there is told with those that are") {
  CHECK(testing::manifest_of(draft({"app.employee"}))->objects.size() == 1);
  const auto unknown = read_sql_tables(tables(), "postgresql://db/sales", {"employees"});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message == "there is no table \"employees\" that this role may read");
  CHECK(says(unknown.error().remedy, "app.employee"));
  const auto none = read_sql_tables(tables(), "postgresql://db/sales", {"pair"});
  REQUIRE_FALSE(none);
  CHECK(none.error().code == "sql.empty");
}

}  // namespace
