#pragma once
// For tests of what ends a process: runs a call in a child and reports how the child ended and what it said.

#include <csignal>
#include <cstdio>
#include <functional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace syncline {

struct ChildEnd {
  int status = -1;  ///< exit status, or -1
  int signal = 0;   ///< 0 when it was not killed by one
  std::string said;
};

inline ChildEnd run_in_child(const std::function<void()>& call) {
  int ends[2];
  if (::pipe(ends) != 0) return {};
  std::fflush(nullptr);  // else the child may print what the parent has not yet printed
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    ::signal(SIGABRT, SIG_DFL);
    call();
    ::_exit(0);
  }
  ::close(ends[1]);
  ChildEnd end;
  char buffer[4096];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    end.said.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) end.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  return end;
}

}  // namespace syncline
