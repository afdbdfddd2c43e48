#include "sandbox/business_central/business_central_notices.h"

#include "base/json.h"
#include "sandbox/business_central/business_central_model.h"

namespace syncline::sandbox {
namespace {

constexpr Duration look_again = milliseconds(100), patience = seconds(5);

}  // namespace

BusinessCentralNotices::BusinessCentralNotices(Runtime& rt, HttpClient& client, VendorServer& erp)
    : rt_(rt), client_(client), erp_(erp), parker_(rt.make_parker()) {
  erp_.with_model([this](VendorModel& model, Instant) {
    dynamic_cast<BusinessCentralModel&>(model).set_receiver(
        [this](const HttpRequest& request) { return deliver(request); });
  });
  task_ = rt.spawn("notices", [this] { work(); });
}

BusinessCentralNotices::~BusinessCentralNotices() {
  ending_ = true;
  parker_->unpark();
  task_.join();
  erp_.with_model(
      [](VendorModel& model, Instant) { dynamic_cast<BusinessCentralModel&>(model).set_receiver(nullptr); });
}

HttpResponse BusinessCentralNotices::deliver(const HttpRequest& request) {
  auto answer = client_.send(request, rt_.now() + patience);
  return answer ? std::move(*answer) : HttpResponse{504, {}, ""};
}

std::vector<HttpRequest> BusinessCentralNotices::forged(const std::string& id) {
  std::vector<HttpRequest> all;
  for (const char* state : {"", "0123456789abcdef"}) {
    Map notice{{"resource", "api/v2.0/companies(8b3c)/items(" + id + ")"}, {"changeType", "updated"}};
    if (*state != '\0') notice.set("clientState", state);
    all.push_back({"POST",
                   url_,
                   {{"Content-Type", "application/json"}},
                   write_json(Map{{"value", List{std::move(notice)}}}),
                   ""});
  }
  return all;
}

void BusinessCentralNotices::work() {
  while (!ending_) {
    if (!held_) {
      erp_.with_model([](VendorModel& model, Instant now) { dynamic_cast<BusinessCentralModel&>(model).tell(now); });
    }
    parker_->park(rt_.now() + look_again);
  }
}

}  // namespace syncline::sandbox
