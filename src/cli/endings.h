#pragma once
// How a program that goes on by itself is told to end: Ctrl-C, or SIGTERM from a supervisor.

#include <csignal>

namespace syncline::cli {

/// Blocked before any task begins, since tasks inherit it; then waited for.
inline sigset_t endings() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

/// Whether one of them, blocked, has come and was not waited for yet.
inline bool is_asked_to_end() {
  sigset_t come;
  sigpending(&come);
  return sigismember(&come, SIGINT) == 1 || sigismember(&come, SIGTERM) == 1;
}

/// SIGHUP: the project is read again, changed or not.
inline sigset_t run_signals() {
  sigset_t set = endings();
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace syncline::cli
