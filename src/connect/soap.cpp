#include "connect/soap.h"

#include <algorithm>
#include <array>

namespace syncline {
namespace {

constexpr auto envelope_11 = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr auto envelope_12 = "http://www.w3.org/2003/05/soap-envelope";

/// Of an element that may have attributes, or come in several languages.
std::string plain_text(const Value& element) {
  if (element.is_list()) return plain_text(element.at(0));
  return element.is_map() ? element["#text"].string_or("") : element.string_or("");
}

/// "soap:Client" → "Client".
std::string without_prefix(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

bool is_any_of(std::string_view name, std::span<const std::string_view> all) {
  return std::ranges::find(all, name) != all.end();
}

/// `code` is one of the protocol's or the vendor's own; `more` narrows it.
ErrorClass class_of(const std::string& code, const std::string& more, bool has_detail, int status) {
  static constexpr std::array<std::string_view, 3> sign_in{"FailedAuthentication", "InvalidSecurityToken",
                                                           "SecurityTokenUnavailable"};
  static constexpr std::array<std::string_view, 3> ours{"VersionMismatch", "MustUnderstand", "DataEncodingUnknown"};
  static constexpr std::array<std::string_view, 2> theirs{"Server", "Receiver"};
  if (is_any_of(more, sign_in) || more.find("Authentication") != std::string::npos) return ErrorClass::auth;
  if (is_any_of(code, ours)) return ErrorClass::config;
  if (is_any_of(code, theirs) && status >= 500 && !has_detail) return ErrorClass::transient;
  return ErrorClass::validation;
}

Received fault_of(const Value& fault, int status) {
  const bool is_12 = fault["Code"].is_map();
  const std::string code = without_prefix(plain_text(is_12 ? fault["Code"]["Value"] : fault["faultcode"]));
  const std::string narrower = without_prefix(plain_text(fault["Code"]["Subcode"]["Value"]));
  const std::string more = narrower.empty() ? code : narrower;
  const Value& detail = is_12 ? fault["Detail"] : fault["detail"];
  const bool has_detail = detail.is_map() || !detail.string_or("").empty();
  Fault out{class_of(code.substr(0, code.find('.')), more, has_detail, status), more,
            plain_text(is_12 ? fault["Reason"]["Text"] : fault["faultstring"])};
  Map shown{{"code", out.code}, {"message", out.message}, {"detail", has_detail ? detail : Value(Map{})}};
  return {Map{{"fault", std::move(shown)}}, std::move(out)};
}

}  // namespace

Map soap_envelope(const MessageFormat& format, const Value& header, const Value& body) {
  Map envelope{{"@xmlns:soap", format.soap_12 ? envelope_12 : envelope_11}};
  for (const auto& [prefix, name_space] : format.prefixes) envelope.set("@xmlns:" + prefix, name_space);
  if (!header.is_null()) envelope.set("soap:Header", header);
  envelope.set("soap:Body", body.is_null() ? Value("") : body);
  return {{"soap:Envelope", std::move(envelope)}};
}

Result<Received, Error> from_soap(const Value& document, int status) {
  const Value& envelope = document["Envelope"];
  if (!envelope.is_map() || !envelope.as_map().contains("Body")) {
    return fail(Error{ErrorClass::validation,
                      "connect.envelope",
                      "it is no SOAP envelope with a body",
                      "1:1",
                      "check the address, and that the system speaks SOAP there",
                      {}});
  }
  const Value& body = envelope["Body"];
  if (body["Fault"].is_map()) return fault_of(body["Fault"], status);
  return Received{body.is_map() ? body : Value()};
}

}  // namespace syncline
