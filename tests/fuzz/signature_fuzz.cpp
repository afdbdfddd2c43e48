// Any request before each signature scheme: refused unless it was signed, and then only as it was signed and in time.
// Lines of the input: scheme, id or prefix, timestamp, the header as given; the rest is the body.
#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/hash.h"
#include "base/text.h"
#include "net/webhook_signature.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const Instant now{1'795'227'904'000'000};
const std::string key = "0123456789abcdef-key";

/// By the library, so that a mistake of ours in the hash would show.
std::string hmac(std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), out.data(), &length);
  return {reinterpret_cast<const char*>(out.data()), length};
}

struct Scheme {
  WebhookVerifier verifier;
  WebhookScheme words;
};

Scheme made(WebhookScheme words) {
  auto verifier = WebhookVerifier::make(words);
  require(verifier.ok());
  return {std::move(*verifier), std::move(words)};
}

const std::array<Scheme, 5>& schemes() {
  using Kind = WebhookScheme::Kind;
  static const std::array<Scheme, 5> all = [] {
    WebhookScheme standard, body, timed, whole, shared;
    standard.secrets = {"whsec_" + base64(key)};
    body.kind = timed.kind = whole.kind = Kind::hmac_sha256;
    body.header = timed.header = whole.header = shared.header = "X-Signature";
    body.secrets = timed.secrets = whole.secrets = shared.secrets = {key};
    body.prefix = "sha256=";
    timed.signed_text = "{timestamp}.{body}";
    timed.timestamp_header = whole.timestamp_header = "X-Time";
    timed.encoding = WebhookScheme::Encoding::base64;
    whole.signed_text = "{method}{url}{path}{body}{timestamp}";
    whole.timestamp_in_ms = true;
    whole.public_url = "https://sync.example";
    shared.kind = Kind::shared_secret;
    shared.prefix = "Bearer ";
    return std::array{made(standard), made(body), made(timed), made(whole), made(shared)};
  }();
  return all;
}

struct Message {
  std::string id, timestamp, body;
};

HttpRequest request_of(const Scheme& scheme, const Message& message, const std::string& proof) {
  HttpRequest request{.method = "POST", .url = "/hooks/crm?x=1", .headers = {}, .body = message.body, .peer = ""};
  if (scheme.words.kind == WebhookScheme::Kind::standard_webhooks) {
    request.headers = {
        {"webhook-id", message.id}, {"webhook-timestamp", message.timestamp}, {"webhook-signature", proof}};
    return request;
  }
  request.headers = {{scheme.words.header, proof}};
  if (!scheme.words.timestamp_header.empty())
    request.headers.emplace_back(scheme.words.timestamp_header, message.timestamp);
  return request;
}

std::string proof_of(const Scheme& scheme, const Message& m) {
  switch (&scheme - schemes().data()) {
    case 0: return "v1," + base64(hmac(m.id + "." + m.timestamp + "." + m.body));
    case 1: return "sha256=" + to_hex(hmac(m.body));
    case 2: return base64(hmac(m.timestamp + "." + m.body));
    case 3: return to_hex(hmac("POSThttps://sync.example/hooks/crm?x=1/hooks/crm?x=1" + m.body + m.timestamp));
    default: return "Bearer " + key;
  }
}

bool accepts(const Scheme& scheme, const Message& message, const std::string& proof, Instant at = now) {
  const auto verified = scheme.verifier.verify(request_of(scheme, message, proof), at);
  if (verified) return true;
  require(verified.error().cls == ErrorClass::auth && verified.error().message.find(key) == std::string::npos);
  return false;
}

void require_bound(const Scheme& scheme, const Message& message, std::size_t where) {
  const std::string proof = proof_of(scheme, message);
  require(accepts(scheme, message, proof));
  if (scheme.words.kind == WebhookScheme::Kind::shared_secret) return;
  Message other = message;
  other.body += "x";
  require(!accepts(scheme, other, proof));
  if (!message.body.empty()) {
    other = message;
    char& byte = other.body[where % other.body.size()];
    byte = static_cast<char>(byte ^ 1);
    require(!accepts(scheme, other, proof));
  }
  if (scheme.words.kind != WebhookScheme::Kind::standard_webhooks && scheme.words.timestamp_header.empty()) return;
  require(accepts(scheme, message, proof, now + minutes(5)));
  require(!accepts(scheme, message, proof, now + minutes(5) + seconds(1)));
  require(!accepts(scheme, message, proof, now - minutes(5) - seconds(1)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Scheme& scheme = schemes()[input.byte() % schemes().size()];
  const std::size_t where = input.byte();
  Message message;
  message.id = trim(input.line());
  message.timestamp = input.line();
  const std::string given(input.line());
  message.body = input.rest();
  const bool shows_key = scheme.words.kind == WebhookScheme::Kind::shared_secret && trim(given) == "Bearer " + key;
  require(accepts(scheme, message, given) == shows_key);
  message.timestamp = std::to_string(scheme.words.timestamp_in_ms ? now.us / 1000 : now.us / 1'000'000);
  if (message.id.empty()) message.id = "msg_1";
  require_bound(scheme, message, where);
  return 0;
}
