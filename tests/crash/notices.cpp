#include "tests/crash/notices.h"

#include <cstdio>
#include <cstdlib>

#include "base/json.h"
#include "net/http_client.h"
#include "runtime/queue_impl.h"

namespace syncline::crash {
namespace {

constexpr int senders = 8;
constexpr Duration again_after = milliseconds(50);

}  // namespace

Notices::Notices(Runtime& rt, std::string url, std::string secret)
    : rt_(rt), url_(std::move(url)), secret_(std::move(secret)), queue_(rt, 1'000'000) {
  for (int n = 0; n < senders; ++n) senders_.push_back(rt.spawn("sender", [this] { send_forever(); }));
}

Notices::~Notices() { queue_.close(); }

void Notices::tell(const std::string& object, const Row& row, bool until_heard) {
  if (until_heard) {
    const std::lock_guard lock(mutex_);
    unheard_.insert(row.id);
  }
  const Value body = Map{{"object", object}, {"record", row.shown()}};
  queue_.push(Notice{write_json(body), until_heard ? row.id : "", until_heard}, far_future);
}

void Notices::send_forever() {
  HttpClientOptions options;
  options.allowed_networks = {"127.0.0.0/8"};
  options.connect_timeout = seconds(1);
  const auto client = make_http_client(rt_, options);
  if (!client) std::abort();
  while (auto notice = queue_.pop()) {
    const HttpRequest request{
        "POST", url_, {{"Content-Type", "application/json"}, {"X-Secret", secret_}}, notice->body, ""};
    const auto answer = (*client)->send(request, rt_.now() + seconds(10));
    const bool heard = answer && answer->status / 100 == 2;
    {
      const std::lock_guard lock(mutex_);
      ++(heard ? acknowledged_ : answer ? refused_ : unanswered_);
      if (heard && notice->until_heard) {
        unheard_.erase(notice->id);
        heard_.insert(notice->id);
      }
    }
    if (heard || !notice->until_heard) continue;
    rt_.sleep_for(again_after);
    queue_.push(std::move(*notice), far_future);
  }
}

std::size_t Notices::unheard() const {
  const std::lock_guard lock(mutex_);
  return unheard_.size();
}

Value Notices::told() const {
  const std::lock_guard lock(mutex_);
  List deals;
  for (const std::string& id : heard_) deals.emplace_back(id);
  return Map{
      {"acknowledged", acknowledged_}, {"refused", refused_}, {"unanswered", unanswered_}, {"deals", std::move(deals)}};
}

}  // namespace syncline::crash
