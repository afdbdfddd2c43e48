#pragma once
// Automation: the CRM's rule "on save of a contact, send a webhook": for each partner that was written, one request
// that is not repeated. As the vendor does it, whoever wrote: a person, or an integration by the API.

#include <atomic>
#include <mutex>

#include "net/http_client.h"
#include "sandbox/http/vendor_server.h"

namespace syncline::sandbox {

class Automation {
 public:
  /// The Runtime, the client and the server outlive it.
  Automation(Runtime&, HttpClient&, VendorServer& crm);
  ~Automation();
  Automation(const Automation&) = delete;
  Automation& operator=(const Automation&) = delete;

  /// From now on what is written is sent there; "" turns the rule off: what is written meanwhile is never sent.
  void send_to(std::string url);
  /// The request that tells of this partner.
  HttpRequest request(const std::string& url, const std::string& id);

 private:
  void work();
  void send_new();

  Runtime& rt_;
  HttpClient& client_;
  VendorServer& crm_;
  std::mutex mutex_;  // of url_ and told_
  std::string url_;
  std::size_t told_ = 0;  // lines of the ledger
  std::atomic<bool> ending_{false};
  std::unique_ptr<Parker> parker_;
  Task task_;
};

}  // namespace syncline::sandbox
