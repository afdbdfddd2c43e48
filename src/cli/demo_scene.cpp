#include "cli/demo_scene.h"

#include <algorithm>

#include "base/hash.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/demo_crash.h"
#include "engine/stages.h"
#include "runtime/files.h"

namespace syncline::cli {
namespace {

constexpr Duration look_again = milliseconds(25), begin_limit = seconds(15), call_limit = seconds(5);

std::uint64_t open_work(const Counts& counts) {
  std::uint64_t open = 0;
  for (const auto& [state, count] : counts.events) {
    if (state == name_of(EventState::queued) || state == name_of(EventState::held)) open += count;
  }
  for (const auto& [name, count] : counts.effects) {
    const std::string state = name.substr(name.rfind(' ') + 1);
    for (const EffectState each : {EffectState::planned, EffectState::sending}) {
      if (state == name_of(each)) open += count;
    }
  }
  return open;
}

/// A port that was free just now, below those from which the kernel takes one for every outgoing connection.
Result<std::uint16_t, Error> free_port(Runtime& rt) {
  constexpr std::uint64_t lowest = 20'000, count = 12'000;
  Error taken;
  for (int attempt = 0; attempt < 20; ++attempt) {
    HttpServerOptions options;
    options.port = static_cast<std::uint16_t>(lowest + rt.random() % count);
    const auto server = start_http_server(rt, options, [](const HttpRequest&) { return HttpResponse{}; });
    if (server) return options.port;
    taken = server.error();
  }
  return fail(taken);
}

std::string invent_secret(Runtime& rt) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t word = rt.random();
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  return to_hex(bytes);
}

/// Those that have a file in sync/.
std::vector<std::string> entities_of(const Sources& files) {
  constexpr std::string_view folder = "sync/", kind = ".yaml";
  std::vector<std::string> all;
  for (const auto& [path, text] : files) {
    if (path.starts_with(folder)) all.push_back(path.substr(folder.size(), path.size() - folder.size() - kind.size()));
  }
  return all;
}

Result<void, Error> write_all(const std::string& folder, const Sources& files) {
  for (const auto& [path, text] : files) {
    const std::string target = folder + "/" + path;
    if (auto made = real_files().make_folder(target.substr(0, target.rfind('/'))); !made) return made;
    if (auto written = real_files().write(target, text); !written) return written;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<DemoScene>, Error> DemoScene::make(const std::string& folder, const sandbox::SystemsOptions& how,
                                                          const ProjectMaker& write_project) {
  auto rt = std::make_unique<ThreadRuntime>();
  auto systems = sandbox::Systems::start(*rt, how);
  if (!systems) return fail(systems.error());
  HttpClientOptions options;
  options.allowed_networks = {"127.0.0.0/8"};
  auto client = make_http_client(*rt, options);
  if (!client) return fail(client.error());
  const auto port = free_port(*rt);
  if (!port) return fail(port.error());
  const auto project = write_project(**systems, folder + "/project", *port, invent_secret(*rt));
  if (!project) return fail(project.error());
  for (const Sources* files : {&project->files, &project->secrets}) {
    if (auto written = write_all(folder + "/project", *files); !written) return fail(written.error());
  }
  std::unique_ptr<DemoScene> scene(new DemoScene(folder, std::move(rt), std::move(*systems), std::move(*client)));
  scene->server_url_ = "http://127.0.0.1:" + std::to_string(*port);
  scene->webhook_ = project->webhook;
  scene->entities_ = entities_of(project->files);
  return scene;
}

DemoScene::DemoScene(const std::string& folder, std::unique_ptr<ThreadRuntime> rt,
                     std::unique_ptr<sandbox::Systems> systems, std::unique_ptr<HttpClient> client)
    : world_(std::move(rt)),
      systems_(std::move(systems)),
      crm(systems_->crm(), *pair().crm),
      erp(systems_->erp(), *pair().erp),
      sales(systems_->crm(), *pair().crm),
      office(systems_->erp(), *pair().erp),
      project_(folder + "/project"),
      data_(folder + "/data"),
      client_(std::move(client)),
      notices_(pair().notices(*world_, *client_, *systems_)) {}

DemoScene::~DemoScene() = default;

bool DemoScene::start() {
  auto open = open_project(project_, data_);
  if (!open) return false;
  service_ = std::make_unique<Service>(std::move(*open), ServiceOptions{LogLevel::error, std::nullopt});
  becomes([&] { return service_->began() || service_->error(); }, begin_limit);
  if (const auto error = service_->error()) complain(*error, Exit::failed);
  return service_->began();
}

void DemoScene::stop() {
  reader_.reset();  // the store's last checkpoint waits for readers
  service_.reset();
}

bool DemoScene::die_while_writing() { return runs_until_killed(*world_, project_, data_, "deliver.answered:1"); }

Reader& DemoScene::look() {
  reader_ = service_->reader();
  return *reader_;
}

bool DemoScene::becomes(const std::function<bool()>& so, Duration limit) {
  const Instant until = world_->now() + limit;
  for (;;) {
    if (so()) return true;
    if (world_->now() >= until) return false;
    wait(look_again);
  }
}

bool DemoScene::is_quiet() {
  Reader& reader = look();
  const bool quiet =
      std::ranges::all_of(entities_,
                          [&](const auto& entity) { return reader.setting(released_key(entity)) == "all"; }) &&
      open_work(reader.counts()) == 0;
  reader_.reset();
  return quiet;
}

LinkId DemoScene::link_of(Reader& reader, const std::string& kind, const std::string& id) const {
  return reader.link_of({"crm", pair().crm->form(kind).object, id});
}

std::string DemoScene::in_erp(const std::string& kind, const std::string& crm_id) {
  Reader& reader = look();
  const auto link = reader.link(link_of(reader, kind, crm_id));
  reader_.reset();
  if (!link) return "";
  const auto found = std::ranges::find_if(link->shadow.members, [](const Member& member) {
    return member.key.system == "erp" && !member.duplicate && member.state == RecordState::live;
  });
  return found == link->shadow.members.end() ? "" : found->key.native;
}

int DemoScene::status_of(const HttpRequest& request) {
  const auto answer = client_->send(request, world_->now() + call_limit);
  return answer ? answer->status : 0;
}

}  // namespace syncline::cli
