#include "cli/demo_crash.h"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace syncline::cli {
namespace {

constexpr int status_at_point = 137;
constexpr Duration limit = seconds(15), look_again = milliseconds(20);

}  // namespace

bool runs_until_killed(Runtime& rt, const std::string& project, const std::string& data, const std::string& point) {
  std::vector<std::string> words{"syncline", "run", project, "--data", data, "--quiet", "--crash-at", point};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/proc/self/exe", &quiet, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (failed != 0) return false;
  int status = 0;
  for (const Instant until = rt.now() + limit; waitpid(child, &status, WNOHANG) == 0; rt.sleep_for(look_again)) {
    if (rt.now() < until) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == status_at_point;
}

}  // namespace syncline::cli
