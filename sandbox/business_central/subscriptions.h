#pragma once
// Subscriptions: who is told of which records. The address proves itself when it is given and at each renewal; what it
// is told is late and gathered; an answer that says no ends the subscription without a word.

#include <functional>
#include <string>
#include <vector>

#include "sandbox/business_central/refusal.h"
#include "sandbox/business_central/tables.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::business_central {

/// What the vendor's own request to an address meets.
using Receiver = std::function<HttpResponse(const HttpRequest&)>;

struct Subscription {
  std::string id, url, resource, client_state;
  Instant expires, modified;
  std::int64_t revision = 1;
  std::size_t told = 0;  ///< so much of the ledger
};

class Subscriptions {
 public:
  void set_receiver(Receiver receiver) { receiver_ = std::move(receiver); }

  HttpResponse answer(const HttpRequest&, const std::string& id, std::size_t ledger, Instant now);
  /// Tells what happened until half a minute ago. What failed is told again with the next call.
  void tell(const std::vector<VendorMutation>& ledger, const std::string& company, Instant now);
  const std::vector<Subscription>& all() const { return all_; }

 private:
  Done<void> hand_shake(const std::string& url, Instant now) const;
  Done<HttpResponse> create(const HttpRequest&, std::size_t ledger, Instant now);
  Done<HttpResponse> renew(Subscription&, const HttpRequest&, Instant now);
  void expire(Instant now);

  Receiver receiver_;
  std::vector<Subscription> all_;
  std::int64_t made_ = 0;
};

}  // namespace syncline::sandbox::business_central
