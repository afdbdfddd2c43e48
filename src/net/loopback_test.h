#pragma once
// For tests: the other end of a connection on loopback, by hand, so that it can misbehave. Reads give up after 5 s.

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "runtime/thread_runtime.h"

namespace syncline::loopback {

/// An open socket; closed with it.
class Wire {
 public:
  explicit Wire(int fd) : fd_(fd) {
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Wire& operator=(Wire&&) = delete;
  ~Wire() { close(); }

  int fd() const { return fd_; }
  /// False when the peer has gone.
  bool write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// Empty when the peer has closed or reset.
  std::string read_some() {
    std::array<char, 16384> buffer{};
    const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    parted_ = n == 0;
    return n <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
  }
  /// After the last read: the peer took leave; neither a reset nor silence.
  bool parted() const { return parted_; }
  std::string read_all() {
    std::string all = std::exchange(rest_, {});
    for (std::string piece = read_some(); !piece.empty(); piece = read_some()) all += piece;
    return all;
  }
  /// One message with its Content-Length body; what follows is kept. Empty when the peer closed before its end.
  std::string read_message() {
    std::string text = std::exchange(rest_, {});
    for (;;) {
      if (const std::size_t end = end_of_message(text); end <= text.size()) {
        rest_ = text.substr(end);
        return text.substr(0, end);
      }
      const std::string piece = read_some();
      if (piece.empty()) return {};
      text += piece;
    }
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  /// Closes with a reset instead of a farewell.
  void reset() {
    const linger abort{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    close();
  }

 private:
  static std::size_t end_of_message(const std::string& text) {
    const std::size_t blank = text.find("\r\n\r\n");
    if (blank == std::string::npos) return std::string::npos;
    const std::size_t length = text.find("Content-Length: ");
    return blank + 4 + (length < blank ? std::stoul(text.substr(length + 16)) : 0);
  }

  int fd_;
  bool parted_ = false;
  std::string rest_;
};

inline sockaddr_in address_of(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline Wire dial(std::uint16_t port) {
  Wire wire(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = address_of(port);
  if (::connect(wire.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) wire.close();
  return wire;
}

/// The one that has something to read, or has ended, first.
inline Wire& first_readable(Wire& a, Wire& b) {
  std::array<pollfd, 2> both{pollfd{.fd = a.fd(), .events = POLLIN, .revents = 0},
                             pollfd{.fd = b.fd(), .events = POLLIN, .revents = 0}};
  ::poll(both.data(), both.size(), 5000);
  return both[0].revents != 0 ? a : b;
}

/// Says something on a new connection and reads until the server closes it.
inline std::string say(std::uint16_t port, std::string_view text) {
  Wire wire = dial(port);
  wire.write(text);
  return wire.read_all();
}

/// Listens, and plays `script` on each connection, one after the other (counted from 1), on a task of its own.
class Stage {
 public:
  using Script = std::function<void(Wire&, int connection)>;

  Stage(Runtime& rt, Script script) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = address_of(0);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    task_ = rt.spawn("stage", [this, play = std::move(script)] {
      for (int fd = ::accept(listener_, nullptr, nullptr); fd >= 0; fd = ::accept(listener_, nullptr, nullptr)) {
        Wire wire(fd);
        play(wire, ++connections_);
      }
    });
  }
  ~Stage() { end(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// No further connections; waits for the script.
  void end() {
    if (listener_ < 0) return;
    ::shutdown(listener_, SHUT_RDWR);
    task_.join();
    ::close(std::exchange(listener_, -1));
  }
  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }
  std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }

 private:
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  Task task_;
};

}  // namespace syncline::loopback
