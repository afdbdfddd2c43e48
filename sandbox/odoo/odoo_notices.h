#pragma once
// OdooNotices: the automation rule "on save of a contact, send a webhook": for each partner that was written, one
// request that is not repeated. As the vendor does it, whoever wrote: a person, or an integration by the API.

#include <atomic>
#include <mutex>

#include "sandbox/vendor/notices.h"

namespace syncline::sandbox {

class OdooNotices final : public Notices {
 public:
  /// The Runtime, the client and the server outlive it.
  OdooNotices(Runtime&, HttpClient&, VendorServer& crm);
  ~OdooNotices() override;

  /// The secret is the last part of the address.
  void begin(const std::string& url) override;
  void hold(bool) override;
  std::vector<HttpRequest> forged(const std::string& id) override;

 private:
  HttpRequest request(const std::string& url, const std::string& id);
  void work();
  void send_new();

  Runtime& rt_;
  HttpClient& client_;
  VendorServer& crm_;
  std::mutex mutex_;  // of url_ and held_
  std::string url_;
  bool held_ = false;
  std::size_t told_ = 0;  // lines of the ledger; under the model's lock
  std::atomic<bool> ending_{false};
  std::unique_ptr<Parker> parker_;
  Task task_;
};

}  // namespace syncline::sandbox
