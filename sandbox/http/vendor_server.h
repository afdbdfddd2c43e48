#pragma once
// VendorServer: a VendorModel with a clock, a lock and faults: what an HTTP client meets. Serves an HttpHandler (the
// demo, `syncline sandbox`) and an HttpClient without sockets (tests, the simulator). Thread-safe.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/http_client.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox {

/// Counts are used up by the requests that they hit, one fault per request, in this order.
struct HttpFaults {
  int throttle = 0;  ///< 429, nothing is done …
  Duration retry_after = seconds(30);
  int expire_sessions = 0;  ///< before so many requests every sign-in becomes void; other faults still hit
  int html_answers = 0;     ///< any: 200 with a web page, nothing is done
  int lose_requests = 0;    ///< writes: the connection breaks, nothing was done; the caller cannot know
  int late_commits = 0;     ///< writes: the caller's deadline passes; done `late_by` after the request
  Duration late_by = seconds(90);
  int lose_answers = 0;        ///< writes: done, but the connection breaks before the answer
  int bad_gateway = 0;         ///< writes: done, answered 502 with a page of a proxy
  int bad_gateway_before = 0;  ///< writes: answered 502 with a page of a proxy, nothing was done
  int timeouts = 0;            ///< writes: the caller's deadline passes, nothing was done
  int empty_answers = 0;       ///< writes: done, 200 without a body
  int no_connections = 0;      ///< writes: no connection comes about, nothing is sent
  int huge_answers = 0;        ///< writes: done, the answer is too large for its reader
  int cut_answers = 0;         ///< writes: done, the body of the answer ends in the middle
  int then_unavailable = 0;    ///< writes: done and answered; the read that follows gets a 503
  int truncated_answers = 0;   ///< any: the body ends in the middle
  int altered_answers = 0;     ///< any: done, then `alter` has its way with the answer
  std::function<void(HttpResponse&)> alter = nullptr;
  std::function<bool(const HttpRequest&)> only = nullptr;  ///< the writes that are hit, asked once of each; null: all
  Duration stale_reads{};                                  ///< reads see the state of so long ago (a search replica)
  std::size_t max_answer = std::size_t{64} << 20;          ///< a client gives up on a longer body, as the real one does
};

/// One request as it was served.
struct ServedRequest {
  Instant at;
  std::string method, url;
  bool write = false;
  int status = 0;  ///< 0: the client got none
};

class VendorServer {
 public:
  VendorServer(Runtime&, std::unique_ptr<VendorModel>);
  ~VendorServer();

  /// Without transport: a lost answer or request is a 502, a late commit a 504 at once. For start_http_server.
  HttpResponse handle(const HttpRequest&);
  /// Never blocks but for the fault `late_commits`, which waits for the deadline. Other tasks may run before and after.
  /// The server outlives it; any host.
  std::unique_ptr<HttpClient> client();
  /// For the tasks of a process of its own, which may die while it waits for an answer.
  std::unique_ptr<HttpClient> client_of(Runtime& process);

  void set_faults(HttpFaults);
  HttpFaults faults() const;  ///< what is left of them
  /// Runs `body` with the model while nobody else sees it; the time is passed in. `body` must not wait.
  void with_model(const std::function<void(VendorModel&, Instant now)>& body);
  std::size_t requests() const;
  std::vector<ServedRequest> served() const;  ///< the latest thousands

 private:
  struct Parts;
  Result<HttpResponse, TransportError> send(const HttpRequest&, Instant deadline, Runtime& caller);
  std::unique_ptr<Parts> parts_;
};

}  // namespace syncline::sandbox
