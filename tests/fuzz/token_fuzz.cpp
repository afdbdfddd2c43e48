// Any answer of a token URL: a token that can stand in a header, with an end that makes sense, or an error of a class
// that can be acted on, in one printable line. Lines of the input: status, Retry-After; the rest is the body.
#include "net/oauth.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const Instant now{1'795'227'904'000'000};

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  HttpResponse response;
  response.status = static_cast<int>(100 + std::strtoul(std::string(input.line()).c_str(), nullptr, 10) % 500);
  response.headers = {{"Retry-After", std::string(input.line())}};
  response.body = input.rest();
  const auto token = token_from(response, now, "erp token");
  if (!token) {
    const Error& error = token.error();
    require(error.place == "erp token" && !error.code.empty() && !error.remedy.empty());
    require(!error.message.empty() && is_printable(error.message) && is_printable(error.code));
    require(!error.retry_after || (error.retry_after->us >= 0 && *error.retry_after <= days(1)));
    return 0;
  }
  require(response.status / 100 == 2 && !token->text.empty() && is_printable(token->text));
  require(token->text.find(' ') == std::string::npos && token->expires_at >= now);
  if (!token->refresh_token || token->refresh_token->empty()) return 0;
  OAuthClient client;
  client.token_url = "https://id.example/token";
  client.id = "syncline";
  client.secret = "a-secret";
  const auto renewal = refresh_token_request(client, *token->refresh_token);
  require(renewal.ok());
  const auto form = parse_form(renewal->body);
  require(form.size() == 2 && form[1] == std::pair(std::string("refresh_token"), *token->refresh_token));
  return 0;
}
