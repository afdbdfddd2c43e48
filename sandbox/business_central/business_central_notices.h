#pragma once
// BusinessCentralNotices: what Business Central sends to those who subscribed: the handshake at once, news half a
// minute later. Who wants them has to ask: begin() is not needed.

#include <atomic>

#include "sandbox/vendor/notices.h"

namespace syncline::sandbox {

class BusinessCentralNotices final : public Notices {
 public:
  /// The Runtime, the client and the server outlive it.
  BusinessCentralNotices(Runtime&, HttpClient&, VendorServer& erp);
  ~BusinessCentralNotices() override;

  void begin(const std::string& url) override { url_ = url; }
  void hold(bool on) override { held_ = on; }
  std::vector<HttpRequest> forged(const std::string& id) override;

 private:
  HttpResponse deliver(const HttpRequest&);
  void work();

  Runtime& rt_;
  HttpClient& client_;
  VendorServer& erp_;
  std::string url_;
  std::atomic<bool> held_{false}, ending_{false};
  std::unique_ptr<Parker> parker_;
  Task task_;
};

}  // namespace syncline::sandbox
