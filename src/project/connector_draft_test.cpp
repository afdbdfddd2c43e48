// A connector begun from an OpenAPI file is a manifest, and says what the file says.
#include "project/connector_draft.h"

#include "connect/testing.h"

using namespace syncline;

namespace {

constexpr const char* shop = R"(openapi: 3.0.3
info: {title: Shop, version: "1.2"}
servers: [{url: "https://shop.example/api"}]
paths:
  /companies:
    get:
      parameters:
        - {$ref: '#/components/parameters/size'}
        - {name: cursor, in: query}
      responses:
        '200': {content: {application/json: {schema: {properties: {next_cursor: {type: string}, data: {type: array, items: {$ref: '#/components/schemas/Company'}}}}}}}
    post:
      parameters: [{name: Idempotency-Key, in: header}]
      responses: {'201': {content: {application/json: {schema: {$ref: '#/components/schemas/Company'}}}}}
  /companies/{company}:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Company'}}}}}}
    patch: {responses: {'200': {description: ok}}}
    delete: {responses: {'204': {description: ok}}}
  /companies/{company}/notes:
    get: {responses: {'200': {content: {application/json: {schema: {type: array, items: {properties: {text: {type: string}}}}}}}}}
  /status:
    get: {responses: {'200': {content: {application/json: {schema: {properties: {up: {type: boolean}}}}}}}}
components:
  parameters: {size: {name: limit, in: query}}
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Company:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - properties:
            credit-limit: {type: number}
            open: {type: [boolean, "null"]}
            address: {properties: {city: {type: string}, parent: {$ref: '#/components/schemas/Company'}}}
            tags: {type: array, items: {type: string}}
    Base: {properties: {id: {type: integer}, name: {type: string}, updated_at: {type: string, format: date-time}}}
)";

ApiOutline outline(const std::string& text) {
  auto api = read_openapi(text, "shop.yaml");
  if (!api) FAIL(describe(api.error()));
  return *api;
}

const ValueSpec& field(const ObjectSpec& object, const char* name) {
  const ValueSpec* found = object.field(name);
  REQUIRE(found);
  return *found;
}

TEST_CASE("objects, fields, pages, writes and the sign-in come from the file; the draft is a valid manifest") {
  const std::string draft = draft_connector("shop", outline(shop), "shop.yaml");
  CAPTURE(draft);
  const auto manifest = testing::manifest_of(draft);
  CHECK(manifest->title == "Shop 1.2");
  CHECK(manifest->auth.kind == AuthSpec::Kind::header);
  CHECK(manifest->settings.at("url").fallback == Value("https://shop.example/api"));
  REQUIRE(manifest->objects.size() == 1);
  const ObjectSpec& company = manifest->objects.at("company");
  CHECK(field(company, "credit_limit").path == "credit-limit");
  CHECK(field(company, "credit_limit").type == ValueType::decimal);
  CHECK(field(company, "open").type == ValueType::boolean);
  CHECK(field(company, "address_city").path == "address.city");
  CHECK_FALSE(company.field("id"));
  CHECK(company.stamps == std::vector<std::string>{"updated_at"});
  CHECK(company.sweep->operation.call.query.size() == 2);
  CHECK_FALSE(company.sweep->operation.answer.next.empty());
  CHECK(company.update->call.method == "PATCH");
  CHECK(company.remove->call.method == "DELETE");
  CHECK(company.traits.idempotency == Idempotency::key);
  CHECK(draft.find("# decide: tags") != std::string::npos);
  CHECK(draft.find("# decide: /companies/{company}/notes") != std::string::npos);
}

TEST_CASE("every way to sign in and to page that is known gives a valid manifest") {
  const std::string before = "openapi: 3.1.0\npaths: {/things: {get: {parameters: [";
  const std::string after =
      "], responses: {'200': {content: {application/json: {schema: {type: array, items: {properties: {uuid: {type: "
      "string}}}}}}}}}}, '/things/{x}': {put: {}}}\ncomponents: {securitySchemes: {s: ";
  for (const char* parameters : {"", "{name: page, in: query}", "{name: offset, in: query}, {name: limit, in: query}",
                                 "{name: cursor, in: query}", "{name: updated_since, in: query}"}) {
    for (const char* scheme :
         {"{type: http, scheme: basic}", "{type: apiKey, in: header, name: X-Key}",
          "{type: apiKey, in: query, name: key}",
          "{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.example/t'}}}", "{type: openIdConnect}"}) {
      const std::string draft =
          draft_connector("a", outline(before + parameters + after + scheme + "}}\n"), "a ${x}.yaml");
      CAPTURE(draft);
      CHECK(testing::manifest_of(draft)->objects.at("thing").id == "uuid");
    }
  }
}

TEST_CASE("a file that is of no use says why") {
  CHECK(read_openapi("swagger: '2.0'\n", "f").error().message == "it is no description of OpenAPI 3");
  CHECK(read_openapi("{", "f").error().message.starts_with("it is no JSON"));
  CHECK(read_openapi("{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"get\":{}}}}", "f").error().message ==
        "no path of it lists records in JSON");
  // A schema that holds itself, and a reference that leads nowhere or to itself.
  CHECK_FALSE(
      read_openapi("openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {content: {application/json: {schema: "
                   "{$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: "
                   "'#/components/schemas/A'}}}\n",
                   "f"));
}

}  // namespace
