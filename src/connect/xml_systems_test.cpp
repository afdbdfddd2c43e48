// Systems that speak XML, SOAP and XML-RPC, as the engine sees them.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

struct System {
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
  CallContext context{rt.now() + minutes(5), Priority::event, "t"};

  explicit System(const std::string& yaml) {
    auto made = make_http_port(rt, client, manifest_of("connector: shop\ntitle: Shop\n" + yaml), "erp", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  void answers(std::string body, int status = 200) {
    client.reply = [=](const HttpRequest&) { return HttpResponse{status, {{"Content-Type", "text/xml"}}, body}; };
  }
};

const char* const xml_shop = R"(protocol: xml-http
base_url: https://shop.example
xml: {lists: [contacts.contact], namespace: "urn:shop"}
errors:
  code: "${has(body.error) ? body.error['@code'] : ''}"
  message: "${has(body.error) ? body.error['#text'] : ''}"
  failed: "${has(body.error)}"
  classes: [{when: "code == 'locked'", class: closed-period}]
objects:
  contact:
    fields:
      name: {type: text}
      active: {type: boolean}
      city: {type: text, path: address.city}
      changed: {type: datetime, path: "@changed"}
      unit: {type: text, path: credit.@currency}
      limit: {type: decimal, path: "credit.#text"}
    id: "@id"
    stamp: {field: changed}
    list: {sweep: {strategy: sweep, request: {path: /contacts, query: {after: "${after}"}}, records: "${body.contacts.contact}"}}
    read: {request: {path: "/contacts/${id}"}, records: "${body.contact}"}
    create: {request: {path: /contacts, body: {contact: "${content}"}}, id: "${body.contact['@id']}"}
)";

TEST_CASE("XML over HTTP: a list of one record, of none, attributes, decimals") {
  System shop(xml_shop);
  shop.answers(
      R"(<contacts><contact id="7" changed="2026-11-22T03:00:00Z"><name>M&#252;ller</name><credit currency="EUR">10.50</credit>
                  <active>1</active><address><city>Ulm</city></address></contact></contacts>)");
  const auto page = shop.port->list("contact", ListMode::sweep, "", shop.context);
  REQUIRE(page);
  REQUIRE(page->records.size() == 1);
  const NativeRecord& record = page->records[0];
  CHECK(record.key.native == "7");
  CHECK(record.stamp == 1'795'316'400'000'000);
  CHECK(record.content == json("{\"name\":\"Müller\",\"active\":true,\"city\":\"Ulm\",\"changed\":"
                               "\"2026-11-22T03:00:00Z\",\"unit\":\"EUR\",\"limit\":10.50}"));
  shop.answers("<contacts/>");
  const auto none = shop.port->list("contact", ListMode::sweep, "", shop.context);
  REQUIRE(none);
  CHECK(none->records.empty());
  CHECK(*header(shop.client.requests[0].headers, "Accept") == "text/xml, application/xml, application/soap+xml");
}

TEST_CASE("XML over HTTP: a creation is a document, an error inside a success has its class") {
  System shop(xml_shop);
  shop.answers(R"(<contact id="8"/>)");
  const WriteRequest write{EffectOp::create, {"erp", "contact", ""}, Map{{"name", "A & B"}, {"city", "Ulm"}}, "", "k"};
  const WriteOutcome made = shop.port->write(write, shop.context);
  CHECK(made.native == "8");
  CHECK(shop.client.requests.back().body.find("<contact xmlns=\"urn:shop\"><name>A &amp; B</name>") !=
        std::string::npos);
  shop.answers(R"(<error code="locked">the year is closed</error>)");
  const WriteOutcome refused = shop.port->write(write, shop.context);
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::closed_period);
  CHECK(refused.error->message == "the year is closed");
}

TEST_CASE(
    "XML over HTTP: a control character is refused here, and a document with entities or a page is not believed") {
  System shop(xml_shop);
  shop.answers("<contact/>");
  const WriteRequest write{EffectOp::create, {"erp", "contact", ""}, Map{{"name", "A\x01"}}, "", "k"};
  const WriteOutcome refused = shop.port->write(write, shop.context);
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::validation);
  CHECK(refused.error->code == "xml.character");
  CHECK(refused.error->place == "erp POST /contacts body /contact/name");
  CHECK(shop.client.requests.empty());
  shop.answers(R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><contact id="7"><name>&x;</name></contact>)");
  const auto read = shop.port->read({"erp", "contact", "7"}, shop.context);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == "connect.not_understood");
  CHECK(read.error().message.starts_with("the answer is no XML: it has a DOCTYPE"));
  shop.answers("<html>not found</html", 404);
  CHECK(shop.port->read({"erp", "contact", "7"}, shop.context).error().cls == ErrorClass::transient);
}

const char* const soap_shop = R"(protocol: soap
base_url: https://shop.example/service
settings: {user: {type: string, default: api, description: "User"}}
soap: {header: {Sign: {user: "${settings.user}"}}}
xml: {namespace: "urn:shop"}
errors: {classes: [{when: "has(body.fault) && body.fault.code == 'NoSuchContact'", class: not-found}]}
objects:
  contact:
    fields: {name: {type: text}}
    read: {request: {path: "", action: "urn:shop/Get", body: {Get: {id: "${id}"}}}, records: "${body.GetResponse.contact}"}
    update: {request: {path: "", action: "urn:shop/Set", body: {Set: {id: "${id}", contact: "${content}"}}}}
)";

std::string envelope(const std::string& body) {
  return "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>" + body + "</e:Body></e:Envelope>";
}

std::string fault(const std::string& code) {
  return envelope("<e:Fault><faultcode>" + code + "</faultcode><faultstring>because</faultstring></e:Fault>");
}

TEST_CASE("SOAP: a record is read by an action, whose header signs in") {
  System shop(soap_shop);
  shop.answers(envelope("<GetResponse xmlns='urn:shop'><contact><id>7</id><name>A</name></contact></GetResponse>"));
  const auto read = shop.port->read({"erp", "contact", "7"}, shop.context);
  REQUIRE(read);
  CHECK(read->content == json(R"({"name":"A"})"));
  const HttpRequest& request = shop.client.requests.back();
  CHECK(request.method == "POST");
  CHECK(*header(request.headers, "SOAPAction") == "\"urn:shop/Get\"");
  CHECK(request.body.find("<soap:Header><Sign><user>api</user></Sign></soap:Header>") != std::string::npos);
  CHECK(request.body.find("<Get xmlns=\"urn:shop\"><id>7</id></Get>") != std::string::npos);
}

TEST_CASE("SOAP: a fault is refused, sent again, or says that a record is gone, whatever the status") {
  System shop(soap_shop);
  const WriteRequest write{EffectOp::update, {"erp", "contact", "7"}, Map{{"name", "B"}}, "", "k"};
  const auto outcome = [&](const std::string& body, int status) {
    shop.answers(body, status);
    return shop.port->write(write, shop.context);
  };
  CHECK(outcome(fault("e:Client"), 200).kind == WriteOutcome::Kind::rejected);
  CHECK(outcome(fault("e:Client"), 500).kind == WriteOutcome::Kind::rejected);
  CHECK(outcome(fault("e:Client"), 500).error->message == "because");
  CHECK(outcome(fault("e:Server"), 500).kind == WriteOutcome::Kind::unknown);
  CHECK(outcome(fault("e:Client"), 503).kind == WriteOutcome::Kind::unknown);
  shop.answers(fault("NoSuchContact"), 500);
  const auto read = shop.port->read({"erp", "contact", "7"}, shop.context);
  REQUIRE(read);
  CHECK(read->state == RecordState::gone);
}

TEST_CASE("XML-RPC: a session, a call with typed parameters, a refusal") {
  System shop(R"(protocol: xmlrpc
base_url: https://shop.example/RPC2
auth:
  kind: session
  sign_in: {request: {path: "", action: sign_in, body: [api]}, token: "${body}"}
errors: {classes: [{when: "code == '404'", class: not-found}]}
objects:
  contact:
    fields: {name: {type: text}, credit: {type: decimal}}
    read: {request: {path: "", action: contact.get, body: ["${session}", "${int(id)}"]}}
)");
  const auto value = [](const std::string& text) {
    return HttpResponse{
        200, {}, "<methodResponse><params><param><value>" + text + "</value></param></params></methodResponse>"};
  };
  shop.client.reply = [&](const HttpRequest& request) {
    if (request.body.find("sign_in") != std::string::npos) return value("<string>s3</string>");
    return value(
        "<struct><member><name>id</name><value><int>7</int></value></member><member><name>credit</name>"
        "<value><double>0.1</double></value></member></struct>");
  };
  const auto read = shop.port->read({"erp", "contact", "7"}, shop.context);
  REQUIRE(read);
  CHECK(read->content == json(R"({"credit":0.1})"));
  CHECK(shop.client.requests.back().body.find(
            "<param><value><string>s3</string></value></param><param><value><int>7</int>") != std::string::npos);
}

}  // namespace
