#pragma once
// What may stand in a message that we send or accept. Pure checks, done before any byte is believed or leaves.

#include <optional>
#include <string>

#include "net/http_message.h"

namespace syncline {

/// RFC 9110 token: methods and header names.
bool is_token(std::string_view);
/// No control characters but the tab: nothing in it can end the line.
bool is_header_value(std::string_view);

/// What is wrong with method or headers of a request that we are about to send; empty when nothing. Headers that frame
/// the message (Host, Content-Length, Transfer-Encoding, Connection …) belong to the client.
std::optional<std::string> outgoing_fault(const HttpRequest&);

/// The answer to a request whose header cannot be trusted (smuggling: two lengths, two hosts, an unknown coding), to be
/// sent before the connection is closed; empty when it is sound. `minor` is the HTTP/1.x version.
std::optional<HttpResponse> framing_refusal(const HttpRequest&, unsigned minor);

}  // namespace syncline
