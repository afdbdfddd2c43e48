#include "sandbox/business_central/subscriptions.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace syncline::sandbox::business_central {
namespace {

constexpr Duration lifetime = days(3), delay = seconds(30);
constexpr std::size_t most_subscriptions = 200, most_notices = 1000;

const std::set<std::string> supported{"customers",        "items",       "salesOrders", "salesInvoices",
                                      "salesCreditMemos", "salesQuotes", "paymentTerms"};

std::string etag_of(const Subscription& each) {
  return "W/\"" + base64("'" + each.id + ";" + std::to_string(each.revision) + "'") + "\"";
}

Map shown(const Subscription& each) {
  return {{"@odata.etag", etag_of(each)},
          {"subscriptionId", each.id},
          {"notificationUrl", each.url},
          {"resource", each.resource},
          {"userId", zero_guid},
          {"lastModifiedDateTime", to_iso(Instant{each.modified.us - each.modified.us % 1000})},
          {"clientState", each.client_state},
          {"expirationDateTime", to_iso(Instant{each.expires.us - each.expires.us % 1'000'000})}};
}

/// "customers" of "/api/v2.0/companies(…)/customers".
std::string set_of(const std::string& resource) { return resource.substr(resource.rfind('/') + 1); }

const char* word_for(MutationVerb verb) {
  return verb == MutationVerb::create ? "created" : verb == MutationVerb::remove ? "deleted" : "updated";
}

}  // namespace

void Subscriptions::expire(Instant now) {
  std::erase_if(all_, [&](const Subscription& each) { return each.expires <= now; });
}

Done<void> Subscriptions::hand_shake(const std::string& url, Instant now) const {
  const std::string token = to_hex(xxh3("handshake " + to_iso(now) + url));
  if (!url.starts_with("https://")) return refused("BadRequest", "The notification URL must use https.");
  HttpRequest request;
  request.method = "POST";
  request.url = url + (url.find('?') == std::string::npos ? "?" : "&") + "validationToken=" + token;
  const HttpResponse answer = receiver_ ? receiver_(request) : HttpResponse{504, {}, ""};
  const std::string* type = syncline::header(answer.headers, "Content-Type");
  if (answer.status != 200 || answer.body != token || !type || !type->starts_with("text/plain"))
    return refused("Application_DialogException", "The notification URL did not answer the validation token.");
  return {};
}

Done<HttpResponse> Subscriptions::create(const HttpRequest& request, std::size_t ledger, Instant now) {
  const Value body = parse_json(request.body).value_or(Value());
  Subscription made;
  made.url = body["notificationUrl"].string_or("");
  made.resource = body["resource"].string_or("");
  made.client_state = body["clientState"].string_or("");
  if (!supported.contains(set_of(made.resource)))
    return refused("BadRequest", "The resource '" + made.resource + "' does not support webhooks.");
  if (all_.size() >= most_subscriptions) return refused("BadRequest", "There are too many subscriptions.");
  if (made.client_state.size() > 50) return refused("Application_StringExceededLength", "clientState is too long.");
  if (auto shaken = hand_shake(made.url, now); !shaken) return fail(shaken.error());
  made.id = "webhook" + std::to_string(++made_);
  made.expires = now + lifetime;
  made.modified = now;
  made.told = ledger;
  all_.push_back(made);
  return json_answer(201, shown(made));
}

Done<HttpResponse> Subscriptions::renew(Subscription& known, const HttpRequest& request, Instant now) {
  const std::string* expected = header(request.headers, "If-Match");
  if (!expected)
    return refused("BadRequest_InvalidToken",
                   "Could not validate the client concurrency token required by the service.");
  if (*expected != "*" && *expected != etag_of(known))
    return refused(409, "Request_EntityChanged", "Another user has already changed the record.");
  const Value body = parse_json(request.body).value_or(Value());
  const std::string url = body["notificationUrl"].string_or(known.url);
  if (auto shaken = hand_shake(url, now); !shaken) return fail(shaken.error());
  known.url = url;
  known.client_state = body["clientState"].string_or(known.client_state);
  known.expires = now + lifetime;
  known.modified = now;
  ++known.revision;
  return json_answer(200, shown(known));
}

HttpResponse Subscriptions::answer(const HttpRequest& request, const std::string& id, std::size_t ledger, Instant now) {
  expire(now);
  auto done = [&]() -> Done<HttpResponse> {
    if (id.empty() && request.method == "POST") return create(request, ledger, now);
    if (id.empty()) {
      List out;
      for (const Subscription& each : all_) out.emplace_back(shown(each));
      return json_answer(200, Map{{"value", std::move(out)}});
    }
    const auto found = std::ranges::find(all_, id, &Subscription::id);
    if (found == all_.end())
      return refused(404, "BadRequest_ResourceNotFound", "The subscription '" + id + "' does not exist.");
    if (request.method == "PATCH") return renew(*found, request, now);
    if (request.method == "GET") return json_answer(200, shown(*found));
    all_.erase(found);
    return HttpResponse{204, {}, ""};
  }();
  return done ? std::move(*done) : answer_of(done.error());
}

void Subscriptions::tell(const std::vector<VendorMutation>& ledger, const std::string& company, Instant now) {
  expire(now);
  const auto old_enough = [&](const VendorMutation& each) { return each.at + delay <= now; };
  const std::size_t until = static_cast<std::size_t>(std::ranges::find_if_not(ledger, old_enough) - ledger.begin());
  std::erase_if(all_, [&](Subscription& each) {
    std::map<std::string, const VendorMutation*> last;  // of each record
    for (std::size_t i = each.told; i < until; ++i) {
      if (ledger[i].model == set_of(each.resource)) last[ledger[i].id] = &ledger[i];
    }
    if (last.empty()) {
      each.told = until;
      return false;
    }
    List notices;
    const std::string root = "api/v2.0/companies(" + company + ")/" + set_of(each.resource);
    for (const auto& [id, mutation] : last) {
      notices.emplace_back(Map{{"subscriptionId", each.id},
                               {"clientState", each.client_state},
                               {"expirationDateTime", to_iso(each.expires)},
                               {"resource", root + "(" + id + ")"},
                               {"changeType", word_for(mutation->verb)},
                               {"lastModifiedDateTime", to_iso(mutation->at)}});
    }
    if (notices.size() > most_notices) {
      notices.resize(1);
      Map& only = notices.front().as_map();
      only.set("changeType", "collection");
      only.set("resource", root + "?$filter=lastModifiedDateTime gt " + to_iso(ledger[each.told].at));
    }
    HttpRequest request;
    request.method = "POST";
    request.url = each.url;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = write_json(Map{{"value", std::move(notices)}});
    const int status = receiver_ ? receiver_(request).status : 504;
    if (status >= 200 && status < 300) each.told = until;
    return status >= 300 && status != 408 && status != 429 && status < 500;
  });
}

}  // namespace syncline::sandbox::business_central
