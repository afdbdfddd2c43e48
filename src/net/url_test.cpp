#include "net/url.h"

#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace syncline {
namespace {

std::string canonical(std::string_view text) {
  const auto url = parse_url(text);
  return url ? to_text(*url) : "refused " + url.error().code;
}

std::string joined(std::string_view base, std::string_view reference) {
  const auto url = join_url(parse_url(base).value(), reference);
  return url ? to_text(*url) : "refused " + url.error().code;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("equal meanings have one spelling") {
  for (const auto& [text, expected] : Pairs{
           {"https://erp.example.com", "https://erp.example.com/"},
           {"HTTPS://ERP.Example.COM./a", "https://erp.example.com/a"},
           {"https://erp.example.com:443/a?", "https://erp.example.com/a?"},
           {"http://erp.example.com:80", "http://erp.example.com/"},
           {"http://erp.example.com:443", "http://erp.example.com:443/"},
           {"https://erp.example.com?x=1", "https://erp.example.com/?x=1"},
           {"https://h/a/./b/../c/%2e%2E/d/.", "https://h/a/d/"},
           {"https://h/../../etc", "https://h/etc"},
           {"https://h/a//b", "https://h/a//b"},
           {"https://h/a%2Fb%c3%bc", "https://h/a%2Fb%c3%bc"},
           {"https://h/q?$filter=name%20eq%20'x'&j={\"a\":[1]}|b",
            "https://h/q?$filter=name%20eq%20'x'&j=%7B%22a%22:[1]%7D%7Cb"},
           {"http://192.0.2.7:8069/", "http://192.0.2.7:8069/"},
           {"http://[2001:DB8:0:0::1]:80/", "http://[2001:db8::1]/"},
           {"http://[::ffff:127.0.0.1]/", "http://[::ffff:127.0.0.1]/"},
           {"https://xn--mller-kva.example/", "https://xn--mller-kva.example/"},
           {"https://my_tenant.example/", "https://my_tenant.example/"},
       }) {
    CAPTURE(text);
    CHECK(canonical(text) == expected);
  }
}

TEST_CASE("what parsers read differently is refused") {
  for (const auto& [text, expected] : Pairs{
           {"", "refused url.scheme"},
           {"erp.example.com/a", "refused url.scheme"},
           {"//erp.example.com/a", "refused url.scheme"},
           {"file:///etc/passwd", "refused url.scheme"},
           {"gopher://h/", "refused url.scheme"},
           {"javascript:alert(1)", "refused url.scheme"},
           {"ftp://h/", "refused url.scheme"},
           {"http:/h/", "refused url.host"},
           {"http:h", "refused url.host"},
           {"http:///a", "refused url.host"},
           {"http://:80/", "refused url.host"},
           {"http://./", "refused url.host"},
           {"https://user@h/", "refused url.userinfo"},
           {"https://user:secret@h/", "refused url.userinfo"},
           {"https://good.example@evil.example/", "refused url.userinfo"},
           {"https://good.example:80@evil.example/", "refused url.userinfo"},
           {"https://good.example\\@evil.example/", "refused url.character"},
           {"https://good.example#@evil.example/", "refused url.fragment"},
           {"https://h/a#b", "refused url.fragment"},
           {"https://h/a b", "refused url.character"},
           {" https://h/", "refused url.character"},
           {"https://h/\r\nX: y", "refused url.character"},
           {"https://h/\t", "refused url.character"},
           {"https://h/%", "refused url.escape"},
           {"https://h/%2", "refused url.escape"},
           {"https://h/%zz", "refused url.escape"},
           {"https://%68/", "refused url.host"},
           {"https://h/ü", "refused url.character"},
           {"https://müller.example/", "refused url.host"},
           {"https://１２７.０.０.１/", "refused url.host"},
           {"https://a。b/", "refused url.host"},
           {"https://h:0/", "refused url.port"},
           {"https://h:65536/", "refused url.port"},
           {"https://h:/", "refused url.port"},
           {"https://h:80a/", "refused url.port"},
           {"https://h:-1/", "refused url.port"},
           {"https://h:1:2/", "refused url.port"},
           {"http://2130706433/", "refused url.host"},
           {"http://0x7f000001/", "refused url.host"},
           {"http://0x7f.1/", "refused url.host"},
           {"http://127.1/", "refused url.host"},
           {"http://127.0.0.01/", "refused url.host"},
           {"http://0177.0.0.1/", "refused url.host"},
           {"http://1.2.3.4.5/", "refused url.host"},
           {"http://1.2.3.256/", "refused url.host"},
           {"http://a.0x1/", "refused url.host"},
           {"http://[::1%25eth0]/", "refused url.host"},
           {"http://[::1]x/", "refused url.host"},
           {"http://[::1/", "refused url.host"},
           {"http://[127.0.0.1]/", "refused url.host"},
           {"http://[v1.x]/", "refused url.host"},
           {"http://a..b/", "refused url.host"},
           {"http://-a.b/", "refused url.host"},
           {"http://a;b/", "refused url.host"},
       }) {
    CAPTURE(text);
    CHECK(canonical(text) == expected);
  }
  CHECK(canonical("https://" + std::string(64, 'a') + "/") == "refused url.host");
  CHECK(canonical("https://h/" + std::string(20000, 'a')) == "refused url.length");
}

TEST_CASE("an error names place and remedy and hides the password") {
  const Error error = parse_url("https://admin:hunter2@erp.example.com/x?key=k1").error();
  const std::string text = describe(error);
  CHECK(error.cls == ErrorClass::config);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("k1") == std::string::npos);
  CHECK(text.find("erp.example.com") != std::string::npos);
  CHECK_FALSE(error.remedy.empty());
  for (const char* misspelt : {"admin:hunter2@erp.example.com//x", "https:admin:hunter2@h/", "https/admin:hunter2@h",
                               "httpsadmin:hunter2@h/s://b:c@h/", "https://a@b:hunter2@h/"})
    CHECK_MESSAGE(describe(parse_url(misspelt).error()).find("hunter2") == std::string::npos, misspelt);
}

TEST_CASE("references resolve as in RFC 3986, 5.4") {
  for (const auto& [reference, expected] : Pairs{
           {"g", "http://a/b/c/g"},
           {"./g", "http://a/b/c/g"},
           {"g/", "http://a/b/c/g/"},
           {"/g", "http://a/g"},
           {"//g", "http://g/"},
           {"?y", "http://a/b/c/d;p?y"},
           {"g?y", "http://a/b/c/g?y"},
           {"", "http://a/b/c/d;p?q"},
           {".", "http://a/b/c/"},
           {"..", "http://a/b/"},
           {"../g", "http://a/b/g"},
           {"../../../g", "http://a/g"},
           {"/./g", "http://a/g"},
           {"g.", "http://a/b/c/g."},
           {"./g/.", "http://a/b/c/g/"},
           {"g;x=1/../y", "http://a/b/c/y"},
           {"https://h:8443/x", "https://h:8443/x"},
           {"file:///x", "refused url.scheme"},
           {"//u@h/", "refused url.userinfo"},
           {"g#s", "refused url.fragment"},
           {"//[::1]:99/x", "http://[::1]:99/x"},
       }) {
    CAPTURE(reference);
    CHECK(joined("http://a/b/c/d;p?q", reference) == expected);
  }
}

TEST_CASE("credentials are bound to an origin: scheme, host and port") {
  const auto at = [](const char* text) { return parse_url(text).value(); };
  CHECK(origin_of(at("https://H.example./a?b")) == "https://h.example");
  CHECK(origin_of(at("http://[::1]:8069/")) == "http://[::1]:8069");
  CHECK(same_origin(at("https://h/a"), at("https://H:443/b")));
  CHECK_FALSE(same_origin(at("https://h/"), at("http://h/")));
  CHECK_FALSE(same_origin(at("https://h/"), at("https://h:8443/")));
  CHECK_FALSE(same_origin(at("https://h/"), at("https://h.evil/")));
}

}  // namespace syncline
