#include "sandbox/odoo/odoo_notices.h"

#include <set>

#include "base/json.h"

namespace syncline::sandbox {
namespace {

constexpr const char* partners = "res.partner";
constexpr Duration look_again = milliseconds(50), patience = seconds(5);

}  // namespace

OdooNotices::OdooNotices(Runtime& rt, HttpClient& client, VendorServer& crm)
    : rt_(rt), client_(client), crm_(crm), parker_(rt.make_parker()) {
  task_ = rt.spawn("odoo notices", [this] { work(); });
}

OdooNotices::~OdooNotices() {
  ending_ = true;
  parker_->unpark();
  task_.join();
}

void OdooNotices::begin(const std::string& url) {
  crm_.with_model([&](VendorModel& model, Instant) { told_ = model.ledger().size(); });
  const std::lock_guard lock(mutex_);
  url_ = url;
}

void OdooNotices::hold(bool on) {
  const std::lock_guard lock(mutex_);
  held_ = on;
}

HttpRequest OdooNotices::request(const std::string& url, const std::string& id) {
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

std::vector<HttpRequest> OdooNotices::forged(const std::string& id) {
  std::string open;
  {
    const std::lock_guard lock(mutex_);
    open = url_.substr(0, url_.rfind('/'));
  }
  return {request(open, id), request(open + "/0123456789abcdef", id)};
}

void OdooNotices::work() {
  while (!ending_) {
    send_new();
    parker_->park(rt_.now() + look_again);
  }
}

void OdooNotices::send_new() {
  std::string url;
  {
    const std::lock_guard lock(mutex_);
    if (held_ || url_.empty()) return;
    url = url_;
  }
  std::set<std::string> written;
  crm_.with_model([&](VendorModel& model, Instant) {
    for (; told_ < model.ledger().size(); ++told_) {
      const VendorMutation& line = model.ledger()[told_];
      if (line.model == partners && line.verb != MutationVerb::remove) written.insert(line.id);
    }
  });
  // It comes once: nobody repeats it, whatever the answer is.
  for (const std::string& id : written) static_cast<void>(client_.send(request(url, id), rt_.now() + patience));
}

}  // namespace syncline::sandbox
