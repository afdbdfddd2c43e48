#include "connect/message_format.h"

#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

using Protocol = MessageFormat::Protocol;

HttpRequest sent(const MessageFormat& format, const char* action, const char* body, const Value& head = {}) {
  HttpRequest request;
  if (auto put = put_body(format, action, head, json(body), request); !put) FAIL(describe(put.error()));
  request.body.erase(0, request.body.find("?>") + 2);
  return request;
}

Received got(const MessageFormat& format, std::string body, int status = 200) {
  auto received = receive(format, {status, {{"Content-Type", "text/xml"}}, std::move(body)});
  if (!received) FAIL(describe(received.error()));
  return *received;
}

std::string answer_with(const std::string& value) {
  return "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>" + value +
         "</value>\n</param>\n</params>\n</methodResponse>";
}

TEST_CASE("XML: the root carries the namespaces that the manifest declares") {
  const MessageFormat format{.protocol = Protocol::xml, .name_space = "urn:d", .prefixes = {{"c", "urn:c"}}};
  const HttpRequest request = sent(format, "", R"({"Order":{"c:ID":7,"@v":"1"}})");
  CHECK(request.body == R"(<Order xmlns="urn:d" xmlns:c="urn:c" v="1"><c:ID>7</c:ID></Order>)");
  CHECK(*header(request.headers, "Content-Type") == "application/xml; charset=utf-8");
  CHECK(sent({.protocol = Protocol::xml}, "", R"({"Ping":""})").body == "<Ping/>");
}

TEST_CASE("XML: the charset of the transport stands above what the document says") {
  const HttpResponse response{200, {{"Content-Type", "text/xml; charset=\"ISO-8859-1\""}}, "<a>M\xFCller</a>"};
  CHECK(receive({.protocol = Protocol::xml}, response)->body == json("{\"a\":\"Müller\"}"));
}

TEST_CASE("SOAP 1.1: the action stands in a header, what is sent in an envelope") {
  MessageFormat format{.protocol = Protocol::soap, .name_space = "urn:shop"};
  const HttpRequest request = sent(format, "urn:shop#Get", R"({"Get":{"id":"7"}})", json(R"({"Key":"k"})"));
  CHECK(
      request.body ==
      R"(<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><Key>k</Key></soap:Header>)"
      R"(<soap:Body><Get xmlns="urn:shop"><id>7</id></Get></soap:Body></soap:Envelope>)");
  CHECK(*header(request.headers, "Content-Type") == "text/xml; charset=utf-8");
  CHECK(*header(request.headers, "SOAPAction") == "\"urn:shop#Get\"");
}

TEST_CASE("SOAP 1.2: the action is a parameter of the content type") {
  const HttpRequest request = sent({.protocol = Protocol::soap, .soap_12 = true}, "urn:Get", R"({"Get":""})");
  CHECK(request.body.find("\"http://www.w3.org/2003/05/soap-envelope\"") != std::string::npos);
  CHECK(*header(request.headers, "Content-Type") == "application/soap+xml; charset=utf-8; action=\"urn:Get\"");
  CHECK(header(request.headers, "SOAPAction") == nullptr);
}

std::string envelope(const std::string& body) {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header/><s:Body>" + body +
         "</s:Body></s:Envelope>";
}

TEST_CASE("SOAP: the body is what stands in the envelope's body") {
  const MessageFormat format{.protocol = Protocol::soap, .lists = {"items.item"}};
  CHECK(got(format, envelope("<GetResponse xmlns='urn:x'><items><item><id>7</id></item></items></GetResponse>")).body ==
        json(R"({"GetResponse":{"items":{"item":[{"id":"7"}]}}})"));
  CHECK(got(format, envelope("")).body.is_null());
  CHECK(receive(format, {200, {}, "<html/>"}).error().code == "connect.envelope");
  CHECK(receive(format, {200, {}, "<html>"}).error().code == "xml.truncated");
}

TEST_CASE("a fault of SOAP 1.1 or 1.2 has a class, also with status 200") {
  const auto fault = [](const std::string& inside, int status) {
    return got({.protocol = Protocol::soap}, envelope("<s:Fault>" + inside + "</s:Fault>"), status);
  };
  const auto old = [&](const std::string& code, int status, const std::string& detail = "") {
    return fault("<faultcode>" + code + "</faultcode><faultstring>no</faultstring>" + detail, status).fault->cls;
  };
  CHECK(old("s:Client", 200) == ErrorClass::validation);
  CHECK(old("s:Client.Authentication", 500) == ErrorClass::auth);
  CHECK(old("wsse:FailedAuthentication", 500) == ErrorClass::auth);
  CHECK(old("s:Server", 500) == ErrorClass::transient);
  CHECK(old("s:Server", 500, "<detail><why>VAT number</why></detail>") == ErrorClass::validation);
  CHECK(old("s:Server", 500, "<detail/>") == ErrorClass::transient);
  CHECK(old("s:Server", 200) == ErrorClass::validation);
  CHECK(old("s:MustUnderstand", 500) == ErrorClass::config);
  CHECK(old("4711", 500) == ErrorClass::validation);
  const Received known = fault("<faultcode>s:Client</faultcode><faultstring>no such VAT</faultstring>", 200);
  CHECK(known.fault->code == "Client");
  CHECK(known.fault->message == "no such VAT");
  CHECK(known.body == json(R"({"fault":{"code":"Client","message":"no such VAT","detail":{}}})"));
  const Received newer = fault(
      "<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>m:Locked</s:Value></s:Subcode></s:Code><s:Reason>"
      "<s:Text xml:lang='en'>is locked</s:Text><s:Text xml:lang='de'>gesperrt</s:Text></s:Reason>",
      400);
  CHECK(newer.fault->cls == ErrorClass::validation);
  CHECK(newer.fault->code == "Locked");
  CHECK(newer.fault->message == "is locked");
  CHECK(fault("<s:Code><s:Value>s:Receiver</s:Value></s:Code>", 500).fault->cls == ErrorClass::transient);
}

TEST_CASE("XML-RPC: a call has its parameters with their types") {
  const MessageFormat format{.protocol = Protocol::xmlrpc};
  CHECK(sent(format, "m", R"([1, 3000000000, "a<b", true, null, 1.10, [], {}])").body ==
        "<methodCall><methodName>m</methodName><params>"
        "<param><value><int>1</int></value></param><param><value><i8>3000000000</i8></value></param>"
        "<param><value><string>a&lt;b</string></value></param><param><value><boolean>1</boolean></value></param>"
        "<param><value><nil/></value></param><param><value><double>1.10</double></value></param>"
        "<param><value><array><data/></array></value></param><param><value><struct/></value></param>"
        "</params></methodCall>");
  CHECK(sent(format, "m", R"([{"at":{"#dateTime.iso8601":"20261122T03:35:37"}}])")
            .body.find("<dateTime.iso8601>20261122T03:35:37</dateTime.iso8601>") != std::string::npos);
  CHECK(sent(format, "m", "[]").body == "<methodCall><methodName>m</methodName><params/></methodCall>");
  HttpRequest request;
  CHECK(put_body(format, "m", {}, json("{}"), request).error().code == "connect.parameters");
}

TEST_CASE("XML-RPC: an answer becomes values; a double keeps its digits") {
  const MessageFormat format{.protocol = Protocol::xmlrpc};
  const auto value = [&](const std::string& text) { return got(format, answer_with(text)).body; };
  CHECK(value("<i4>7</i4>") == Value(7));
  CHECK(value("<i8>3000000000</i8>") == Value(std::int64_t{3'000'000'000}));
  CHECK(value("plain") == Value("plain"));
  CHECK(value("") == Value(""));
  CHECK(value("<string/>") == Value(""));
  CHECK(value("<boolean>0</boolean>") == Value(false));
  CHECK(value("<double>0.10000000000000001</double>") == Value(*Decimal::parse("0.10000000000000001")));
  CHECK(value("<dateTime.iso8601>20261122T03:35:37</dateTime.iso8601>") == Value("2026-11-22T03:35:37"));
  CHECK(value("<nil/>").is_null());
  CHECK(value("<array><data/></array>") == Value(List{}));
  CHECK(value("<array><data><value><int>1</int></value></data></array>") == json("[1]"));
  CHECK(value("<struct><member><name>id</name><value><int>7</int></value></member></struct>") == json(R"({"id":7})"));
  CHECK(value("<struct/>") == json("{}"));
  for (const char* wrong :
       {"<int>x</int>", "<boolean>2</boolean>", "<klingon>1</klingon>", "<int>1</int><int>2</int>"}) {
    CAPTURE(wrong);
    CHECK(receive(format, {200, {}, answer_with(wrong)}).error().code == "connect.envelope");
  }
}

TEST_CASE("XML-RPC: a fault is a failure; codes that servers agree on have their class") {
  const auto fault = [](const std::string& code) {
    return got({.protocol = Protocol::xmlrpc},
               "<methodResponse><fault><value><struct><member><name>faultCode</name><value>" + code +
                   "</value></member><member><name>faultString</name><value><string>no</string></value></member>"
                   "</struct></value></fault></methodResponse>");
  };
  CHECK(fault("<int>1</int>").fault->cls == ErrorClass::validation);
  CHECK(fault("<int>1</int>").fault->message == "no");
  CHECK(fault("<int>-32601</int>").fault->cls == ErrorClass::config);
  CHECK(fault("<int>-32300</int>").fault->cls == ErrorClass::transient);
  CHECK(fault("warning -- UserError").fault->code == "warning -- UserError");
}

}  // namespace
