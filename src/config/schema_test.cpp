#include "config/schema.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "config/yaml.h"

using namespace syncline;
using namespace syncline::schema;

namespace {

// A miniature of our real files, with every kind of node.
Schema sync_file() {
  const Schema duration = text().format(Format::duration);
  const Schema field = map({
                               optional("master", text().pattern("[a-z]+", "a system's name"), "Who decides"),
                               optional("map", text(), "A value table"),
                               optional("rank", integer(1, 9), "Order").otherwise(5),
                               optional("winner", text(), "Old name").instead("use \"master\""),
                           })
                           .shorthand("master");
  const Schema matcher = one_of({
      {"a field", text()},
      {"a comparison",
       map({required("similar", text(), "Field"), required("at_least", decimal(Decimal(0), Decimal(1)), ""),
            optional("then", choice({{"link", ""}, {"review", ""}}), "").otherwise("link")})},
      {"a rule", map({required("all", list(ref("matcher")).items(1), ""), optional("then", text(), "")})},
  });
  return map({
                 required("entity", text(), "The entity that this file syncs"),
                 optional("systems", map_of(text()).keys_like("[a-z][a-z_-]*", "a lower-case name"), ""),
                 optional("delete", choice({{"deactivate", "the default"}, {"flag", ""}, {"ignore", ""}}), "On delete")
                     .otherwise("deactivate"),
                 optional("enabled", boolean(), "").otherwise(true),
                 optional("skip", text().format(Format::expression), "Guard"),
                 optional("every", one_of({{"a duration", duration}, {"\"never\"", choice({{"never", ""}})}}), ""),
                 optional("match", list(ref("matcher")).unique(), ""),
                 optional("fields", map_of(ref("field")), ""),
                 optional("from", text(), ""),
                 optional("derive", text(), ""),
                 optional("source",
                          tagged("kind", {{"poll", map({required("every", duration, "")})},
                                          {"webhook", map({optional("path", text(), "")})}}),
                          ""),
                 optional("server",
                          map({optional("port", integer(1, 65535), "").otherwise(8080),
                               optional("allow", list(text().format(Format::cidr)), "").otherwise(List{}),
                               optional("url", text().format(Format::url), ""),
                               optional("zone", text().format(Format::zone), ""), optional("api_token", text(), ""),
                               optional("client", text().format(Format::secret), "")}),
                          "")
                     .otherwise(Map{}),
                 optional("extra", any(), ""),
                 optional("body", any(Format::template_text), ""),
             })
      .at_most_one({"from", "derive"})
      .define("field", field)
      .define("matcher", matcher);
}

struct Checked {
  Value value;
  Diagnostics findings;
};

Checked checked(const std::string& yaml, const CheckOptions& options = {}) {
  const Result<Document, Diagnostics> document = parse_yaml(yaml, "f.yaml");
  if (!document) FAIL(render(document.error(), {{"f.yaml", yaml}}));
  Checked result;
  result.value = check(*document, sync_file(), result.findings, options);
  return result;
}

// "C003@3:5: message", one per line
std::string findings_of(const std::string& yaml, const CheckOptions& options = {}) {
  std::string out;
  for (const Diagnostic& each : checked(yaml, options).findings.sorted()) {
    out += (out.empty() ? "" : "\n") + each.code + "@" + std::to_string(each.at.line) + ":" +
           std::to_string(each.at.column) + ": " + each.message;
    if (each.remedy.empty()) out += " (no remedy)";
  }
  return out;
}

}  // namespace

TEST_CASE("a good file comes back with defaults and shorthands written out, in its own order") {
  const Checked c = checked(
      "fields:\n  name: crm\n  city: {master: erp, rank: 1}\n"
      "entity: customer\n"
      "match: [tax_id, {similar: name, at_least: 0.92}, {all: [a, b]}]\n"
      "every: 5m\n"
      "server:\n");
  CHECK(c.findings.empty());
  CHECK(write_json(c.value) ==
        R"({"fields":{"name":{"master":"crm","rank":5},"city":{"master":"erp","rank":1}},"entity":"customer",)"
        R"("match":["tax_id",{"similar":"name","at_least":0.92,"then":"link"},{"all":["a","b"]}],"every":"5m",)"
        R"("server":{"port":8080,"allow":[]},"delete":"deactivate","enabled":true})");
}

TEST_CASE("each mistake is named with its place, what was found and what is wanted") {
  struct Case {
    std::string yaml;
    std::string findings;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"", "C002@1:1: \"entity\" is missing"},
           {"[a]", "C003@1:1: this file must be a map, found a list"},
           {"entity: 5", "C003@1:9: \"entity\" must be text, found the number 5"},
           {"entity:", "C003@1:1: \"entity\" must be text, found nothing"},
           {"entity: \"\"", "C012@1:9: \"entity\" is empty"},
           {"entity: [a]", "C003@1:9: \"entity\" must be text, found a list"},
           {"entiti: a", "C001@1:1: unknown key \"entiti\""},
           {"entity: a\nzzz: 1", "C001@2:1: unknown key \"zzz\""},
           {"entity: a\nfields: {name: {mastr: crm}}", "C001@2:17: unknown key \"mastr\" in \"fields.name\""},
           {"entity: a\nfields: {name: 5}",
            "C003@2:16: \"fields.name.master\" must be a system's name, found the number 5"},
           {"entity: a\nfields: {name: CRM}", "C006@2:16: \"fields.name.master\": \"CRM\" is not a system's name"},
           {"entity: a\nfields: {name: {rank: 10}}", "C005@2:23: \"fields.name.rank\" is 10; the most allowed is 9"},
           {"entity: a\nfields: {name: {rank: 0}}", "C005@2:23: \"fields.name.rank\" is 0; the least allowed is 1"},
           {"entity: a\nfields: {name: {rank: 1.5}}",
            "C003@2:23: \"fields.name.rank\" must be a whole number from 1 to 9, found the number 1.5"},
           {"entity: a\nfields: {name: {rank: \"3\"}}",
            "C003@2:23: \"fields.name.rank\" must be a whole number from 1 to 9, found the text \"3\""},
           {"entity: a\nfields: {name: {winner: x}}", "C010@2:17: \"fields.name.winner\" is deprecated"},
           {"entity: a\nfields: 5", "C003@2:9: \"fields\" must be a map, found the number 5"},
           {"entity: a\nsystems: {CRM: x}", "C011@2:11: the key \"systems.CRM\" is not a lower-case name"},
           {"entity: a\ndelete: deactivat", "C004@2:9: \"delete\" cannot be \"deactivat\""},
           {"entity: a\nenabled: yes", "C003@2:10: \"enabled\" must be true or false, found the text \"yes\""},
           {"entity: a\nevery: 5 minutes",
            "C013@2:8: \"every\" must be a duration or \"never\", found the text \"5 minutes\""},
           {"entity: a\nevery: [5m]", "C003@2:8: \"every\" must be a duration or \"never\", found a list"},
           {"entity: a\nmatch: tax_id", "C003@2:8: \"match\" must be a list, found the text \"tax_id\""},
           {"entity: a\nmatch: [x, y, x]", "C008@2:15: \"match\" holds the text \"x\" twice"},
           {"entity: a\nmatch: [{similar: name}]", "C002@2:9: \"at_least\" is missing in \"match.0\""},
           {"entity: a\nmatch: [{similar: n, at_least: 1.01}]",
            "C005@2:32: \"match.0.at_least\" is 1.01; the most allowed is 1"},
           {"entity: a\nmatch: [{all: []}]", "C007@2:15: \"match.0.all\" has 0 items"},
           {"entity: a\nmatch: [{all: [{all: [5]}]}]",
            "C003@2:23: \"match.0.all.0.all.0\" must be a field, a comparison or a rule, found the number 5"},
           {"entity: a\nfrom: x\nderive: y", "C009@1:1: \"from\" and \"derive\" exclude each other"},
           {"entity: a\nsource: {every: 5m}", "C002@2:1: \"kind\" is missing in \"source\""},
           {"entity: a\nsource: {kind: pol, every: 5m}", "C004@2:16: \"source.kind\" cannot be \"pol\""},
           {"entity: a\nsource: {kind: poll}", "C002@2:1: \"every\" is missing in \"source\""},
           {"entity: a\nsource: {kind: poll, path: x, every: 5m}", "C001@2:22: unknown key \"path\" in \"source\""},
           {"entity: a\nserver: {allow: [10.0.0.1/8]}",
            "C006@2:18: \"server.allow.0\": \"10.0.0.1/8\" names a host: bits behind the prefix are set"},
           {"entity: a\nserver: {url: example.org}",
            "C006@2:15: \"server.url\": \"example.org\" has no scheme like https://"},
           {"entity: a\nserver: {zone: Mars/Base}", "C006@2:16: \"server.zone\": \"Mars/Base\" is no known time zone"},
           {"entity: a\nserver: {port: 99999, prot: 1}",
            "C005@2:16: \"server.port\" is 99999; the most allowed is 65535\nC001@2:23: unknown key \"prot\" in "
            "\"server\""},
       }) {
    INFO(c.yaml);
    CHECK(findings_of(c.yaml) == c.findings);
  }
}

TEST_CASE("remedies say what to write") {
  const auto remedy = [](const std::string& yaml) { return checked(yaml).findings.sorted().at(0).remedy; };
  const auto label = [](const std::string& yaml) { return checked(yaml).findings.sorted().at(0).label; };
  CHECK(remedy("entity: 5") == "quote it: \"5\"");
  CHECK(remedy("entity: a\nenabled: yes") == "write true; \"yes\" and \"on\" are text in YAML 1.2");
  CHECK(remedy("entity: a\nenabled: \"false\"") == "write false without quotes");
  CHECK(remedy("entity: a\nfields: {name: {rank: \"3\"}}") == "write 3 without quotes");
  CHECK(remedy("entity: a\nmatch: tax_id") == "write it as a list: [tax_id]");
  CHECK(label("entity: a\nfields: {name: {mastr: crm}}") == "did you mean \"master\"?");
  CHECK(label("entity: a\ndelete: deactivat") == "did you mean \"deactivate\"?");
  CHECK(label("entity: a\nevery: nevr") == "did you mean \"never\"?");
  CHECK(remedy("x: 1\n").find("also possible here: entity, systems") != std::string::npos);
}

TEST_CASE("one pass reports everything, rendered at its places") {
  const std::string yaml =
      "entity: customer\n"
      "delete: deactivat\n"
      "fields:\n"
      "  name: {mastr: crm}\n";
  CHECK(render(checked(yaml).findings, {{"f.yaml", yaml}}) ==
        "error[C004]: \"delete\" cannot be \"deactivat\"\n"
        " --> f.yaml:2:9\n"
        "  |\n"
        "2 | delete: deactivat\n"
        "  |         ^^^^^^^^^ did you mean \"deactivate\"?\n"
        "  = fix: write deactivate; allowed: deactivate, flag or ignore\n"
        "\n"
        "error[C001]: unknown key \"mastr\" in \"fields.name\"\n"
        " --> f.yaml:4:10\n"
        "  |\n"
        "4 |   name: {mastr: crm}\n"
        "  |          ^^^^^ did you mean \"master\"?\n"
        "  = fix: write \"master\"\n");
}

TEST_CASE("references stand for any scalar and are put in only with a resolver") {
  const std::string yaml =
      "entity: a\nserver: {port: \"${env:PORT}\", url: \"https://${env:HOST:-localhost}/\", client: "
      "\"${secret:crm/id}\"}\n"
      "enabled: ${env:ON:-false}\n";
  const Checked unresolved = checked(yaml);
  CHECK(unresolved.findings.empty());
  CHECK(unresolved.value.path("server.port") == Value("${env:PORT}"));
  CHECK(unresolved.value["enabled"] == Value("${env:ON:-false}"));
  CheckOptions options;
  options.resolver = [](const Reference& r) -> std::optional<std::string> {
    if (r.name == "PORT") return "8443";
    if (r.name == "crm/id") return "s3cr3t";
    return std::nullopt;
  };
  const Checked resolved = checked(yaml, options);
  CHECK(resolved.findings.empty());
  CHECK(resolved.value.path("server.port") == Value(8443));
  CHECK(resolved.value.path("server.url") == Value("https://localhost/"));
  CHECK(resolved.value.path("server.client") == Value("s3cr3t"));
  CHECK(resolved.value["enabled"] == Value(false));
}

TEST_CASE("references are refused where they are malformed, unset or of the wrong type") {
  CheckOptions options;
  options.resolver = [](const Reference& r) -> std::optional<std::string> {
    if (r.name == "BAD") return "hunter2";
    return std::nullopt;
  };
  CHECK(findings_of("entity: \"x ${evn:A}\"") == "I001@1:12: \"${evn:A}\" is no known reference");
  CHECK(findings_of("entity: a\nserver: {port: \"${env:P:-none}\"}") ==
        "C003@2:16: \"server.port\" must be a whole number from 1 to 65535; the value of ${env:P:-none} is not");
  CHECK(findings_of("entity: x ${env:NOPE}", options) == "I002@1:11: the environment variable NOPE is not set");
  CHECK(findings_of("entity: a\nserver: {port: \"${env:BAD}\"}", options).find("hunter2") == std::string::npos);
  CHECK(findings_of("entity: a\ndelete: ${env:BAD}", options) ==
        "C004@2:9: \"delete\" cannot be the value of ${env:BAD}");
}

TEST_CASE("a secret in plain text is refused and not repeated") {
  const std::string yaml =
      "entity: a\n"
      "server:\n"
      "  api_token: hunter2hunter2\n"
      "  client: hunter2\n"
      "  url: https://me:hunter2@example.org/\n"
      "extra:\n"
      "  db: {password: hunter2, password_file: /run/x}\n"
      "  note: ghp_hunter2hunter2hunter2hunter2hunter2hunter2\n";
  const Checked c = checked(yaml);
  CHECK(findings_of(yaml) ==
        "I003@3:14: \"server.api_token\" holds a secret in plain text\n"
        "I003@4:11: \"server.client\" holds a secret in plain text\n"
        "I003@5:8: \"server.url\" holds a password inside the URL\n"
        "I003@7:18: \"extra.db.password\" holds a secret in plain text\n"
        "I004@8:9: \"extra.note\" holds what looks like an access token");
  CHECK(render(c.findings, {{"f.yaml", yaml}}).find("hunter2\n") == std::string::npos);
  CHECK(render(c.findings, {{"f.yaml", yaml}}).find("3 |   api_token: **************\n") != std::string::npos);
}

TEST_CASE("expressions and templates are handed out with their place in the file") {
  CheckOptions options;
  std::string asked;
  options.check_text = [&](Format format, std::string_view text) -> std::vector<TextProblem> {
    asked += std::string(format == Format::expression ? "e:" : "t:") + std::string(text) + ";";
    const std::size_t bad = text.find("BAD");
    if (bad == text.npos) return {};
    return {{{1, static_cast<int>(bad) + 1, 3}, "", "BAD is unknown", "write GOOD"}};
  };
  CHECK(findings_of("entity: a\nskip: 'x == BAD'\nbody: {ids: [\"${BAD}\", 5]}\n", options) ==
        "C014@2:13: BAD is unknown\nC014@3:17: BAD is unknown");
  CHECK(asked == "e:x == BAD;t:${BAD};");
}

TEST_CASE("a reference to nothing is found in the schema itself") {
  CHECK(undefined_refs(sync_file()).empty());
  CHECK(undefined_refs(map({optional("a", list(ref("b")), "")})) == std::vector<std::string>{"b"});
}

TEST_CASE("the JSON Schema says the same as the checker") {
  const Value json = to_json_schema(sync_file(), "https://example.org/sync.json");
  CHECK(json["$schema"] == Value("https://json-schema.org/draft/2020-12/schema"));
  CHECK(json["required"] == Value(List{"entity"}));
  CHECK(json["additionalProperties"] == Value(false));
  CHECK(json["properties"]["delete"]["default"] == Value("deactivate"));
  CHECK(json["properties"]["delete"]["oneOf"].at(0)["const"] == Value("deactivate"));
  CHECK(json["properties"]["fields"]["additionalProperties"]["$ref"] == Value("#/$defs/field"));
  CHECK(json["properties"]["systems"]["propertyNames"]["pattern"] == Value("^(?:[a-z][a-z_-]*)$"));
  const Value& port = json["properties"]["server"]["properties"]["port"]["anyOf"];
  CHECK(port.at(0)["maximum"].as_decimal() == Decimal(65535));
  CHECK(port.at(1)["type"] == Value("string"));
  const Value& field = json["$defs"]["field"]["anyOf"];
  CHECK(field.at(0)["type"] == Value("string"));
  CHECK(field.at(1)["properties"]["winner"]["deprecated"] == Value(true));
  CHECK(json["properties"]["source"]["oneOf"].at(0)["required"] == Value(List{"kind", "every"}));
  CHECK(json["$defs"]["matcher"]["anyOf"].as_list().size() == 3);
}

TEST_CASE("the reference tells each key, its form, default and meaning") {
  const std::string text = to_reference(sync_file(), "sync/*.yaml");
  const auto has = [&](std::string_view line) { return text.find(line) != text.npos; };
  CHECK(has("# sync/*.yaml\n"));
  CHECK(has("| `entity` | text | **required** | The entity that this file syncs |\n"));
  CHECK(has(
      "| `delete` | `deactivate`, `flag` or `ignore` | `\"deactivate\"` | On delete; `deactivate`: the default |\n"));
  CHECK(has("| `winner` | text |  | Deprecated: use \"master\". Old name |\n"));
  CHECK(has("## field\n\nA value that is no map stands for `{master: value}`.\n"));
  CHECK(has("| `systems` | a map: *a lower-case name* → text |  |  |\n"));
  CHECK(has("### matcher › a comparison\n"));
  CHECK(has("At most one of from or derive.\n"));
  CHECK(has("`kind: poll`\n"));
  CHECK(has("| `rank` | a whole number from 1 to 9 | `5` | Order |\n"));
}
