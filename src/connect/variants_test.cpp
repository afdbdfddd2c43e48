// A vendor with several APIs: which one a system has is asked of it, and another one after an update stops everything
// before anything is done by it.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* ledgers = R"(connector: ledgers
title: Ledgers
protocol: json-http
settings: {api: {type: string, default: "", description: "API of the server, when it is another one than before"}}
base_url: https://ledgers.example
values: {ids: text}
objects:
  account:
    fields: {name: {type: text}}
    create: {request: {path: /accounts, body: "${content}"}, id: "${body.id}"}
variants:
  detect:
    request: {path: /about}
    value: "${body.major < 2 ? 'old' : body.major < 4 ? 'new' : ''}"
    missing: "${'update to a version below 4, this is ' + string(body.major)}"
  setting: api
  of:
    old: {objects: {account: {read: {request: {path: "/accounts/${id}"}}}}}
    new: {objects: {account: {precondition: version, read: {request: {path: "/v2/read", body: {id: "${id}"}}, records: "${body.found}"}}}}
)";

struct Remembered final : PortMemory {
  std::string recall(std::string_view) override { return text; }
  void keep(std::string_view, const std::string& now) override { text = now; }
  std::string text;
};

struct Ledgers {
  Ledgers() {
    client.reply = [this](const HttpRequest& request) { return reply(request.url.substr(23)); };
  }
  ScriptedClient::Reply reply(const std::string& path) {
    if (path == "/about") return down ? answer("<html>", 502) : answer(R"({"major":)" + std::to_string(major) + "}");
    if ((path == "/v2/read") != (major >= 2)) return answer("<html>no such page", 404);
    if (path == "/accounts") return answer(R"({"id":"8"})");
    return major < 2 ? answer(R"({"id":"7","name":"Bank"})") : answer(R"({"found":[{"id":"7","name":"Bank"}]})");
  }
  std::shared_ptr<SystemPort> port(const char* api = "") {
    return *make_http_port(rt, client, manifest_of(ledgers), "erp", {{"api", api}},
                           {.concurrency = {}, .memory = memory});
  }
  Result<NativeRecord, Error> read(SystemPort& erp) { return erp.read({"erp", "account", "7"}, {}); }

  int major = 1;
  bool down = false;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<Remembered> memory = std::make_shared<Remembered>();
};

std::string finding_of(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  const auto document = parse_yaml(text, "connector.yaml");
  REQUIRE(document.ok());
  Diagnostics findings;
  (void)read_manifest(*document, findings);
  return render(findings, {{"connector.yaml", text}});
}

}  // namespace

TEST_CASE_FIXTURE(Ledgers, "the system is asked once which API it has, and everything goes by that") {
  const auto erp = port();
  // Until it is known a version is kept, where one of them compares it: what is planned may need it.
  CHECK(erp->traits("account")->precondition == Precondition::version);
  CHECK(read(*erp)->content["name"] == Value("Bank"));
  CHECK(erp->traits("account")->precondition == Precondition::read);
  CHECK(port()->traits("account")->precondition == Precondition::read);  // remembered
  CHECK(read(*erp).ok());
  CHECK(client.requests.size() == 3);
  major = 3;
  memory->text = "";
  const auto updated = port();
  CHECK(read(*updated)->content["name"] == Value("Bank"));
  CHECK(updated->traits("account")->precondition == Precondition::version);
  CHECK(memory->text == "new");
}

TEST_CASE_FIXTURE(Ledgers, "an update to another API stops everything before anything is done by it") {
  const auto erp = port();
  CHECK(read(*erp).ok());
  major = 2;
  rt.at = rt.at + minutes(2);
  CHECK(read(*erp).error().cls == ErrorClass::transient);  // the page that is no more; no proof that 7 is gone
  const std::size_t calls = client.requests.size();
  for (int i = 0; i < 3; ++i) {
    const auto record = read(*erp);
    REQUIRE_FALSE(record);
    CHECK(record.error().cls == ErrorClass::config);
    CHECK(record.error().message.find("\"new\" and is kept in step by \"old\"") != std::string::npos);
    CHECK(record.error().remedy.find("api: new") != std::string::npos);
  }
  CHECK(client.requests.size() == calls + 1);
  WriteRequest write;
  write.op = EffectOp::create;
  write.key = {"erp", "account", ""};
  const WriteOutcome written = erp->write(write, {});
  CHECK(written.kind == WriteOutcome::Kind::not_sent);
  CHECK(erp->probe(write, {}).kind == ProbeOutcome::Kind::cannot_tell);
  REQUIRE(erp->readiness({}, {}).size() == 1);
  CHECK(erp->readiness({}, {}).front().error);
}

TEST_CASE_FIXTURE(Ledgers, "a process that begins after the update knows what it was before") {
  CHECK(read(*port()).ok());
  major = 2;
  const auto later = port();
  CHECK(read(*later).error().code == "connect.variant");
  CHECK(client.requests.size() == 3);
  CHECK(memory->text == "old");
  // Until a person says that it is right, and for good then; a step back is one, too.
  CHECK(read(*port("new")).ok());
  CHECK(memory->text == "new");
  CHECK(read(*port()).ok());
  CHECK(read(*port("old")).error().code == "connect.variant");
  major = 1;
  CHECK(read(*port("new")).error().remedy.find("api: old") != std::string::npos);
}

TEST_CASE_FIXTURE(Ledgers,
                  "what cannot be asked is asked again; an API that nobody knows is a matter of configuration") {
  const auto erp = port();
  down = true;
  CHECK(read(*erp).error().cls == ErrorClass::transient);
  down = false;
  CHECK(read(*erp).ok());
  major = 4;
  const auto unknown = read(*port());
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().cls == ErrorClass::config);
  CHECK(unknown.error().remedy == "update to a version below 4, this is 4");
  const auto wrong = make_http_port(rt, client, manifest_of(ledgers), "erp", {{"api", "newer"}});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().remedy == "write one of old, new, or nothing");
}

TEST_CASE("variants have the same objects and fields, since bindings are written once") {
  CHECK(finding_of(ledgers, "precondition: version", "fields: {tax_id: {type: text}}").find("account.tax_id") !=
        std::string::npos);
  CHECK(finding_of(ledgers, "precondition: version", "fields: {name: {type: integer}}").find("account.name") !=
        std::string::npos);
  CHECK(finding_of(ledgers, "new: {objects:", "new: {objects: {other: {fields: {a: {type: text}}}}, x:").find("x") !=
        std::string::npos);
  CHECK(finding_of(ledgers, "setting: api", "setting: wire").find("no setting \"wire\"") != std::string::npos);
  // What is wrong in what they share is said once.
  const std::string shared = finding_of(ledgers, "values: {ids: text}", "values: {ids: words}");
  CHECK(shared.find("error") != std::string::npos);
  CHECK(shared.find("values: {ids: words}") == shared.rfind("values: {ids: words}"));
}
