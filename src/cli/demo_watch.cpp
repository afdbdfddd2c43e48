#include "cli/demo_watch.h"

#include <ctime>
#include <iostream>

#include "base/json.h"
#include "cli/endings.h"

namespace syncline::cli {
namespace {

using sandbox::MutationVerb;
using sandbox::VendorMutation;

const char* word_for(MutationVerb verb) {
  switch (verb) {
    case MutationVerb::create: return "new";
    case MutationVerb::update: return "set";
    case MutationVerb::remove: return "gone";
  }
  return "";
}

/// "14:03:07  erp  set party.address 12 {"street":"Neuer Wall 1"}"
std::string line_of(const char* system, const VendorMutation& line) {
  return to_iso(line.at).substr(11, 8) + "  " + system + "  " + word_for(line.verb) + " " + line.model + " " + line.id +
         " " + write_json(Value(line.verb == MutationVerb::remove ? line.before : line.after)) + "\n";
}

class Tail {
 public:
  Tail(const char* system, sandbox::VendorServer& server) : system_(system), server_(server) {
    server_.with_model([&](sandbox::VendorModel& model, Instant) { told_ = model.ledger().size(); });
  }

  void tell() {
    std::string text;
    server_.with_model([&](sandbox::VendorModel& model, Instant) {
      for (; told_ < model.ledger().size(); ++told_) text += line_of(system_, model.ledger()[told_]);
    });
    std::cout << text << std::flush;
  }

 private:
  const char* system_;
  sandbox::VendorServer& server_;
  std::size_t told_ = 0;
};

}  // namespace

void watch_until_ended(DemoScene& scene) {
  std::cout << "Every write to either system is told here; Ctrl-C ends the demo.\n" << std::flush;
  Tail crm("crm", scene.systems().crm()), erp("erp", scene.systems().erp());
  const sigset_t set = endings();
  const timespec pause{0, 200'000'000};
  while (sigtimedwait(&set, nullptr, &pause) <= 0) {
    crm.tell();
    erp.tell();
  }
}

}  // namespace syncline::cli
