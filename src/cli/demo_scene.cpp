#include "cli/demo_scene.h"

#include "engine/stages.h"
#include "sandbox/rules.h"

namespace syncline::cli {
namespace {

constexpr std::uint64_t seed = 20260301;
constexpr Duration look_again = milliseconds(20);

std::uint64_t open_work(const Counts& counts) {
  std::uint64_t open = 0;
  for (const auto& [state, count] : counts.events) {
    if (state == name_of(EventState::queued) || state == name_of(EventState::held)) open += count;
  }
  for (const auto& [name, count] : counts.effects) {
    const std::string state = name.substr(name.rfind(' ') + 1);
    for (const EffectState each :
         {EffectState::planned, EffectState::waiting, EffectState::sending, EffectState::unknown}) {
      if (state == name_of(each)) open += count;
    }
  }
  return open;
}

}  // namespace

DemoScene::DemoScene(std::string folder)
    : crm(world, sandbox::crm_nature()), erp(world, sandbox::erp_nature()), folder_(std::move(folder)) {
  planted = sandbox::populate(crm, erp, seed);
}

std::optional<Error> DemoScene::start_engine() {
  engine_ = std::make_unique<EngineProcess>(folder_, sandbox::wholesaler_setup(crm, erp));
  becomes([&] { return engine_->began() || engine_->error(); });
  return engine_->error();
}

Reader& DemoScene::look() {
  reader_ = engine_->reader();
  return *reader_;
}

bool DemoScene::becomes(const std::function<bool()>& so, Duration limit) {
  const Instant until = world.now() + limit;
  for (;;) {
    if (so()) return true;
    if (world.now() >= until) return false;
    world.sleep_for(look_again);
  }
}

bool DemoScene::is_quiet() {
  Reader& reader = look();
  const bool quiet = reader.setting(released_key("customer")) == "all" && open_work(reader.counts()) == 0;
  reader_.reset();
  return quiet;
}

bool DemoScene::settle() {
  world.sleep_for(sandbox::poll_period + milliseconds(300));
  return becomes([&] { return is_quiet(); }, seconds(30));
}

void DemoScene::wait_polls(int rounds) { world.sleep_for(sandbox::poll_period * rounds); }

bool DemoScene::is_linked(const std::string& crm_id, const std::string& erp_id) {
  const std::string found = counterpart(crm, crm_id);
  return !found.empty() && found == erp_id;
}

std::string DemoScene::counterpart(const sandbox::ModelSystem& of, const std::string& id) {
  Reader& reader = look();
  const RecordKey key{of.nature().system, of.nature().object, id};
  const auto link = reader.link(reader.link_of(key));
  reader_.reset();
  if (!link) return "";
  for (const Member& member : link->shadow.members) {
    if (member.key.system != key.system && !member.duplicate && member.state == RecordState::live)
      return member.key.native;
  }
  return "";
}

}  // namespace syncline::cli
