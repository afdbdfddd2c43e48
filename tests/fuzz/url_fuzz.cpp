// Any bytes as a URL, and as a reference found at one: refused without its secrets in the message, or canonical, and
// libcurl, which connects, sees the same host and port in it.
#include <curl/curl.h>
#include <memory>

#include "base/text.h"
#include "net/http_message.h"
#include "net/url.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

std::string part_of(CURLU* handle, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  require(curl_url_get(handle, part, &text, flags) == CURLUE_OK);
  std::string copy(text);
  curl_free(text);
  return copy;
}

void require_seen_alike(const Url& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle(curl_url(), curl_url_cleanup);
  require(curl_url_set(handle.get(), CURLUPART_URL, to_text(url).c_str(), CURLU_PATH_AS_IS) == CURLUE_OK);
  const bool bracketed = url.host.find(':') != std::string::npos;
  require(part_of(handle.get(), CURLUPART_HOST) == (bracketed ? "[" + url.host + "]" : url.host));
  require(part_of(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT) == std::to_string(url.port));
  require(part_of(handle.get(), CURLUPART_SCHEME) == url.scheme);
  require(part_of(handle.get(), CURLUPART_PATH) == url.path);
}

void require_canonical(const Url& url) {
  const auto again = parse_url(to_text(url));
  require(again.ok() && *again == url);
  require(url.path.starts_with('/') && url.port != 0 && !url.host.empty());
  require(same_origin(url, parse_url(origin_of(url)).value()));
  require_seen_alike(url);
}

/// As messages show it: a control byte's escape, with what follows, may spell out anything.
std::string with_escapes(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    escaped += is_control ? percent_encode(std::string_view(&c, 1)) : std::string(1, c);
  }
  return escaped;
}

/// "user:password" of the authority, when it stands nowhere else.
std::string user_in(std::string_view text) {
  const std::size_t begin = text.find("//"), at = text.rfind('@');
  if (begin == std::string_view::npos || at == std::string_view::npos || at < begin + 2) return {};
  const std::string_view user = text.substr(begin + 2, at - begin - 2);
  return std::string(text.find(user) == begin + 2 && text.rfind(user) == begin + 2 ? user : "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const Url base = parse_url("https://erp.example:8443/a/b/c?q=1").value();
  if (const auto url = parse_url(text)) {
    require_canonical(*url);
  } else {
    const Error& error = url.error();
    require(error.cls == ErrorClass::config && error.code.starts_with("url.") && !error.remedy.empty());
    const std::string user = user_in(with_escapes(text));
    require(user.size() < 12 || describe(error).find(user) == std::string::npos);
  }
  if (const auto joined = join_url(base, text)) require_canonical(*joined);
  require(percent_decode(percent_encode(text)) == text);
  std::string form;
  for (const auto& [name, value] : parse_form(text))
    form += (form.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  require(parse_form(form) == parse_form(text));
  return 0;
}
