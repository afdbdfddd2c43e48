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

}  // namespace syncline::cli
