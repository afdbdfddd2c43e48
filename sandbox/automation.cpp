#include "sandbox/automation.h"

#include <set>

#include "base/json.h"

namespace syncline::sandbox {
namespace {

constexpr const char* partners = "res.partner";
constexpr Duration look_again = milliseconds(50), patience = seconds(5);

}  // namespace

Automation::Automation(Runtime& rt, HttpClient& client, VendorServer& crm)
    : rt_(rt), client_(client), crm_(crm), parker_(rt.make_parker()) {
  task_ = rt.spawn("automation", [this] { work(); });
}

Automation::~Automation() {
  ending_ = true;
  parker_->unpark();
  task_.join();
}

void Automation::send_to(std::string url) {
  send_new();
  const std::lock_guard lock(mutex_);
  url_ = std::move(url);
}

HttpRequest Automation::request(const std::string& url, const std::string& id) {
  Map body{{"_action", "Send Webhook Notification"}, {"_model", partners}};
  crm_.with_model([&](VendorModel& model, Instant) {
    const Value record = model.record(partners, id);
    body.set("_id", record["id"]);
    body.set("is_company", record["is_company"]);
    body.set("parent_id", record["parent_id"].is_list() ? record["parent_id"].at(0) : Value(false));
    body.set("type", record["type"]);
  });
  return {"POST", url, {{"Content-Type", "application/json"}}, write_json(Value(std::move(body))), ""};
}

void Automation::work() {
  while (!ending_) {
    send_new();
    parker_->park(rt_.now() + look_again);
  }
}

void Automation::send_new() {
  std::set<std::string> written;
  std::string url;
  {
    const std::lock_guard lock(mutex_);
    url = url_;
    crm_.with_model([&](VendorModel& model, Instant) {
      for (; told_ < model.ledger().size(); ++told_) {
        const VendorMutation& line = model.ledger()[told_];
        if (line.model == partners && line.verb != MutationVerb::remove) written.insert(line.id);
      }
    });
  }
  if (url.empty()) return;
  // It comes once: nobody repeats it, whatever the answer is.
  for (const std::string& id : written) static_cast<void>(client_.send(request(url, id), rt_.now() + patience));
}

}  // namespace syncline::sandbox
