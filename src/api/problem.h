#pragma once
// Problem: an Error as application/problem+json (RFC 9457), and back.

#include "base/value.h"
#include "net/http_message.h"

namespace syncline {

/// `more`: members besides those that every problem has; `detail` is for people.
HttpResponse problem_response(const Error&, const Map& more = {});
HttpResponse json_response(int status, const Value& body);
/// What an answer says: its body, or the error that it tells.
Result<Value, Error> read_answer(const HttpResponse&, const std::string& place);

}  // namespace syncline
