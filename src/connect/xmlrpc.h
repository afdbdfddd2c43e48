#pragma once
// XML-RPC: calls and their answers. Types: int and i8, boolean, string, double (as exact decimal), dateTime.iso8601
// (a local moment, 2026-11-22T03:35:37), base64 (as it comes), nil, array, struct.

#include "connect/message_format.h"

namespace syncline {

/// The document that calls `method`. A map of one key "#dateTime.iso8601", "#base64", "#double" … is a text of that
/// type. Errors (validation): connect.parameters, they are no list.
Result<Map, Error> xmlrpc_call(const std::string& method, const Value& parameters);
/// Elements that are lists, for parse_xml.
const std::vector<std::string>& xmlrpc_lists();
/// What was answered. Errors (validation): connect.envelope.
Result<Received, Error> from_xmlrpc(const Value& document);

}  // namespace syncline
