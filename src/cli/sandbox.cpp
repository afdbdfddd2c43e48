// sandbox: the CRM and the ERP of the demo alone, for a project of one's own.
#include <csignal>
#include <iostream>

#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/endings.h"
#include "runtime/thread_runtime.h"
#include "sandbox/systems.h"

namespace syncline::cli {
namespace {

void print(const sandbox::Systems& systems) {
  for (const sandbox::Variable& each : systems.environment())
    std::cout << "export " << each.name << "=" << each.value << "\n";
  std::cout << std::flush;
  std::cerr << systems.pair().described << " answer. With the lines above in a shell, this keeps them in step:\n"
            << "  syncline run examples/" << systems.pair().name << "\n"
            << "Ctrl-C ends both; what they hold is then gone.\n";
}

}  // namespace

int sandbox(const Options& options) {
  const sigset_t set = endings();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before any task begins: they inherit it
  sandbox::SystemsOptions how;
  how.crm_port = static_cast<std::uint16_t>(options.port_crm);
  how.erp_port = static_cast<std::uint16_t>(options.port_erp);
  how.empty = options.empty;
  ThreadRuntime rt;
  const auto systems = sandbox::Systems::start(rt, how);
  if (!systems) return complain(systems.error(), Exit::failed);
  print(**systems);
  int signal = 0;
  sigwait(&set, &signal);
  return Exit::done;
}

}  // namespace syncline::cli
