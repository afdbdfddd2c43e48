// Requests and answers of the shipped connectors, byte for byte, and what failures mean.
#include "connect/http_port.h"

#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

struct Stage {
  explicit Stage(const std::string& name, Map settings) {
    auto made = make_http_port(rt, client, shipped(name, "json2"), name == "odoo" ? "crm" : "erp", std::move(settings));
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
  CallContext context;
};

struct Odoo : Stage {
  Odoo() : Stage("odoo", settings_of("odoo")) {}
};
struct Tryton : Stage {
  Tryton() : Stage("tryton", settings_of("tryton")) {}
  void answer_with(std::function<ScriptedClient::Reply(const Value& body)> reply) {
    client.reply = [reply](const HttpRequest& request) {
      const Value body = json(request.body);
      if (body["method"] == Value("common.db.login")) return answer(R"({"id":0,"result":[1,"5e55"]})");
      if (body["method"] == Value("model.country.country.search_read"))
        return answer(R"({"id":1,"result":[{"id":1,"code":"DE"},{"id":2,"code":"AT"}]})");
      return reply(body);
    };
  }
};

constexpr const char* odoo_countries = R"([{"id":57,"code":"DE"},{"id":12,"code":"AT"}])";

WriteRequest update_of(const char* system, const char* object, const char* native, Map content) {
  WriteRequest out;
  out.key = {system, object, native};
  out.content = std::move(content);
  return out;
}

}  // namespace

TEST_CASE_FIXTURE(Odoo, "odoo: a page of changes") {
  client.reply = [](const HttpRequest& request) {
    if (request.url.ends_with("res.country/search_read")) return answer(odoo_countries);
    return answer(R"([{"id":25,"name":"Musterkunde AG","vat":false,"country_id":[57,"Germany"],"active":false,
                       "write_date":"2026-11-21 09:01:12"}])");
  };
  const auto page = port->list("company", ListMode::changes, "", context);
  REQUIRE_MESSAGE(page, describe(page.error()));
  CHECK(client.requests[0].url == "http://odoo.example/json/2/res.partner/search_read");
  CHECK(client.requests[0].method == "POST");
  CHECK(*header(client.requests[0].headers, "Authorization") == "bearer api_key");
  CHECK(*header(client.requests[0].headers, "X-Odoo-Database") == "database");
  CHECK(
      client.requests[0].body ==
      R"({"domain":[["is_company","=",true],["write_date",">=","1970-01-01 00:00:00"]],)"
      R"("order":"write_date asc, id asc","limit":200,"context":{"lang":"en_US","active_test":false},)"
      R"("fields":["name","ref","vat","email","phone","website","street","street2","zip","city","company_registry","comment","country_id","user_id","property_payment_term_id","active","write_date"]})");
  REQUIRE(page->records.size() == 1);
  const NativeRecord& record = page->records[0];
  CHECK(record.key == RecordKey{"crm", "company", "25"});
  CHECK(record.content == json(R"({"name":"Musterkunde AG","vat":null,"country_id":"DE","active":false,
                                   "write_date":"2026-11-21T09:01:12Z"})"));
  CHECK(record.stamp == parse_instant("2026-11-21T09:01:12Z")->us);
  CHECK_FALSE(page->more);
}

TEST_CASE_FIXTURE(Odoo, "odoo: a creation goes by our external id") {
  client.reply = [](const HttpRequest& request) {
    return request.url.ends_with("/load") ? answer(R"({"ids":[31],"messages":[],"nextrow":0})")
                                          : answer(odoo_countries);
  };
  WriteRequest request =
      update_of("crm", "company", "", {{"name", "Neu GmbH"}, {"country_id", "AT"}, {"vat", nullptr}});
  request.op = EffectOp::create;
  request.idempotency_key = "l12";
  const WriteOutcome outcome = port->write(request, context);
  CHECK(outcome.kind == WriteOutcome::Kind::applied);
  CHECK(outcome.native == "31");
  CHECK(
      client.requests.back().body ==
      R"({"fields":["id","is_company","name","country_id/.id","vat"],"data":[["syncline.l12","true","Neu GmbH","12",""]],)"
      R"("context":{"lang":"en_US","tracking_disable":true}})");
  client.reply = [](const HttpRequest&) { return answer(R"({"ids":false,"messages":[{"message":"bad VAT"}]})"); };
  const WriteOutcome refused = port->write(request, context);
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::validation);
  CHECK(refused.error->message == "bad VAT");
}

TEST_CASE_FIXTURE(Odoo, "odoo: an update, a clearing, a reference") {
  client.reply = [](const HttpRequest&) { return answer("true"); };
  const auto outcome = port->write(update_of("crm", "person", "7", {{"email", nullptr}, {"parent_id", "25"}}), context);
  CHECK(outcome.kind == WriteOutcome::Kind::applied);
  CHECK(client.requests.at(0).body ==
        R"({"ids":[7],"vals":{"email":false,"parent_id":25},"context":{"lang":"en_US","tracking_disable":true}})");
}

TEST_CASE_FIXTURE(Odoo, "an unknown code is refused before anything is sent") {
  client.reply = [](const HttpRequest&) { return answer(odoo_countries); };
  const auto outcome = port->write(update_of("crm", "company", "7", {{"country_id", "XX"}}), context);
  CHECK(outcome.kind == WriteOutcome::Kind::rejected);
  CHECK(outcome.error->message.find("\"country_id\" cannot be \"XX\"") == 0);
  CHECK(client.requests.size() == 1);
}

TEST_CASE_FIXTURE(Odoo, "what a failed write means") {
  using Kind = WriteOutcome::Kind;
  struct Case {
    int status;
    const char* body;
    Kind kind;
    ErrorClass cls;
  };
  for (const Case& each : std::initializer_list<Case>{
           {422, R"({"name":"odoo.exceptions.ValidationError","message":"no"})", Kind::rejected,
            ErrorClass::validation},
           {404, R"({"name":"odoo.exceptions.MissingError","message":"gone"})", Kind::rejected, ErrorClass::not_found},
           {409, R"({"name":"odoo.exceptions.LockError","message":"locked"})", Kind::not_sent, ErrorClass::transient},
           {500, R"({"name":"builtins.ValueError","message":"Invalid field"})", Kind::rejected, ErrorClass::validation},
           {500, R"({"name":"builtins.Val)", Kind::unknown, ErrorClass::transient},
           {502, "<html>Bad Gateway</html>", Kind::unknown, ErrorClass::transient},
           {200, R"({"resu)", Kind::unknown, ErrorClass::transient},
           {200, "<html>Login</html>", Kind::unknown, ErrorClass::transient},
           {302, "<html>Maintenance</html>", Kind::unknown, ErrorClass::transient},
           {404, "404 page not found", Kind::unknown, ErrorClass::transient},
           {404, R"({"name":"werkzeug.exceptions.NotFound","message":"no model"})", Kind::rejected, ErrorClass::config},
           {401, R"({"name":"werkzeug.exceptions.Unauthorized","message":"Invalid apikey"})", Kind::not_sent,
            ErrorClass::auth},
           {429, "", Kind::not_sent, ErrorClass::throttled}}) {
    CAPTURE(each.status);
    CAPTURE(each.body);
    client.reply = [&](const HttpRequest&) { return answer(each.body, each.status); };
    const auto outcome = port->write(update_of("crm", "person", "7", {{"name", "A"}}), context);
    CHECK(outcome.kind == each.kind);
    REQUIRE(outcome.error);
    CHECK(outcome.error->cls == each.cls);
    CHECK(outcome.error->place.find("crm POST /json/2/res.partner/write") == 0);
    rt.at = rt.at + days(2);
  }
  client.reply = [](const HttpRequest&) -> ScriptedClient::Reply {
    return fail(TransportError{TransportError::Sent::no, ErrorClass::transient, "refused"});
  };
  CHECK(port->write(update_of("crm", "person", "7", {{"name", "A"}}), context).kind == Kind::not_sent);
  client.reply = [](const HttpRequest&) -> ScriptedClient::Reply {
    return fail(TransportError{TransportError::Sent::maybe, ErrorClass::transient, "reset"});
  };
  CHECK(port->write(update_of("crm", "person", "7", {{"name", "A"}}), context).kind == Kind::unknown);
}

TEST_CASE_FIXTURE(Odoo, "a record that cannot be understood stands beside its neighbours, with its error") {
  client.reply = [](const HttpRequest& request) {
    if (request.url.ends_with("res.country/search_read")) return answer(odoo_countries);
    return answer(R"([{"id":1,"name":"A","write_date":"2026-11-21 09:01:11"},
                      {"id":2,"name":"B","active":"maybe","write_date":"2026-11-21 09:01:12"},
                      {"id":3,"name":"C","country_id":[99,"Atlantis"],"write_date":"2026-11-21 09:01:13"},
                      {"id":4,"name":"D","country_id":[12,"Austria"],"write_date":"2026-11-21 09:01:14"}])");
  };
  rt.at = *parse_instant("2026-11-21T10:00:00Z");
  const auto page = port->list("company", ListMode::changes, "", context);
  REQUIRE_MESSAGE(page, describe(page.error()));
  REQUIRE(page->records.size() == 2);
  CHECK(page->records[1].content["country_id"] == Value("AT"));
  REQUIRE(page->faulty.size() == 2);
  CHECK(page->faulty[0].key == RecordKey{"crm", "company", "2"});
  CHECK(page->faulty[0].stamp == parse_instant("2026-11-21T09:01:12Z")->us);
  CHECK(page->faulty[0].error.message.find("\"active\" is declared as boolean") == 0);
  CHECK(page->faulty[1].error.cls == ErrorClass::validation);
  CHECK(page->faulty[1].error.message.find("refers to 99") != std::string::npos);
  CHECK(page->next.find(std::to_string(parse_instant("2026-11-21T08:56:14Z")->us)) != std::string::npos);
  const std::size_t asked = client.requests.size();
  CHECK_FALSE(port->list("company", ListMode::sweep, "", context)->faulty.empty());
  CHECK(client.requests.size() == asked + 1);  // the lookup is not asked again at once
}

TEST_CASE_FIXTURE(Odoo, "a lookup that grew is asked again, some seconds later at the earliest") {
  bool grown = false;
  int asked = 0;
  client.reply = [&](const HttpRequest& request) {
    if (request.url.ends_with("res.country/search_read"))
      return ++asked, answer(grown ? R"([{"id":57,"code":"DE"},{"id":99,"code":"XK"}])" : odoo_countries);
    return answer(R"([{"id":3,"name":"C","country_id":[99,"Kosovo"],"write_date":"2026-11-21 09:01:13"}])");
  };
  CHECK(port->list("company", ListMode::sweep, "", context)->faulty.size() == 1);
  grown = true;
  rt.at = rt.at + seconds(4);
  CHECK(port->list("company", ListMode::sweep, "", context)->faulty.size() == 1);
  CHECK(asked == 1);
  rt.at = rt.at + seconds(2);
  const auto page = port->list("company", ListMode::sweep, "", context);
  REQUIRE(page->records.size() == 1);
  CHECK(page->records[0].content["country_id"] == Value("XK"));
  CHECK(asked == 2);
}

TEST_CASE_FIXTURE(Tryton, "without its version nothing is overwritten") {
  const auto outcome = port->write(update_of("erp", "party", "2", {{"name", "X"}}), context);
  CHECK(outcome.kind == WriteOutcome::Kind::not_sent);
  CHECK(outcome.error->cls == ErrorClass::conflict);
  CHECK(client.requests.empty());
}

TEST_CASE_FIXTURE(Odoo, "only an empty list proves that a record is gone") {
  client.reply = [](const HttpRequest&) { return answer("[]"); };
  const auto gone = port->read({"crm", "company", "25"}, context);
  REQUIRE(gone);
  CHECK(gone->state == RecordState::gone);
  client.reply = [](const HttpRequest&) { return answer(""); };
  CHECK_FALSE(port->read({"crm", "company", "25"}, context));
  client.reply = [](const HttpRequest&) { return answer(R"([{"id":25,"active":"maybe"}])"); };
  const auto wrong = port->read({"crm", "company", "25"}, context);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().place.find("active") != std::string::npos);
}

TEST_CASE_FIXTURE(Tryton, "tryton: signs in once, and again when the session has expired") {
  int refusals = 1;
  answer_with([&](const Value&) { return refusals-- > 0 ? answer("", 401) : answer(R"({"id":1,"result":[]})"); });
  CHECK(port->read({"erp", "party", "2"}, context));
  REQUIRE(client.requests.size() == 4);
  CHECK(client.requests[0].url == "http://tryton.example/database/");
  CHECK(client.body(0) ==
        json(R"({"id":0,"method":"common.db.login","params":["user",{"password":"password"},"en"]})"));
  CHECK(*header(client.requests[1].headers, "Authorization") == "Session dXNlcjoxOjVlNTU=");
  CHECK(client.body(2)["method"] == Value("common.db.login"));
}

TEST_CASE_FIXTURE(Tryton, "tryton: a record with its parts") {
  answer_with([&](const Value&) {
    return answer(
        R"({"id":7,"result":[{"active":1,"code":"K-10001","_timestamp":"1795227905","id":2,"name":"Musterkunde AG","write_date":null,
      "create_date":{"__class__":"datetime","year":2026,"month":11,"day":21,"hour":2,"minute":25,"second":4,"microsecond":833395},
      "contact_mechanisms.":[{"value":"a@b.example","type":"email","id":1}],"identifiers.":[],
      "addresses.":[{"street":"Hauptstr. 1","id":1,"country":1,"invoice":1}]}]})");
  });
  const auto record = port->read({"erp", "party", "2"}, context);
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->version == "1795227905");
  CHECK(record->stamp == parse_instant("2026-11-21T02:25:04.833395Z")->us);
  CHECK(record->content == json(R"({"name":"Musterkunde AG","code":"K-10001","active":true,"write_date":null,
    "create_date":"2026-11-21T02:25:04.833395Z","_timestamp":"1795227905",
    "addresses":[{"id":"1","street":"Hauptstr. 1","country":"DE","invoice":true}],
    "contact_mechanisms":[{"id":"1","type":"email","value":"a@b.example"}],"identifiers":[]})"));
}

TEST_CASE_FIXTURE(Tryton, "tryton: an update of parts compares the time stamp") {
  answer_with([&](const Value& body) {
    return body["method"] == Value("model.party.party.write")
               ? answer(R"({"id":1,"error":["ConcurrencyException","Records were modified in the meanwhile"]})")
               : answer(R"({"id":1,"result":[]})");
  });
  WriteRequest request = update_of("erp", "party", "2", {});
  request.content = json(R"({"name":"X","addresses":{"$parts":[{"op":"create","set":{"city":"Wien","country":"AT"}},
    {"op":"update","id":"7","set":{"street":null}},{"op":"delete","id":"9"}]}})");
  request.precondition = "1795227905";
  const auto outcome = port->write(request, context);
  CHECK(outcome.kind == WriteOutcome::Kind::rejected);
  CHECK(outcome.error->cls == ErrorClass::conflict);
  CHECK(
      client.requests.back().body ==
      R"({"id":1,"method":"model.party.party.write","params":[[2],{"name":"X","addresses":[["create",[{"city":"Wien","country":2}]],)"
      R"(["write",[7],{"street":null}],["delete",[9]]]},{"company":1,"language":"en","_timestamp":{"party.party,2":"1795227905"}}]})");
}

TEST_CASE_FIXTURE(Tryton, "tryton: a creation is stamped with our key, which the probe finds") {
  answer_with([&](const Value& body) {
    return body["method"] == Value("model.party.party.create") ? answer(R"({"id":5,"result":[9]})")
                                                               : answer(R"({"id":1,"result":[]})");
  });
  WriteRequest request = update_of("erp", "party", "", {{"name", "Neu GmbH"}});
  request.op = EffectOp::create;
  request.idempotency_key = "l12";
  CHECK(port->write(request, context).native == "9");
  CHECK(
      client.body(1)["params"] ==
      json(
          R"([[{"name":"Neu GmbH","identifiers":[["create",[{"code":"syncline:l12"}]]]}],{"company":1,"language":"en"}])"));
  CHECK(port->probe(request, context).kind == ProbeOutcome::Kind::absent);
  CHECK(client.body(2)["params"].at(0) ==
        json(R"([["identifiers.code","=","syncline:l12"],["active","in",[true,false]]])"));
}

TEST_CASE_FIXTURE(Tryton, "tryton: both branches are asked, child streams name their parents") {
  answer_with([&](const Value& body) {
    if (body["method"] == Value("model.party.address.search_read"))
      return answer(
          R"({"id":1,"result":[{"id":5,"party":2,"write_date":{"__class__":"datetime","year":2026,"month":11,"day":21,"hour":1,"minute":2,"second":3,"microsecond":4}}]})");
    return answer(R"({"id":1,"result":[]})");
  });
  const auto first = port->list("party", ListMode::changes, "", context);
  REQUIRE_MESSAGE(first, describe(first.error()));
  CHECK(first->more);
  const auto second = port->list("party", ListMode::changes, first->next, context);
  REQUIRE(second);
  CHECK_FALSE(second->more);
  CHECK(
      client.body(1)["params"].at(0) ==
      json(
          R"([["write_date",">=",{"__class__":"datetime","year":1970,"month":1,"day":1,"hour":0,"minute":0,"second":0,"microsecond":0}],
                 ["active","in",[true,false]],["relations","not where",[["type.name","=","contact person of"]]]])"));
  CHECK(client.body(2)["params"].at(0).at(0) == json(R"(["write_date","=",null])"));
  const auto hints = port->list("party/addresses", ListMode::changes, "", context);
  REQUIRE_MESSAGE(hints, describe(hints.error()));
  CHECK(hints->hints);
  REQUIRE(hints->records.size() == 1);
  CHECK(hints->records[0].key == RecordKey{"erp", "party", "2"});
}

TEST_CASE("fields below others: read and written along the dots of their path") {
  StillRuntime rt;
  ScriptedClient client;
  const auto manifest = manifest_of(R"(connector: hub
title: Hub
protocol: json-http
base_url: https://hub.example
values: {ids: text}
objects:
  contact:
    fields:
      name: {type: text, path: properties.name}
      city: {type: text, path: properties.address.city}
      changed: {type: datetime, path: properties.changed}
      etag: {type: text, path: "@odata.etag"}
    stamp: {field: changed}
    version: etag
    precondition: etag
    read: {request: {path: "/contacts/${id}"}}
    update: {request: {method: PATCH, path: "/contacts/${id}", body: "${content}"}}
)");
  const auto port = *make_http_port(rt, client, manifest, "crm", {});
  client.reply = [](const HttpRequest&) {
    return answer(
        R"({"id":"7","@odata.etag":"W/1","properties":{"name":"A","address":{},"changed":"2026-11-21T09:00:00Z"}})");
  };
  const auto record = port->read({"crm", "contact", "7"}, {});
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->content == json(R"({"name":"A","changed":"2026-11-21T09:00:00Z","etag":"W/1"})"));
  CHECK(record->version == "W/1");
  CHECK(record->stamp);
  WriteRequest request = update_of("crm", "contact", "7", {{"name", "B"}, {"city", "Wien"}});
  request.precondition = record->version;
  CHECK(port->write(request, {}).kind == WriteOutcome::Kind::applied);
  CHECK(client.body(1) == json(R"({"properties":{"name":"B","address":{"city":"Wien"}}})"));
}

TEST_CASE("an id is one segment of a path, whatever it holds") {
  StillRuntime rt;
  ScriptedClient client;
  const auto manifest = manifest_of(R"(connector: hub
title: Hub
protocol: json-http
base_url: https://hub.example
values: {ids: text}
objects:
  contact:
    fields: {name: {type: text}}
    read: {request: {path: "/contacts/${id}"}}
    remove: {request: {method: DELETE, path: "/contacts/${id}", query: {of: "${id}"}}}
)");
  const auto port = *make_http_port(rt, client, manifest, "crm", {});
  client.reply = [](const HttpRequest&) { return answer("{}", 404); };
  CHECK(port->read({"crm", "contact", "7/../../users?all=1#x"}, {})->state == RecordState::gone);
  CHECK(client.requests.at(0).url == "https://hub.example/contacts/7%2F..%2F..%2Fusers%3Fall%3D1%23x");
  for (const char* id : {"", ".", ".."}) {
    CHECK_FALSE(port->read({"crm", "contact", id}, {}));
    WriteRequest request = update_of("crm", "contact", id, {});
    request.op = EffectOp::remove;
    CHECK(port->write(request, {}).kind == WriteOutcome::Kind::rejected);
  }
  CHECK(client.requests.size() == 1);
}
