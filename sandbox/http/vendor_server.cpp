#include "sandbox/http/vendor_server.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "runtime/leaf_mutex.h"

namespace syncline::sandbox {
namespace {

constexpr std::size_t most_served = 10'000;
constexpr const char* proxy_page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

HttpResponse page(int status, std::string body) {
  return {status, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body)};
}

bool use_up(int& count) {
  if (count <= 0) return false;
  --count;
  return true;
}

/// What a request meets instead of, or after, the model's answer.
struct Reply {
  enum class Way : std::uint8_t { answered, lost, late, unsent, huge } way = Way::answered;
  HttpResponse response;
};

}  // namespace

struct VendorServer::Parts {
  struct Past {
    Instant until;  ///< the state before this moment
    std::unique_ptr<VendorModel> model;
  };
  struct Late {
    Instant due;
    HttpRequest request;
  };

  Parts(Runtime& runtime, std::unique_ptr<VendorModel> m) : rt(runtime), model(std::move(m)) {}

  /// Before anything changes the model.
  void remember(Instant now) {
    std::erase_if(past, [&](const Past& each) { return each.until <= now - faults.stale_reads; });
    if (faults.stale_reads.us > 0) past.push_back({now, model->clone()});
  }

  void commit_late(Instant now) {
    for (;;) {
      const auto next = std::ranges::min_element(late, {}, &Late::due);
      if (next == late.end() || next->due > now) return;
      const Late due = std::move(*next);
      late.erase(next);
      remember(due.due);
      model->answer(due.request, due.due);
    }
  }

  VendorModel& seen_by_reads(Instant now) {
    for (Past& each : past) {
      if (faults.stale_reads.us > 0 && each.until > now - faults.stale_reads) return *each.model;
    }
    return *model;
  }

  HttpResponse answer(const HttpRequest& request, bool write, Instant now) {
    if (!write) return seen_by_reads(now).answer(request, now);
    remember(now);
    return model->answer(request, now);
  }

  Reply reply(const HttpRequest& request, bool write, Instant now) {
    using Way = Reply::Way;
    if (!write && std::exchange(unavailable, false))
      return {Way::answered, page(503, "<html><body>Try later</body></html>")};
    if (use_up(faults.throttle)) {
      const std::int64_t wait = (faults.retry_after.us + 999'999) / 1'000'000;
      return {Way::answered, {429, {{"Retry-After", std::to_string(wait)}}, ""}};
    }
    if (use_up(faults.expire_sessions)) model->expire_sessions();
    if (use_up(faults.html_answers)) return {Way::answered, page(200, "<html><body>Please sign in</body></html>")};
    const bool hit = write && (!faults.only || faults.only(request));
    if (hit && use_up(faults.no_connections)) return {Way::unsent, {}};
    if (hit && use_up(faults.lose_requests)) return {Way::lost, {}};
    if (hit && use_up(faults.bad_gateway_before)) return {Way::answered, page(502, proxy_page)};
    if (hit && use_up(faults.timeouts)) return {Way::late, {}};
    if (hit && use_up(faults.late_commits)) {
      late.push_back({now + faults.late_by, request});
      return {Way::late, {}};
    }
    HttpResponse response = answer(request, write, now);
    if (hit && use_up(faults.lose_answers)) return {Way::lost, {}};
    if (hit && use_up(faults.bad_gateway)) return {Way::answered, page(502, proxy_page)};
    if (hit && use_up(faults.huge_answers)) return {Way::huge, {}};
    unavailable = hit && use_up(faults.then_unavailable);
    if (hit && use_up(faults.empty_answers)) {
      response.body.clear();
    } else if ((hit && use_up(faults.cut_answers)) || use_up(faults.truncated_answers)) {
      response.body.resize(response.body.size() / 2);
    } else if (faults.alter && use_up(faults.altered_answers)) {
      faults.alter(response);
    }
    return {Way::answered, std::move(response)};
  }

  Reply serve(const HttpRequest& request) {
    const Instant now = rt.now();
    const std::lock_guard lock(mutex);
    commit_late(now);
    const bool write = model->is_write(request);
    Reply out = reply(request, write, now);
    ++requests;
    if (served.size() == most_served) served.pop_front();
    served.push_back(
        {now, request.method, request.url, write, out.way == Reply::Way::answered ? out.response.status : 0});
    return out;
  }

  Runtime& rt;
  mutable LeafMutex mutex;
  std::unique_ptr<VendorModel> model;
  HttpFaults faults;
  bool unavailable = false;  ///< the next read finds it so
  std::vector<Past> past;
  std::vector<Late> late;
  std::deque<ServedRequest> served;
  std::size_t requests = 0;
};

VendorServer::VendorServer(Runtime& rt, std::unique_ptr<VendorModel> model)
    : parts_(std::make_unique<Parts>(rt, std::move(model))) {}
VendorServer::~VendorServer() = default;

Result<HttpResponse, TransportError> VendorServer::send(const HttpRequest& request, Instant deadline, Runtime& caller) {
  caller.yield();
  Reply reply = parts_->serve(request);
  caller.yield();
  using Sent = TransportError::Sent;
  if (reply.way == Reply::Way::lost)
    return fail(TransportError{Sent::maybe, ErrorClass::transient, "the connection broke before the answer"});
  if (reply.way == Reply::Way::late) {
    caller.sleep_until(deadline);
    return fail(TransportError{Sent::maybe, ErrorClass::transient, "no answer within the deadline"});
  }
  if (reply.way == Reply::Way::unsent)
    return fail(TransportError{Sent::no, ErrorClass::transient, "no connection could be made"});
  if (reply.way == Reply::Way::huge || reply.response.body.size() > faults().max_answer)
    return fail(TransportError{Sent::maybe, ErrorClass::transient, "the answer is larger than allowed"});
  return std::move(reply.response);
}

HttpResponse VendorServer::handle(const HttpRequest& request) {
  Reply reply = parts_->serve(request);
  if (reply.way != Reply::Way::answered && reply.way != Reply::Way::late) return page(502, proxy_page);
  if (reply.way == Reply::Way::late) return page(504, "<html><body>Gateway Timeout</body></html>");
  return std::move(reply.response);
}

std::unique_ptr<HttpClient> VendorServer::client() { return client_of(parts_->rt); }

std::unique_ptr<HttpClient> VendorServer::client_of(Runtime& process) {
  struct Client final : HttpClient {
    Client(VendorServer& s, Runtime& p) : server(s), caller(p) {}
    Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant deadline) override {
      return server.send(request, deadline, caller);
    }
    VendorServer& server;
    Runtime& caller;
  };
  return std::make_unique<Client>(*this, process);
}

void VendorServer::set_faults(HttpFaults faults) {
  const std::lock_guard lock(parts_->mutex);
  parts_->faults = std::move(faults);
}

HttpFaults VendorServer::faults() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->faults;
}

void VendorServer::with_model(const std::function<void(VendorModel&, Instant now)>& body) {
  const Instant now = parts_->rt.now();
  const std::lock_guard lock(parts_->mutex);
  parts_->commit_late(now);
  parts_->remember(now);
  body(*parts_->model, now);
}

std::size_t VendorServer::requests() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->requests;
}

std::vector<ServedRequest> VendorServer::served() const {
  const std::lock_guard lock(parts_->mutex);
  return {parts_->served.begin(), parts_->served.end()};
}

}  // namespace syncline::sandbox
