#include "sandbox/tryton/refusal.h"

#include <algorithm>

namespace syncline::sandbox::tryton {
namespace {

std::string_view explanation(int status) {
  switch (status) {
    case 401:
      return "The server could not verify that you are authorized to access the URL requested. You either supplied the "
             "wrong credentials (e.g. a bad password), or your browser doesn&#39;t understand how to supply the "
             "credentials required.";
    case 403:
      return "You don&#39;t have the permission to access the requested resource. It is either read-protected or not "
             "readable by the server.";
    case 404:
      return "The requested URL was not found on the server. If you entered the URL manually please check your "
             "spelling and try again.";
    case 405: return "The method is not allowed for the requested URL.";
    case 429: return "This user has exceeded an allotted request count. Try again later.";
    default:
      return "The server encountered an internal error and was unable to complete your request. Either the server is "
             "overloaded or there is an error in the application.";
  }
}

std::string escaped(std::string_view words) {
  std::string html;
  for (const char c : words) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&#34;"; break;
      case '\'': html += "&#39;"; break;
      default: html += c;
    }
  }
  return html;
}

}  // namespace

Failure<Refusal> user_error(std::string message) {
  return fail(Refusal{200, List{"UserError", List{std::move(message), "", nullptr}}});
}

Failure<Refusal> user_warning(std::string name, std::string message) {
  return fail(Refusal{200, List{"UserWarning", List{std::move(name), std::move(message), ""}}});
}

Failure<Refusal> exception(std::string text) { return fail(Refusal{200, List{std::move(text), ""}}); }

Failure<Refusal> missing_key(std::string_view key) { return exception("'" + std::string(key) + "'"); }

Failure<Refusal> concurrency() {
  return fail(Refusal{200, List{"ConcurrencyException", "Records were modified in the meanwhile"}});
}

Failure<Refusal> password_wanted(std::string_view login) {
  const std::string message = "Password for " + std::string(login);
  return fail(Refusal{200, List{"LoginException", List{"password", message, "password"}}});
}

Failure<Refusal> http_error(int status) { return fail(Refusal{status, {}}); }

Failure<Refusal> records_gone(std::string_view action, const std::vector<std::int64_t>& ids, std::size_t missing,
                              std::string_view model_label) {
  std::string named;
  for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 5); ++i) {
    named += (i == 0 ? "" : ", ") + std::to_string(ids[i]);
  }
  if (missing > 5) named += "...";
  return user_error("You are trying to " + std::string(action) + " records \"" + named + "\" of \"" +
                    std::string(model_label) + "\" that don't exist anymore.");
}

HttpResponse error_page(int status, std::string_view words) {
  const std::string title(reason_of(status));
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"}},
          "<!doctype html>\n<html lang=en>\n<title>" + std::to_string(status) + " " + title + "</title>\n<h1>" + title +
              "</h1>\n<p>" + (words.empty() ? std::string(explanation(status)) : escaped(words)) + "</p>\n"};
}

}  // namespace syncline::sandbox::tryton
