// The part of a manifest that says how messages are written.
#include "connect/manifest_reader.h"
#include "connect/manifest_words.h"

namespace syncline {

namespace manifest_words {

using namespace schema;

Schema protocol_schema() {
  return choice({{"json-http", "JSON over HTTP"},
                 {"xml-http", "XML over HTTP"},
                 {"soap", "SOAP 1.1 or 1.2"},
                 {"xmlrpc", "XML-RPC"},
                 {"file", "files that both sides leave in folders"},
                 {"sql", "statements to PostgreSQL"}});
}

Schema xml_schema() {
  return map({
                 optional("lists", list(words()),
                          "Elements that are lists also when there is one, or none: contacts.contact is each contact "
                          "below contacts"),
                 optional("namespace", words(), "Of the elements in requests that have no prefix"),
                 optional("prefixes", map_of(words()), "Prefix → namespace, for the names in requests"),
             })
      .named("XML");
}

Schema soap_schema() {
  return map({optional("version", choice({{"1.1", ""}, {"1.2", ""}}), "Of SOAP").otherwise("1.1"),
              optional("header", any(),
                       "What stands in the envelope's header, such as the sign-in; ${…} as in a body")})
      .named("SOAP");
}

}  // namespace manifest_words

MessageFormat ManifestReader::format() {
  using Protocol = MessageFormat::Protocol;
  MessageFormat out;
  const std::string protocol = root_.text("protocol");
  out.protocol = protocol == "xml-http" ? Protocol::xml
                 : protocol == "soap"   ? Protocol::soap
                 : protocol == "xmlrpc" ? Protocol::xmlrpc
                 : protocol == "file"   ? Protocol::file
                 : protocol == "sql"    ? Protocol::sql
                                        : Protocol::json;
  const Spot xml = root_.at("xml"), soap = root_.at("soap");
  if (xml && out.protocol != Protocol::xml && out.protocol != Protocol::soap)
    report(xml, "the protocol " + protocol + " has no XML of its own",
           "remove it, or write protocol: xml-http or soap");
  if (soap && out.protocol != Protocol::soap)
    report(soap, "the protocol " + protocol + " has no envelopes", "remove it, or write protocol: soap");
  const Spot sql = root_.at("sql");
  if (sql && out.protocol != Protocol::sql)
    report(sql, "the protocol " + protocol + " has no statements", "remove it, or write protocol: sql");
  out.sql_tls = tree(sql.at("tls"));
  out.sql_ca_file = tree(sql.at("ca_file"));
  out.sql_zone = tree(sql.at("zone"));
  out.name_space = xml.text("namespace");
  each_entry(xml.at("prefixes"), [&](const std::string& prefix, const Spot& each) {
    out.prefixes.emplace_back(prefix, each.value->string_or(""));
  });
  out.lists = texts_of(xml.at("lists"));
  out.soap_12 = soap.text("version") == "1.2";
  out.soap_header = tree(soap.at("header"));
  return out;
}

}  // namespace syncline
