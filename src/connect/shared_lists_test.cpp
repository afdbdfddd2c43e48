// What lists take over: from each other by `like`, from `lists` of the file; what calls about many records say once.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* shop = R"(
lists: {page: 50, overlap: 2m, begin: 2020-01-01, hold_back: 1m, records: "${body.rows}", next: "${body.next}"}
lookups:
  term: {request: {path: /terms}}
  unit: {request: {path: /units}, records: "${body.units}"}
objects:
  order:
    fields: {id: {type: text}}
    list:
      changes: {strategy: window, with: {of: orders, by: changed}, request: {path: "/${with.of}", query: {by: "${with.by}"}}}
      sweep: {like: changes, strategy: token, page: 10, with: {by: id}}
    children:
      lines: {like: changes, parent: order, stamp: changed, with: {of: lines}, overlap: 0s}
      notes: {like: lines, with: {of: notes}}
      states:
        strategy: branches
        parent: order
        branches:
          written: {strategy: keyset, with: {by: written}, stamp: written, request: {path: "/states/${with.by}"}}
          made: {like: written, with: {by: made}, stamp: made}
  invoice:
    fields: {id: {type: text}}
    records: "${body.invoices}"
    list:
      changes: {strategy: keyset, request: {path: /invoices}}
    children:
      lines: {like: changes, parent: invoice, stamp: changed}
      notes: {like: order.notes, parent: invoice}
)";

std::string findings_of(const std::string& rest) {
  const std::string yaml = shop_with(rest);
  auto document = parse_yaml(yaml, "connector.yaml");
  REQUIRE(document);
  Diagnostics findings;
  read_manifest(*document, findings);
  return render(findings, {{"connector.yaml", yaml}});
}

std::string found_in_list(const std::string& list) {
  return findings_of("objects:\n  order:\n    fields: {id: {}}\n    list:\n      changes: " + list + "\n");
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

Value filled(const TemplateTree& tree, const std::string& body) {
  const Map variables({{"body", json(body)}});
  const auto out = tree.fill(expr::MapBindings(variables));
  return tree.empty() || !out ? Value() : *out;
}

constexpr const char* answer_of_all = R"({"rows": ["row"], "invoices": ["invoice"], "units": ["unit"], "next": "n"})";

}  // namespace

TEST_CASE("lists: what the file says of all, each by its strategy, stands where a list does not say it") {
  const auto manifest = manifest_of(shop_with(shop));
  const ObjectSpec& order = manifest->objects.at("order");
  CHECK(order.changes->page == 50);
  CHECK(order.changes->begin == "2020-01-01");
  CHECK(order.changes->hold_back == minutes(1));
  CHECK(order.changes->overlap == minutes(2));
  CHECK(order.sweep->page == 10);
  CHECK(order.sweep->overlap == Duration{});
  CHECK(order.sweep->hold_back == Duration{});
  const ListSpec& written = order.children.at("states").branches.at(0).list;
  CHECK(written.overlap == minutes(2));
  CHECK(written.begin.empty());
}

TEST_CASE("lists: the records of a list come before those of its object, and these before those of the file") {
  const auto manifest = manifest_of(shop_with(shop));
  const ObjectSpec& order = manifest->objects.at("order");
  const ObjectSpec& invoice = manifest->objects.at("invoice");
  const auto records = [](const OperationSpec& of) { return filled(of.answer.records, answer_of_all); };
  CHECK(records(order.changes->operation) == json(R"(["row"])"));
  CHECK(records(order.children.at("states").branches.at(0).list.operation) == json(R"(["row"])"));
  CHECK(records(invoice.changes->operation) == json(R"(["invoice"])"));
  CHECK(records(invoice.children.at("lines").operation) == json(R"(["row"])"));  // an object's are not its child lists'
  CHECK(records(manifest->lookups.at("term").operation) == json(R"(["row"])"));
  CHECK(records(manifest->lookups.at("unit").operation) == json(R"(["unit"])"));
  CHECK(filled(manifest->lookups.at("term").operation.answer.next, answer_of_all) == Value("n"));
  CHECK(filled(order.sweep->operation.answer.next, answer_of_all) == Value("n"));
}

TEST_CASE("like: a list takes over what another list of its object, or branch beside it, says") {
  const auto manifest = manifest_of(shop_with(shop));
  const ObjectSpec& order = manifest->objects.at("order");
  const ListSpec& lines = order.children.at("lines");
  CHECK(lines.strategy == Strategy::window);
  CHECK(lines.overlap == Duration{});
  CHECK(lines.parent == "order");
  CHECK(order.children.at("notes").parent == "order");
  CHECK(order.sweep->strategy == Strategy::token);
  const ListSpec& others = manifest->objects.at("invoice").children.at("notes");  // by likes of the other object
  CHECK(others.strategy == Strategy::window);
  CHECK(others.stamp == "changed");
  CHECK(others.parent == "invoice");
  const ListSpec& states = order.children.at("states");
  CHECK(states.branches.at(1).list.strategy == Strategy::keyset);
  CHECK(states.branches.at(1).list.stamp == "made");

  StillRuntime rt;
  ScriptedClient client;
  client.reply = [](const HttpRequest&) { return answer(R"({"rows": [], "invoices": [], "next": ""})"); };
  auto port = make_http_port(rt, client, manifest, "erp", {});
  REQUIRE(port);
  const CallContext context{rt.now() + minutes(5), Priority::event, "t"};
  REQUIRE((*port)->list("order", ListMode::sweep, "", context));
  REQUIRE((*port)->list("order/notes", ListMode::changes, "", context));
  CHECK(client.requests.at(0).url == "https://shop.example/orders?by=id");
  CHECK(client.requests.at(1).url == "https://shop.example/notes?by=changed");
}

TEST_CASE("like: a list that is like nothing known, like itself, or has no strategy is named with its place") {
  const std::string unknown = found_in_list("{like: sweep, request: {path: /}}");
  CHECK(contains(unknown, "there is no list \"sweep\" that it could be like"));
  CHECK(contains(unknown, "name one of: changes"));
  CHECK(contains(unknown, "connector.yaml:9:23"));
  CHECK(contains(unknown, "or one of another object: order.changes"));
  CHECK(contains(found_in_list("{like: order.sweep}"), "there is no list \"order.sweep\""));
  CHECK(contains(found_in_list("{like: order.changes}"), "the list is like itself"));
  CHECK(contains(found_in_list("{like: changes, strategy: keyset, request: {path: /}}"), "the list is like itself"));
  CHECK(contains(found_in_list("{like: sweep}\n      sweep: {like: changes}"), "the list is like itself"));
  const std::string branch = found_in_list("{strategy: branches, branches: {made: {like: changes}}}");
  CHECK(contains(branch, "there is no list \"changes\" that it could be like"));
  CHECK(contains(branch, "name one of: made"));
  const std::string without = found_in_list("{request: {path: /}}");
  CHECK(contains(without, "it is not said how the pages follow each other"));
  CHECK(contains(without, "connector.yaml:9:16"));
  CHECK(contains(findings_of("lists: {pages: 5}\nobjects: {order: {fields: {id: {}}}}\n"), "pages"));
}

TEST_CASE("lists and fields of another shape are reported, not read") {
  for (const char* object :
       {"5", "[]", "{list: 5}", "{list: {changes: 5}}", "{children: []}", "{children: {lines: [like]}}",
        "{list: {changes: {strategy: branches, branches: 5}}}", "{plain: 5}", "{fields: 5, plain: {text: [a]}}",
        "{list: {changes: {like: {}}}}", "{like: {}}", "{like: [[order]]}"})
    CHECK(contains(findings_of("lists: 5\nobjects: {order: " + std::string(object) + "}\n"), "connector.yaml:"));
}

TEST_CASE("bulk: what is said of all calls stands where one does not say it; what nobody says is reported") {
  const std::string begin = "objects:\n  order:\n    fields: {id: {type: text}}\n    precondition: version\n";
  const std::string one =
      "    create: {request: {path: /new}, id: \"${body.id}\"}\n    read: {request: {path: /one}}\n";
  const auto manifest = manifest_of(shop_with(begin + one + R"(    bulk:
      most: 100
      request: {path: /batch, body: "${items}"}
      answers: "${body}"
      create: {item: "${content}"}
      read: {most: 20, item: "${id}"}
)"));
  const ObjectSpec& order = manifest->objects.at("order");
  CHECK(order.bulk.at(EffectOp::create).most == 100);
  CHECK(order.traits.together.at(EffectOp::create) == 100);
  CHECK(order.bulk_read->most == 20);
  CHECK(order.bulk_read->call.method == "POST");
  CHECK_FALSE(order.bulk_read->answers.empty());
  const std::string found = findings_of(begin + one + "    bulk: {most: 5, read: {item: \"${id}\"}}\n");
  CHECK(contains(found, "the call about many records does not say request"));
  CHECK(contains(found, "the call about many records does not say answers"));
  CHECK(contains(found, "add answers, here or for all of them under bulk"));
  CHECK_FALSE(contains(found, "does not say most"));
}
