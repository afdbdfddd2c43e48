#pragma once
// Refusal: why Tryton does not do what a request asks for, in the words of its own answers.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::tryton {

/// `status` other than 200: an HTML page of the web framework. 200: `error` is the JSON-RPC error list.
struct Refusal {
  int status = 200;
  Value error;
};

template <class T>
using Answer = Result<T, Refusal>;

/// ["UserError", [message, "", null]]
Failure<Refusal> user_error(std::string message);
/// ["UserWarning", [name, message, ""]]: goes on once the name is among the user's warnings.
Failure<Refusal> user_warning(std::string name, std::string message);
/// [text of an exception that nobody expected, ""]
Failure<Refusal> exception(std::string text);
/// As Python shows a missing key: 'nofield' in quotes.
Failure<Refusal> missing_key(std::string_view key);
Failure<Refusal> concurrency();
/// ["LoginException", [name, message, "password"]]
Failure<Refusal> password_wanted(std::string_view login);
Failure<Refusal> http_error(int status);
/// The records of `ids` that a call was given; Tryton names the first five.
Failure<Refusal> records_gone(std::string_view action, const std::vector<std::int64_t>& ids, std::size_t missing,
                              std::string_view model_label);

/// The page that the web framework shows, with its own explanation or with `words`.
HttpResponse error_page(int status, std::string_view words = {});

}  // namespace syncline::sandbox::tryton
