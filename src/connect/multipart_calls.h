#pragma once
// Several calls in one body, and their answers: multipart/mixed of application/http, as OData's $batch has it.
//
// A call is {method, path, headers, body}; a list of calls is a change set, which is done whole or not at all; lists
// within it are joined. An
// answer is {status, headers, body}; that of a change set a list of them: one for all when it was refused.

#include <optional>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline {

/// Sets body and Content-Type. Errors (config): no list of calls, or what cannot stand in a request line or header.
Result<void, Error> put_calls(HttpRequest&, const Value& calls);

bool holds_answers(const HttpResponse&);
/// Bodies are JSON; what is none stays a text. Errors (transient): it is not such a body, or it ends too early.
Result<List, Error> answers_in(const HttpResponse&);
/// The first that was refused, as an answer of its own.
std::optional<HttpResponse> first_refused(const List& answers);

}  // namespace syncline
