// The one file with Asio. Everything that touches a connection runs on the I/O task; handlers run on workers, which get
// a request from the queue and post its response back. The steady clock is Asio's own, for deadlines of connections.

// clang-format off: before Boost
#include "net/boost_config.h"
// clang-format on
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <set>
#include <vector>

#include "net/http_server.h"
#include "net/ip_address.h"
#include "net/request_reader.h"
#include "net/response_text.h"
#include "runtime/queue.h"

namespace syncline {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int max_turned_away = 64;  ///< connections that are being told 503; beyond it they are just closed
constexpr std::size_t max_discarded = 1u << 20;  ///< read and dropped after a refusal, so that the peer sees the answer
constexpr Duration linger_deadline = seconds(1);
constexpr Duration stop_grace = seconds(5);  ///< for responses that are being written when the server stops

std::chrono::microseconds chrono_of(Duration d) { return std::chrono::microseconds(d.us); }

class AsioServer;

/// One connection: reading → handling → writing → reading …, or → lingering → closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(AsioServer& server, tcp::socket socket, bool turned_away);

  void next_request();
  void turn_away() { write(overloaded_response("too many connections"), false); }
  void respond(const HttpResponse&);
  /// At stop: only a request that a handler has, or whose answer is on its way, is worth waiting for.
  bool is_working() const { return phase_ == Phase::handling || phase_ == Phase::writing; }
  void close();

  const bool turned_away;  ///< it only gets a 503

 private:
  enum class Phase : std::uint8_t { reading, handling, writing, lingering, closed };

  void read();
  void proceed(RequestReader::State);
  void say_continue();
  void dispatch();
  void write(const HttpResponse&, bool keep_alive);
  void on_written(bool keep_alive);
  void linger(std::size_t discarded);
  void close_at(SteadyTime);
  void on_deadline();

  AsioServer& server_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  RequestReader reader_;
  std::string peer_;
  std::vector<char> in_;
  std::string out_;
  SteadyTime first_byte_{};
  bool begun_ = false, continued_ = false, head_ = false, keep_alive_ = false;
  Phase phase_ = Phase::reading;
  std::uint64_t timer_epoch_ = 0;
};

struct Job {
  std::shared_ptr<Connection> connection;
  HttpRequest request;
};

class AsioServer final : public HttpServer {
 public:
  AsioServer(Runtime& runtime, const HttpServerOptions& given, HttpHandler handler)
      : rt(runtime), options(given), handler_(std::move(handler)), queue_(runtime, given.queue) {}
  ~AsioServer() override { stop(); }

  error_code listen(const asio::ip::address& address);
  void run();
  std::uint16_t port() const override { return port_; }
  void stop() override;

  /// False when the queue is full or the server stops; the job is then untouched.
  bool offer(Job& job);
  void forget(const std::shared_ptr<Connection>& connection);
  bool stopping() const { return stopping_.load(std::memory_order_acquire); }

  Runtime& rt;
  const HttpServerOptions options;
  asio::io_context io{1};

 private:
  void accept();
  void on_accept(tcp::socket);
  void accept_again_soon();
  void work();
  void answer(Job, HttpResponse);
  void close_idle();
  void end_soon();

  const HttpHandler handler_;
  Queue<Job> queue_;
  tcp::acceptor acceptor_{io};
  asio::steady_timer pause_{io}, grace_{io};
  asio::executor_work_guard<asio::io_context::executor_type> alive_{io.get_executor()};
  std::set<std::shared_ptr<Connection>> connections_;
  int turned_away_ = 0;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::vector<Task> workers_;
  Task io_task_;
};

Connection::Connection(AsioServer& server, tcp::socket socket, bool away)
    : turned_away(away),
      server_(server),
      socket_(std::move(socket)),
      timer_(server.io),
      reader_(server.options.max_header_bytes, server.options.max_body_bytes),
      in_(away ? 1024 : 16384) {
  error_code ec;
  const auto endpoint = socket_.remote_endpoint(ec);
  if (const auto address = parse_ip(endpoint.address().to_string(ec))) peer_ = to_text(unmapped(*address));
  socket_.set_option(tcp::no_delay(true), ec);
}

void Connection::next_request() {
  phase_ = Phase::reading;
  begun_ = continued_ = false;
  close_at(std::chrono::steady_clock::now() + chrono_of(server_.options.idle_deadline));
  proceed(reader_.feed({}));
}

void Connection::read() {
  socket_.async_read_some(asio::buffer(in_), [self = shared_from_this()](error_code ec, std::size_t n) {
    if (self->phase_ != Phase::reading) return;
    if (ec) return self->close();
    self->proceed(self->reader_.feed({self->in_.data(), n}));
  });
}

void Connection::proceed(RequestReader::State state) {
  if (!begun_ && reader_.begun()) {
    begun_ = true;
    first_byte_ = std::chrono::steady_clock::now();
    close_at(first_byte_ + chrono_of(server_.options.header_deadline));
  }
  switch (state) {
    case RequestReader::State::header: return read();
    case RequestReader::State::body:
      close_at(first_byte_ + chrono_of(server_.options.request_deadline));
      return reader_.expects_continue() && !continued_ ? say_continue() : read();
    case RequestReader::State::complete: return dispatch();
    case RequestReader::State::refused: return write(reader_.refusal(), false);
  }
}

void Connection::say_continue() {
  continued_ = true;
  out_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this()](error_code ec, std::size_t) {
    if (self->phase_ != Phase::reading) return;
    if (ec) return self->close();
    self->read();
  });
}

void Connection::dispatch() {
  phase_ = Phase::handling;
  ++timer_epoch_;
  timer_.cancel();
  keep_alive_ = reader_.keep_alive();
  Job job{shared_from_this(), reader_.take()};
  head_ = job.request.method == "HEAD";
  job.request.peer = peer_;
  if (!server_.offer(job)) respond(overloaded_response("the server is busy"));
}

void Connection::respond(const HttpResponse& response) {
  if (phase_ == Phase::handling) write(response, keep_alive_ && !server_.stopping() && !server_.rt.stopping());
}

void Connection::write(const HttpResponse& response, bool keep_alive) {
  phase_ = Phase::writing;
  close_at(std::chrono::steady_clock::now() + chrono_of(server_.options.request_deadline));
  out_ = render_response(response, {.head = head_, .keep_alive = keep_alive, .now = server_.rt.now()});
  asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this(), keep_alive](error_code ec, std::size_t) {
    if (self->phase_ != Phase::writing) return;
    if (ec) return self->close();
    self->on_written(keep_alive);
  });
}

void Connection::on_written(bool keep_alive) {
  head_ = false;
  if (server_.stopping()) return close();
  if (keep_alive) return next_request();
  error_code ec;
  socket_.shutdown(tcp::socket::shutdown_send, ec);
  phase_ = Phase::lingering;
  close_at(std::chrono::steady_clock::now() + chrono_of(linger_deadline));
  linger(0);
}

// Closing with unread bytes would reset the connection, and the reset may overtake the answer.
void Connection::linger(std::size_t discarded) {
  if (discarded > max_discarded) return close();
  socket_.async_read_some(asio::buffer(in_), [self = shared_from_this(), discarded](error_code ec, std::size_t n) {
    if (self->phase_ != Phase::lingering) return;
    if (ec) return self->close();
    self->linger(discarded + n);
  });
}

void Connection::close_at(SteadyTime time) {
  timer_.expires_at(time);
  timer_.async_wait([self = shared_from_this(), epoch = ++timer_epoch_](error_code ec) {
    if (!ec && epoch == self->timer_epoch_) self->on_deadline();
  });
}

void Connection::on_deadline() {
  if (phase_ != Phase::reading || !begun_) return close();
  phase_ = Phase::writing;  // the pending read ends without effect
  error_code ec;
  socket_.cancel(ec);
  write(plain_response(408, "the request took too long"), false);
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  ++timer_epoch_;
  timer_.cancel();
  error_code ec;
  socket_.close(ec);
  server_.forget(shared_from_this());
}

error_code AsioServer::listen(const asio::ip::address& address) {
  error_code ec;
  const tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(tcp::acceptor::max_listen_connections, ec);
  if (!ec) port_ = acceptor_.local_endpoint(ec).port();
  return ec;
}

void AsioServer::run() {
  accept();
  io_task_ = rt.spawn("http io", [this] { io.run(); });
  for (int i = 0; i < options.workers; ++i) {
    workers_.push_back(rt.spawn("http worker", [this] { work(); }));
  }
}

void AsioServer::accept() {
  acceptor_.async_accept([this](error_code ec, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (ec) return accept_again_soon();
    on_accept(std::move(socket));
    accept();
  });
}

// Out of descriptors, most likely: trying again at once would only burn the processor.
void AsioServer::accept_again_soon() {
  pause_.expires_after(std::chrono::milliseconds(50));
  pause_.async_wait([this](error_code ec) {
    if (!ec && acceptor_.is_open()) accept();
  });
}

void AsioServer::on_accept(tcp::socket socket) {
  const bool full = static_cast<int>(connections_.size()) - turned_away_ >= options.max_connections;
  if (full && turned_away_ >= max_turned_away) return;  // the socket closes here
  const auto connection = std::make_shared<Connection>(*this, std::move(socket), full);
  connections_.insert(connection);
  if (full) ++turned_away_;
  full ? connection->turn_away() : connection->next_request();
}

// The I/O task is the only one that pushes: there is room if there was room.
bool AsioServer::offer(Job& job) {
  if (rt.stopping() || queue_.size() >= std::max<std::size_t>(options.queue, 1)) return false;
  return queue_.push(job, Instant{});
}

void AsioServer::forget(const std::shared_ptr<Connection>& connection) {
  if (connection->turned_away) --turned_away_;
  connections_.erase(connection);
  if (stopping() && connections_.empty()) grace_.cancel();
}

void AsioServer::work() {
  while (auto job = queue_.pop()) {
    HttpResponse response;
    try {
      response = handler_(job->request);
    } catch (const Stopped&) {
      answer(std::move(*job), overloaded_response("the server is stopping"));
      throw;
    } catch (...) {
      response = plain_response(500, "internal error");
    }
    answer(std::move(*job), std::move(response));
  }
}

// The connection's last owner is always the I/O task: its socket must not be destroyed elsewhere.
void AsioServer::answer(Job job, HttpResponse response) {
  asio::post(
      io, [connection = std::move(job.connection), response = std::move(response)] { connection->respond(response); });
}

void AsioServer::stop() {
  if (stopping_.exchange(true)) return;
  asio::post(io, [this] { close_idle(); });
  queue_.close();
  for (Task& worker : workers_) worker.join();
  while (auto job = queue_.pop(Instant{})) answer(std::move(*job), overloaded_response("the server is stopping"));
  asio::post(io, [this] { end_soon(); });
  alive_.reset();
  io_task_.join();
}

void AsioServer::close_idle() {
  error_code ec;
  acceptor_.close(ec);
  pause_.cancel();
  const auto all = connections_;
  for (const auto& connection : all) {
    if (!connection->is_working()) connection->close();
  }
}

void AsioServer::end_soon() {
  if (connections_.empty()) return;
  grace_.expires_after(chrono_of(stop_grace));
  grace_.async_wait([this](error_code) {
    const auto all = connections_;
    for (const auto& connection : all) connection->close();
  });
}

Failure<Error> cannot_listen(const HttpServerOptions& options, ErrorClass cls, std::string why, std::string remedy) {
  return fail(
      Error{.cls = cls,
            .code = "net.listen",
            .message = "cannot listen on " + options.address + " port " + std::to_string(options.port) + ": " + why,
            .place = "HTTP server",
            .remedy = std::move(remedy),
            .retry_after = {}});
}

}  // namespace

Result<std::unique_ptr<HttpServer>, Error> start_http_server(Runtime& rt, const HttpServerOptions& options,
                                                             HttpHandler handler) {
  error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec) {
    return cannot_listen(options, ErrorClass::config, "the address is not an IP address",
                         "Use 127.0.0.1, ::1 or an address of this machine.");
  }
  if (options.workers < 1 || options.max_connections < 1) {
    return cannot_listen(options, ErrorClass::config, "there must be at least one worker and one connection",
                         "Raise workers or max_connections.");
  }
  auto server = std::make_unique<AsioServer>(rt, options, std::move(handler));
  if ((ec = server->listen(address))) {
    if (ec == asio::error::address_in_use) {
      return cannot_listen(options, ErrorClass::transient, "the port is taken",
                           "Stop the other program or choose another port.");
    }
    return cannot_listen(options, ErrorClass::config, ec.message(),
                         "Choose an address of this machine, and a port that this user may open.");
  }
  server->run();
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace syncline
