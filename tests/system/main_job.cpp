// main_job FILE: runs the engine between a real Odoo (crm) and a real Tryton (erp) as FILE (JSON) says, until it is
// killed.
// {"crm": {"url", "database", "api_key"}, "erp": {"url", "database", "user", "password"}, "data": "folder"}
// Prints "report {…}" once both are matched, "live" when writing has begun. Driven by main_job_test.py.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "base/json.h"
#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "bind/record_binding.h"
#include "config/yaml.h"
#include "connect/http_port.h"
#include "engine/engine.h"
#include "engine/stages.h"
#include "runtime/process_lock.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"

using namespace syncline;

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "main_job: %s\n", why.c_str());
  std::exit(1);
}

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) give_up("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Document yaml(const std::string& relative) {
  const std::string path = std::string(SYNCLINE_SOURCE_DIR) + "/" + relative;
  const std::string text = content_of(path);
  auto document = parse_yaml(text, relative);
  if (!document) give_up(render(document.error(), {{relative, text}}));
  return std::move(document).value();
}

template <class T>
T checked(T value, const Diagnostics& findings, const Document& document) {
  if (!value || findings.has_errors()) give_up(render(findings, {{document.file(), document.text()}}));
  return value;
}

std::shared_ptr<const Entity> entity(const std::string& name) {
  const Document document = yaml("entities/" + name + ".yaml");
  Diagnostics findings;
  return std::make_shared<const Entity>(*checked(read_entity_file(document, findings), findings, document));
}

std::shared_ptr<const Binding> binding(const std::string& connector, const Entity& entity) {
  const Document document = yaml("connectors/" + connector + "/bindings/" + entity.name + ".yaml");
  const ValueTables tables;
  Diagnostics findings;
  return make_binding(*checked(read_binding_file(document, {entity, tables, {}}, findings), findings, document));
}

std::shared_ptr<SystemPort> port(Runtime& rt, HttpClient& client, const std::string& connector,
                                 const std::string& system, const Value& settings) {
  const Document document = yaml("connectors/" + connector + "/connector.yaml");
  Diagnostics findings;
  auto manifest = checked(read_manifest(document, findings), findings, document);
  auto made = make_http_port(rt, client, manifest, system, settings.as_map());
  if (!made) give_up(describe(made.error()));
  return std::move(made).value();
}

SlotRule slot(const std::string& system, const std::string& object, std::shared_ptr<const Binding> bound,
              const SystemPort& port, SlotRule::Create create) {
  const ObjectTraits* traits = port.traits(object);
  if (!traits) give_up(system + " has no object " + object);
  SlotRule rule;
  rule.slot = rule.system = system;
  rule.object = object;
  rule.binding = std::move(bound);
  rule.create = create;
  rule.uses_version = traits->precondition != Precondition::read;
  rule.read_lag = traits->read_lag;
  rule.stamp_resolution = traits->stamp_resolution;
  rule.clock_offset = Duration{0};  // one machine, one clock
  return rule;
}

void add_field(EntityPolicy& policy, const std::string& name, std::vector<Slot> masters, OnConcurrent concurrent) {
  FieldRule rule;
  rule.field = name;
  rule.on_link = masters.empty() ? OnLink::fill : OnLink::master;
  rule.masters = std::move(masters);
  rule.on_concurrent = concurrent;
  policy.fields.push_back(std::move(rule));
}

/// Names are mastered by the CRM, addresses and numbers by the ERP; a phone is edited anywhere, the later one stands.
std::shared_ptr<const EntityPolicy> customers(SystemPort& crm, SystemPort& erp, Stage stage) {
  auto policy = std::make_shared<EntityPolicy>();
  policy->stage = stage;
  policy->entity = entity("customer");
  policy->slots.push_back(slot("crm", "company", binding("odoo", *policy->entity), crm, SlotRule::Create::never));
  policy->slots.push_back(slot("erp", "party", binding("tryton", *policy->entity), erp, SlotRule::Create::always));
  add_field(*policy, "name", {"crm"}, OnConcurrent::master);
  add_field(*policy, "number", {"erp"}, OnConcurrent::master);
  add_field(*policy, "tax_id", {}, OnConcurrent::review);
  add_field(*policy, "email", {}, OnConcurrent::review);
  add_field(*policy, "phone", {}, OnConcurrent::latest);
  for (const char* each : {"street", "postal_code", "city", "country"}) {
    add_field(*policy, each, {"erp"}, OnConcurrent::master);
  }
  add_field(*policy, "active", {}, OnConcurrent::review);
  policy->match.exact = {"tax_id", "email"};
  policy->match.similar = SimilarRule{"name", 920, "country"};
  return policy;
}

std::shared_ptr<const EntityPolicy> contacts(SystemPort& crm, SystemPort& erp, Stage stage) {
  auto policy = std::make_shared<EntityPolicy>();
  policy->stage = stage;
  policy->entity = entity("contact");
  policy->slots.push_back(slot("crm", "person", binding("odoo", *policy->entity), crm, SlotRule::Create::always));
  policy->slots.push_back(slot("erp", "person", binding("tryton", *policy->entity), erp, SlotRule::Create::always));
  add_field(*policy, "name", {"crm"}, OnConcurrent::master);
  add_field(*policy, "email", {}, OnConcurrent::review);
  add_field(*policy, "phone", {}, OnConcurrent::latest);
  add_field(*policy, "customer", {}, OnConcurrent::review);
  add_field(*policy, "active", {}, OnConcurrent::review);
  policy->match.exact = {"email"};
  return policy;
}

/// Of the links of an entity: `ambiguous` ones have records of both that a person must sort out, `alike` ones have none
/// yet; a surplus record of a link that is clear is a duplicate.
struct Numbers {
  std::int64_t both = 0, only_crm = 0, only_erp = 0, ambiguous = 0, alike = 0, duplicates = 0;
};

void add(Numbers& numbers, const Shadow& shadow) {
  const bool in_crm = shadow.member("crm"), in_erp = shadow.member("erp");
  if (shadow.undecided) {
    ++(in_crm && in_erp ? numbers.ambiguous : numbers.alike);
    return;
  }
  ++(in_crm && in_erp ? numbers.both : in_crm ? numbers.only_crm : numbers.only_erp);
  for (const Member& member : shadow.members) numbers.duplicates += member.duplicate;
}

Numbers count(Reader& reader, const std::string& entity) {
  Numbers numbers;
  LinkId after;
  for (;;) {
    const auto links = reader.links({entity, ""}, after, 500);
    if (links.empty()) return numbers;
    for (const LinkId id : links) add(numbers, reader.link(id)->shadow);
    after = links.back();
  }
}

void report(Store& store) {
  const auto reader = store.reader();
  Map all;
  for (const char* entity : {"customer", "contact"}) {
    const Numbers n = count(*reader, entity);
    all.set(entity, Map{{"both", n.both},
                        {"only_crm", n.only_crm},
                        {"only_erp", n.only_erp},
                        {"ambiguous", n.ambiguous},
                        {"alike", n.alike},
                        {"duplicates", n.duplicates}});
  }
  std::printf("report %s\n", write_json(all).c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) give_up("usage: main_job FILE");
  const auto wish = parse_json(content_of(argv[1]));
  if (!wish) give_up(describe(wish.error()));
  ThreadRuntime rt;
  const std::string data = (*wish)["data"].string_or("");
  const auto lock = ProcessLock::acquire(data);
  if (!lock) give_up(describe(lock.error()));
  HttpClientOptions options;
  options.allowed_networks = {"127.0.0.0/8"};
  const auto client = make_http_client(rt, options);
  if (!client) give_up(describe(client.error()));
  const auto crm = port(rt, **client, "odoo", "crm", (*wish)["crm"]);
  const auto erp = port(rt, **client, "tryton", "erp", (*wish)["erp"]);

  StoreOptions where;
  where.path = data + "/syncline.db";
  auto store = open_store(rt, where);
  if (!store) give_up(describe(store.error()));
  EngineSetup setup;
  const Stage stage = stage_from((*wish)["stage"].string_or("")).value_or(Stage::observe);
  setup.entities = {customers(*crm, *erp, stage), contacts(*crm, *erp, stage)};
  setup.installation = "system-test";
  SystemSetup one;
  one.concurrency = 4;
  one.port = crm;
  setup.systems.emplace("crm", one);
  one.port = erp;
  setup.systems.emplace("erp", one);
  for (const auto& policy : setup.entities) {
    for (const SlotRule& each : policy->slots) {
      setup.polls.push_back({each.system, each.object, seconds(1), seconds((*wish)["sweep"].int_or(86400))});
    }
  }
  const auto log = make_stderr_log(rt, LogLevel::info);
  Engine engine(rt, **store, setup, *log, [](const Error& error) { give_up(describe(error)); });
  engine.start();
  const auto released = [&](const char* entity) { return (*store)->reader()->setting(released_key(entity)); };
  while (!released("customer") || !released("contact")) rt.sleep_for(milliseconds(200));
  report(**store);
  while (released("customer") != "all" || released("contact") != "all") rt.sleep_for(milliseconds(200));
  std::printf("live\n");
  std::fflush(stdout);
  for (;;) rt.sleep_for(hours(1));
}
