#pragma once
// How requests and answers are written: what a manifest calls its protocol. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connect/template_tree.h"
#include "net/http_message.h"

namespace syncline {

struct MessageFormat {
  enum class Protocol : std::uint8_t { json, xml, soap, xmlrpc, file, sql } protocol = Protocol::json;
  std::string name_space = {};                                     ///< XML: of elements without a prefix
  std::vector<std::pair<std::string, std::string>> prefixes = {};  ///< XML: prefix → namespace
  std::vector<std::string> lists = {};                             ///< XML: see XmlReading
  bool soap_12 = false;                                            ///< else SOAP 1.1
  TemplateTree soap_header = {};
  TemplateTree sql_tls = {}, sql_ca_file = {}, sql_zone = {};  ///< see SqlSession

  /// SOAP and XML-RPC: a request names what it calls, and always has a body.
  bool calls_actions() const { return protocol == Protocol::soap || protocol == Protocol::xmlrpc; }
};
std::string_view name_of(MessageFormat::Protocol);

/// What the protocol itself says went wrong, also in a success of HTTP.
struct Fault {
  ErrorClass cls = ErrorClass::validation;
  std::string code, message;
  bool nothing_done = false;  ///< certainly
};

struct Received {
  Value body;  ///< of a fault: {fault: {code, message, detail}}
  std::optional<Fault> fault = {};
};

/// Adds body and headers; `header` is SOAP's. Errors (validation): a value that the format cannot hold.
Result<void, Error> put_body(const MessageFormat&, const std::string& action, const Value& header, const Value& body,
                             HttpRequest&);
/// An empty body is null. Errors: see parse_json and parse_xml; validation, connect.envelope: no message of this
/// protocol.
Result<Received, Error> receive(const MessageFormat&, const HttpResponse&);

}  // namespace syncline
