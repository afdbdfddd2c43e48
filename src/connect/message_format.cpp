#include "connect/message_format.h"

#include "base/json.h"
#include "base/text.h"
#include "base/xml.h"
#include "connect/soap.h"
#include "connect/sql_answer.h"
#include "connect/xmlrpc.h"

namespace syncline {
namespace {

using Protocol = MessageFormat::Protocol;

/// `text/xml; charset="iso-8859-1"` → iso-8859-1. It stands above what the document says of itself (RFC 7303).
std::string charset_of(const HttpHeaders& headers) {
  const std::string* type = header(headers, "Content-Type");
  if (!type) return {};
  for (const std::string& parameter : split(*type, ';')) {
    const std::string plain(trim(parameter));
    if (!to_lower(plain).starts_with("charset=")) continue;
    std::string name = plain.substr(8);
    std::erase(name, '"');
    return name;
  }
  return {};
}

/// Each root element with namespaces that the manifest declares.
Map declaring(const Map& declarations, const Value& roots) {
  Map out;
  if (!roots.is_map()) return out;
  for (const auto& [name, root] : roots.as_map()) {
    Map element = declarations;
    if (root.is_map()) {
      for (const auto& [key, each] : root.as_map()) element.set(key, each);
    } else if (root != Value("")) {
      element.set("#text", root);
    }
    const bool one = !root.is_null() && !root.is_list();
    out.set(name, one && !element.empty() ? Value(std::move(element)) : root);
  }
  return out;
}

Map default_name_space(const MessageFormat& format) {
  return format.name_space.empty() ? Map{} : Map{{"@xmlns", format.name_space}};
}

Map all_name_spaces(const MessageFormat& format) {
  Map out = default_name_space(format);
  for (const auto& [prefix, name_space] : format.prefixes) out.set("@xmlns:" + prefix, name_space);
  return out;
}

Result<void, Error> put_xml(const Map& document, HttpRequest& request, std::string type) {
  auto text = write_xml(document);
  if (!text) return fail(std::move(text.error()));
  request.body = std::move(*text);
  set_header(request.headers, "Content-Type", std::move(type));
  return {};
}

Result<void, Error> put_soap(const MessageFormat& format, const std::string& action, const Value& header,
                             const Value& body, HttpRequest& request) {
  const Map envelope = soap_envelope(format, header, declaring(default_name_space(format), body));
  if (!format.soap_12) set_header(request.headers, "SOAPAction", "\"" + action + "\"");
  const std::string type = format.soap_12 ? "application/soap+xml" : "text/xml";
  const std::string parameter = format.soap_12 && !action.empty() ? "; action=\"" + action + "\"" : "";
  return put_xml(envelope, request, type + "; charset=utf-8" + parameter);
}

}  // namespace

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::json: return "JSON";
    case Protocol::xml: return "XML";
    case Protocol::soap: return "SOAP";
    case Protocol::xmlrpc: return "XML-RPC";
    case Protocol::file: return "file";
    case Protocol::sql: return "SQL";
  }
  return "";
}

Result<void, Error> put_body(const MessageFormat& format, const std::string& action, const Value& header,
                             const Value& body, HttpRequest& request) {
  switch (format.protocol) {
    case Protocol::json:
    case Protocol::file:
    case Protocol::sql: break;
    case Protocol::xml:
      return put_xml(declaring(all_name_spaces(format), body), request, "application/xml; charset=utf-8");
    case Protocol::soap: return put_soap(format, action, header, body, request);
    case Protocol::xmlrpc: {
      const auto call = xmlrpc_call(action, body);
      if (!call) return fail(call.error());
      return put_xml(*call, request, "text/xml; charset=utf-8");
    }
  }
  request.body = write_json(body);
  set_header(request.headers, "Content-Type", "application/json");
  return {};
}

Result<Received, Error> receive(const MessageFormat& format, const HttpResponse& response) {
  if (response.body.empty()) return Received{};
  const bool is_json = format.protocol == Protocol::json || format.protocol == Protocol::sql;
  const std::vector<std::string>& lists = format.protocol == Protocol::xmlrpc ? xmlrpc_lists() : format.lists;
  auto value = is_json ? parse_json(response.body)
                       : parse_xml(response.body, {.lists = lists, .charset = charset_of(response.headers)});
  if (!value) return fail(std::move(value.error()));
  if (format.protocol == Protocol::soap) return from_soap(*value, response.status);
  if (format.protocol == Protocol::xmlrpc) return from_xmlrpc(*value);
  if (format.protocol == Protocol::sql) return from_sql(std::move(*value));
  return Received{std::move(*value)};
}

}  // namespace syncline
