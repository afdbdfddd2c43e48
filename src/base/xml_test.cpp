#include "base/xml.h"

#include <doctest/doctest.h>

#include "base/json.h"

using namespace syncline;

namespace {

std::string read(std::string_view text, const XmlReading& reading = {}) {
  const auto value = parse_xml(text, reading);
  return value ? write_json(*value) : value.error().code + " " + value.error().place;
}

std::string written(const char* json) {
  const auto text = write_xml(parse_json(json)->as_map());
  if (!text) return text.error().code + " " + text.error().place;
  return text->substr(text->find("?>") + 2);
}

TEST_CASE("an element is a text, or a map of what it holds; names lose their prefixes, values keep theirs") {
  CHECK(read("<a>x &amp; y</a>") == R"({"a":"x & y"})");
  CHECK(read("<a/>") == R"({"a":""})");
  CHECK(read("<a>\n <b>1</b>\n</a>") == R"({"a":{"b":"1"}})");
  CHECK(read(R"(<a id="7"/>)") == R"({"a":{"@id":"7"}})");
  CHECK(read(R"(<a id="7">x</a>)") == R"({"a":{"@id":"7","#text":"x"}})");
  CHECK(read("<a>before<b/>after</a>") == R"({"a":{"b":"","#text":"beforeafter"}})");
  CHECK(read("<a><![CDATA[<b> & c]]></a>") == R"({"a":"<b> & c"})");
  CHECK(read("<a><!-- no --><?pi x?>y</a>") == R"({"a":"y"})");
  CHECK(read(R"(<s:a xmlns:s="urn:s" xmlns="urn:d" s:id="7"><b>1</b></s:a>)") == R"({"a":{"@id":"7","b":"1"}})");
  // Of two attributes with one local name the element's own stays, wherever it stands.
  CHECK(read(R"(<a xmlns:s="urn:s" s:type="x" type="y"/>)") == R"({"a":{"@type":"y"}})");
  CHECK(read(R"(<a xmlns:s="urn:s" type="y" s:type="x"/>)") == R"({"a":{"@type":"y"}})");
}

TEST_CASE("what repeats is a list, and what the reading names is one however often it comes") {
  CHECK(read("<a><b>1</b><c/><b>2</b></a>") == R"({"a":{"b":["1","2"],"c":""}})");
  CHECK(read("<a><b>1</b></a>", {.lists = {"b"}}) == R"({"a":{"b":["1"]}})");
  CHECK(read("<a><b>1</b></a>", {.lists = {"a.b"}}) == R"({"a":{"b":["1"]}})");
  CHECK(read("<a><b>1</b></a>", {.lists = {"x.b"}}) == R"({"a":{"b":"1"}})");
  CHECK(read("<a/>", {.lists = {"a.b"}}) == R"({"a":{"b":[]}})");
  CHECK(read("<r><a/></r>", {.lists = {"a.b"}}) == R"({"r":{"a":{"b":[]}}})");
  std::string many = "<a>";
  for (int i = 0; i < 40; ++i) many += "<n" + std::to_string(i % 20) + "/>";
  CHECK((*parse_xml(many + "</a>"))["a"]["n19"].as_list().size() == 2);
}

TEST_CASE("nil is null, and what else XML Schema says of an instance is no content") {
  constexpr auto xsi = R"(<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">)";
  CHECK(read(std::string(xsi) + R"(<b xsi:nil="true"/><c xsi:type="xsd:int">7</c></a>)") ==
        R"({"a":{"b":null,"c":"7"}})");
}

TEST_CASE("encodings: as declared, as the transport says, or UTF-8") {
  CHECK(read("<a>M\xC3\xBCller</a>") == "{\"a\":\"Müller\"}");
  CHECK(read("\xEF\xBB\xBF<a>\xC3\xBC</a>") == "{\"a\":\"ü\"}");
  CHECK(read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>M\xFCller</a>") == "{\"a\":\"Müller\"}");
  CHECK(read("<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\x80 \xFC</a>") == "{\"a\":\"€ ü\"}");
  CHECK(read("<a>M\xFCller</a>", {.charset = "iso-8859-1"}) == "{\"a\":\"Müller\"}");
  CHECK(read("<a>M\xFCller</a>") == "xml.syntax 1:5");
  CHECK(read("<?xml version=\"1.0\" encoding=\"klingon\"?><a/>").starts_with("xml.syntax"));
}

TEST_CASE("a DOCTYPE is refused before any entity of it can be expanded or fetched") {
  const std::string laughs = R"(<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;">]><a>&m;</a>)";
  CHECK(read(laughs).starts_with("xml.doctype 1:"));
  CHECK(read(R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>)").starts_with("xml.doctype"));
  CHECK(read(R"(<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>)").starts_with("xml.doctype"));
  CHECK(read("<a>&x;</a>") == "xml.syntax 1:4");
  CHECK(parse_xml(laughs).error().remedy.find("DOCTYPE") != std::string::npos);
}

TEST_CASE("what is no XML, too deep or too much says where") {
  CHECK(read("") == "xml.truncated 1:1");
  CHECK(read("<a><b>") == "xml.truncated 1:7");
  CHECK(read("<a>\n</b>") == "xml.syntax 2:3");
  CHECK(read("<a/><b/>") == "xml.syntax 1:5");
  CHECK(read("{}") == "xml.syntax 1:1");
  CHECK(read("<s:a/>").starts_with("xml.syntax"));
  CHECK(read("<a x='1' x='2'/>").starts_with("xml.syntax"));
  CHECK(read("<a><b><c/></b></a>", {.max_depth = 2}).starts_with("xml.depth 1:7"));
  CHECK(read("<a><b/><b/></a>", {.max_nodes = 2}).starts_with("xml.size"));
  CHECK(read("<a/>", {.max_bytes = 3}) == "xml.size 1:1");
}

TEST_CASE("a tree becomes XML: attributes, lists, nothing, characters that must be escaped") {
  CHECK(written(R"({"a":{"@id":7,"b":["1","2"],"c":null,"d":"","e":true,"f":1.50}})") ==
        R"(<a id="7"><b>1</b><b>2</b><d/><e>true</e><f>1.50</f></a>)");
  CHECK(written(R"({"p:a":{"@xmlns:p":"urn:x","#text":"1 < 2 & \"3\""}})") ==
        R"(<p:a xmlns:p="urn:x">1 &lt; 2 &amp; "3"</p:a>)");
  CHECK(written(R"({"a":{"@t":"\"x\"\n","b":"1\r\n2"}})") == "<a t=\"&quot;x&quot;&#10;\"><b>1&#13;\n2</b></a>");
  CHECK(written(R"({"a":{"b":[]}})") == "<a></a>");
}

TEST_CASE("what XML cannot hold is an error that says where") {
  CHECK(written("{}") == "xml.root ");
  CHECK(written(R"({"a":1,"b":2})") == "xml.root ");
  CHECK(written(R"({"a":null})") == "xml.root ");
  CHECK(written(R"({"a":{"b c":1}})") == "xml.name /a/b c");
  CHECK(written(R"({"a":{"b><c":1}})").starts_with("xml.name"));
  CHECK(written(R"({"a":{"b":"\u0001"}})") == "xml.character /a/b");
  CHECK(written(R"({"a":{"@b":[1]}})") == "xml.name /a");
}

}  // namespace
