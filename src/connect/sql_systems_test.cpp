// Databases, as the engine sees them. tests/sql asks a real one.
#include "connect/http_port.h"
#include "connect/testing.h"
#include "net/sql_message.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const char* const manifest = R"yaml(connector: app
title: App
protocol: sql
base_url: "postgresql://${settings.host}/app"
settings:
  host: {type: string, default: db.example, description: "Where"}
  word: {type: secret, default: p, description: "Password"}
auth: {kind: basic, user: u, password: "${settings.word}"}
sql: {zone: Europe/Berlin}
errors: {classes: [{when: "code == 'P0001' && message.startsWith('closed')", class: closed-period}]}
objects:
  contact:
    id: number
    fields: {name: {type: text}, credit: {type: decimal}, v: {type: text}}
    version: v
    precondition: version
    idempotency: probe
    list:
      changes:
        strategy: log
        first: "0"
        parent: contact
        page: 2
        request:
          sql: |
            select contact, position from change where position > ${token}
            and position < pg_snapshot_xmin(pg_current_snapshot()) order by position limit ${page}
      sweep: {strategy: sweep, request: {sql: "select * from contact where number > ${after} limit ${page}"}}
    read: {request: {sql: "select * from contact where number = ${id}"}}
    create: {request: {sql: "insert into contact ${values(merge(content, {'our \" key': key}))} returning number"}}
    update: {request: {sql: "update contact set ${set(content)} where number = ${id} and v = ${version}"}}
    probe: {request: {sql: "select number from contact where k = ${key}"}}
    bulk:
      create:
        most: 10
        item: "${content}"
        request: {sql: "insert into contact ${values(items)} returning number"}
        answers: "${body.map(row, {'status': 200, 'body': [row]})}"
)yaml";

struct Database {
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
  CallContext context{rt.now() + minutes(5), Priority::event, "t"};

  Database() {
    auto made = make_http_port(rt, client, manifest_of(manifest), "app", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  void answers(std::string_view rows, std::int64_t touched = 1) {
    client.reply = [=](const HttpRequest&) { return sql_rows(json(rows).as_list(), touched); };
  }
  void refuses(const SqlFault& fault) {
    client.reply = [=](const HttpRequest&) { return sql_fault(fault); };
  }
  SqlStatement asked() const { return *sql_statement(client.requests.back().body); }
  WriteOutcome writes(EffectOp op, Map content) {
    return port->write({op, {"app", "contact", op == EffectOp::create ? "" : "7"}, std::move(content), "v1", "k"},
                       context);
  }
};

TEST_CASE("values travel beside the statement, names are quoted, what is not given is the column's default") {
  Database db;
  db.answers(R"([{"number": 8}])");
  const std::string evil = "x'); drop table contact; --";
  CHECK(db.writes(EffectOp::create, {{"name", evil}, {"credit", *Decimal::parse("1.10")}}).native == "8");
  CHECK(db.asked().text ==
        R"(insert into contact ("name", "credit", "our "" key") values ($1, $2, $3) returning number)");
  CHECK(db.asked().parameters == List{evil, *Decimal::parse("1.10"), "k"});
  CHECK(db.asked().session.zone == "Europe/Berlin");
  const HttpRequest& request = db.client.requests.back();
  CHECK(request.url == "postgresql://db.example/app/contact");
  CHECK(request.body.find("Authorization") == std::string::npos);
  CHECK(*header(request.headers, "Authorization") == "Basic dTpw");

  db.writes(EffectOp::update, {{"credit", Value()}, {"name", "n"}});
  CHECK(db.asked().text == R"(update contact set "credit" = $1, "name" = $2 where number = $3 and v = $4)");
  CHECK(db.asked().parameters == List{Value(), "n", "7", "v1"});
  CHECK(db.writes(EffectOp::update, {}).kind == WriteOutcome::Kind::rejected);  // nothing to set

  db.answers(R"([{"number": 8}, {"number": 9}])", 2);
  const std::vector<WriteRequest> two{{EffectOp::create, {"app", "contact", ""}, Map{{"name", "a"}}, "", "1"},
                                      {EffectOp::create, {"app", "contact", ""}, Map{{"credit", 2}}, "", "2"}};
  const auto made = db.port->write_together(two, db.context);
  CHECK(db.asked().text ==
        R"(insert into contact ("name", "credit") values ($1, default), (default, $2) returning number)");
  REQUIRE(made);
  CHECK((*made)[1].native == "9");
}

TEST_CASE("a write that touched no row met a conflict; a refused statement was taken back; a lost one is unknown") {
  Database db;
  using Kind = WriteOutcome::Kind;
  db.answers("[]", 0);
  const WriteOutcome missed = db.writes(EffectOp::update, {{"name", "n"}});
  CHECK((missed.kind == Kind::rejected && missed.error->cls == ErrorClass::conflict));
  CHECK(db.writes(EffectOp::create, {{"name", "n"}}).kind == Kind::unknown);  // nothing says what became of it
  CHECK(db.port->probe({EffectOp::create, {"app", "contact", ""}, Map{}, "", "k"}, db.context).kind ==
        ProbeOutcome::Kind::absent);

  struct Case {
    const char* state;
    Kind kind;
    ErrorClass cls;
  };
  const Case cases[] = {
      {"40001", Kind::not_sent, ErrorClass::transient},  {"40P01", Kind::not_sent, ErrorClass::transient},
      {"57014", Kind::not_sent, ErrorClass::transient},  {"53300", Kind::not_sent, ErrorClass::throttled},
      {"28P01", Kind::not_sent, ErrorClass::auth},       {"23505", Kind::rejected, ErrorClass::validation},
      {"22003", Kind::rejected, ErrorClass::validation}, {"42501", Kind::rejected, ErrorClass::permission},
      {"42703", Kind::rejected, ErrorClass::config},     {"40003", Kind::unknown, ErrorClass::unknown}};
  for (const Case& each : cases) {
    CAPTURE(each.state);
    Database fresh;
    fresh.refuses({each.state, "said so", "because"});
    const WriteOutcome outcome = fresh.writes(EffectOp::create, {{"name", "n"}});
    CHECK(outcome.kind == each.kind);
    REQUIRE(outcome.error);
    CHECK(outcome.error->cls == each.cls);
    CHECK(outcome.error->message == "said so (because)");
    CHECK(outcome.error->place == "app INSERT /contact");
  }
  db.refuses({"P0001", "closed since May"});
  CHECK(db.writes(EffectOp::update, {{"name", "n"}}).error->cls == ErrorClass::closed_period);
  db.client.reply = [](const HttpRequest&) { return fail(TransportError{TransportError::Sent::maybe, {}, "cut"}); };
  CHECK(db.writes(EffectOp::create, {{"name", "n"}}).kind == Kind::unknown);
}

TEST_CASE("a log goes on behind the last row, keeps its place when there is nothing, and names records") {
  Database db;
  db.answers(R"([{"contact": 7, "position": "3"}, {"contact": 8, "position": "5"}])", 2);
  auto page = db.port->list("contact", ListMode::changes, "", db.context);
  REQUIRE(page);
  CHECK(db.asked().parameters == List{"0", 2});
  CHECK(page->hints);
  CHECK(page->more);
  CHECK(page->records[1].key.native == "8");
  for (const std::string position : {"5", "6", "6"}) {
    db.answers(position == "5" ? R"([{"contact": 7, "position": "6"}])" : "[]", 0);
    page = db.port->list("contact", ListMode::changes, page->next, db.context);
    REQUIRE(page);
    CHECK(db.asked().parameters == List{position, 2});
    CHECK_FALSE(page->more);
  }
}

TEST_CASE("what does not fit a statement is said at its place") {
  const auto findings_of = [](std::string what, const std::string& instead) {
    std::string yaml = manifest;
    yaml.replace(yaml.find(what), what.size(), instead);
    const auto document = parse_yaml(yaml, "connector.yaml");
    REQUIRE(document);
    Diagnostics findings;
    (void)read_manifest(*document, findings);
    return render(findings, {{"connector.yaml", yaml}});
  };
  const auto says = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  const std::string read = "read: {request: {sql: \"select * from contact where number = ${id}\"}}";
  CHECK(says(findings_of(read, "read: {request: {path: /contact}}"), "the request does not say what is asked"));
  CHECK(says(findings_of(read, "read: {request: {sql: \"select ${set(content) + 1}\"}}"), "'set'"));
  CHECK(says(findings_of(read, "read: {request: {sql: \"select 1 where ${nobody} = 1\"}}"), "connector.yaml:29:45"));
  CHECK(says(findings_of("and position < pg_snapshot_xmin(pg_current_snapshot())", ""),
             "rows whose transaction ends later than others would be missed"));
  CHECK(says(findings_of("strategy: log", "strategy: token"), "write strategy: log"));
  CHECK(
      says(findings_of("sweep: {strategy: sweep, request: {sql: \"select * from contact where number > ${after} limit "
                       "${page}\"}}",
                       ""),
           "add sweep, which lists everything"));
  CHECK(says(findings_of("protocol: sql", "protocol: json-http"), "the protocol json-http has no statements"));
}

}  // namespace
