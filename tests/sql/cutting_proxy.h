#pragma once
// Stands between us and the server, and cuts the connection when the server says a certain thing, which we then never
// hear.

#include <arpa/inet.h>
#include <atomic>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace syncline::sql {

class CuttingProxy {
 public:
  explicit CuttingProxy(int to) : to_(to), listens_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at = loopback(0);
    socklen_t length = sizeof at;
    bind(listens_, reinterpret_cast<sockaddr*>(&at), length);
    listen(listens_, 16);
    getsockname(listens_, reinterpret_cast<sockaddr*>(&at), &length);
    port_ = ntohs(at.sin_port);
    accepts_ = std::thread([this] {
      for (;;) {
        const int client = accept(listens_, nullptr, nullptr);
        if (client < 0) return;
        carried_.emplace_back([this, client] { carry(client); });
      }
    });
  }
  ~CuttingProxy() {
    ends_ = true;
    shutdown(listens_, SHUT_RDWR);
    accepts_.join();
    for (std::thread& each : carried_) each.join();
    close(listens_);
  }
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const { return port_; }
  /// Once.
  void cut_after(std::string words) {
    const std::lock_guard lock(mutex_);
    words_ = std::move(words);
  }
  bool has_cut() const { return has_cut_; }

 private:
  static sockaddr_in loopback(int port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
  }

  bool is_said(const std::string& piece) {
    const std::lock_guard lock(mutex_);
    if (words_.empty() || piece.find(words_) == std::string::npos) return false;
    words_.clear();
    return has_cut_ = true;
  }

  void carry(int client) {
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in at = loopback(to_);
    bool open = connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    while (open && !ends_) {
      pollfd both[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (poll(both, 2, 100) <= 0) continue;
      for (const pollfd& each : both) {
        if (each.revents == 0) continue;
        std::string piece(65536, '\0');
        const ssize_t n = read(each.fd, piece.data(), piece.size());
        open = open && n > 0;
        if (n <= 0) continue;
        piece.resize(static_cast<std::size_t>(n));
        const bool is_server = each.fd == server;
        open = open && !(is_server && is_said(piece));
        if (open) open = send(is_server ? client : server, piece.data(), piece.size(), MSG_NOSIGNAL) == n;
      }
    }
    close(client);
    close(server);
  }

  const int to_, listens_;
  int port_ = 0;
  std::atomic<bool> ends_ = false, has_cut_ = false;
  std::mutex mutex_;
  std::string words_;
  std::vector<std::thread> carried_;
  std::thread accepts_;
};

}  // namespace syncline::sql
