#include "connect/file_port.h"

#include "connect/drop_intake.h"
#include "connect/drop_outbox.h"
#include "connect/drop_timetable.h"

namespace syncline {
namespace {

class FilePort final : public SystemPort {
 public:
  explicit FilePort(DropSite site) : site_(std::move(site)) {}

  const std::string& id() const override { return site_.system(); }

  const ObjectTraits* traits(std::string_view object) const override {
    const ObjectSpec* spec = site_.object(object);
    return spec ? &spec->traits : nullptr;
  }

  /// What is gone is said by the file that shows it: a sweep has nothing to add.
  Result<Page, Error> list(const std::string& name, ListMode mode, const std::string& cursor,
                           const CallContext&) override {
    const ObjectSpec* object = site_.object(name);
    if (!object) return fail(no_object(name));
    const bool looks = mode == ListMode::changes || !site_.memory.lasts();
    if (looks && object->drop->incoming) return intake_.list(*object, cursor);
    Page none;
    none.partial = true;
    return none;
  }

  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    const ObjectSpec* object = site_.object(key.object);
    if (!object) return fail(no_object(key.object));
    if (auto why = intake_.refusal(*object, key.native)) return fail(std::move(*why));
    if (auto settled = outbox_.settle(*object, key.native); !settled) return fail(settled.error());
    NativeRecord out;
    out.key = key;
    if (const auto known = site_.memory.record(key.object, key.native)) {
      const bool full = object->drop->incoming && object->drop->incoming->full;
      if (full && known->file < site_.memory.number("full/" + key.object)) out.state = RecordState::gone;
      if (out.state == RecordState::live) out.content = known->content;
      return out;
    }
    if (!site_.memory.lasts() && object->drop->incoming) {
      auto found = intake_.search(*object, key.native);
      if (!found) return fail(found.error());
      if (*found) return std::move(**found);
    }
    out.state = RecordState::gone;
    return out;
  }

  WriteOutcome write(const WriteRequest& request, const CallContext& context) override {
    return *write_together(std::span(&request, 1), context)->begin();
  }

  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext& context) override {
    const ObjectSpec* object = writes.empty() ? nullptr : site_.object(writes.front().key.object);
    if (object && object->drop->outgoing) return outbox_.send(*object, writes, context);
    WriteOutcome refused{.kind = WriteOutcome::Kind::rejected, .native = "", .stored = {}, .error = {}};
    refused.error = no_object(writes.empty() ? "" : writes.front().key.object);
    return std::vector(writes.size(), refused);
  }

  ProbeOutcome probe(const WriteRequest& request, const CallContext&) override {
    const ObjectSpec* object = site_.object(request.key.object);
    if (object && object->drop->outgoing) return outbox_.find(*object, request);
    return {.kind = ProbeOutcome::Kind::cannot_tell, .native = "", .error = no_object(request.key.object)};
  }

  std::vector<ReadinessFinding> readiness(const std::vector<std::string>& objects, const CallContext&) override {
    std::vector<ReadinessFinding> out;
    for (const std::string& name : objects) {
      const ObjectSpec* object = site_.object(name);
      if (!object) continue;
      if (const auto& outgoing = object->drop->outgoing) {
        const auto folder = site_.folder(outgoing->folder);
        const auto listed =
            folder ? site_.place->list(*folder) : Result<std::vector<DroppedFile>, Error>(fail(folder.error()));
        out.push_back({site_.system() + " " + name, "files can be left", false,
                       listed ? std::nullopt : std::optional(listed.error())});
      }
      if (object->drop->incoming)
        out.push_back({site_.system() + " " + name, "its files come in time", true, overdue(site_, *object)});
    }
    return out;
  }

 private:
  Error no_object(const std::string& name) const {
    return {ErrorClass::config,
            "connect.object",
            "the connector " + site_.manifest().name + " neither has nor writes \"" + name + "\" that way",
            site_.system(),
            "correct the binding, or connector.yaml",
            {}};
  }

  DropSite site_;
  DropIntake intake_{site_};
  DropOutbox outbox_{site_};
};

Result<std::shared_ptr<DropPlace>, Error> place_of(const Connector& connector) {
  const PlaceSpec& spec = connector.manifest().place;
  const Map all = connector.variables({});
  const expr::MapBindings bindings(all);
  const auto at = spec.at.text(bindings);
  if (!at) return fail(at.error());
  if (!at->starts_with("sftp:")) return make_local_place(*at);
  auto access = parse_sftp(*at);
  if (!access) return fail(access.error());
  const std::pair<const TemplateTree*, std::string*> words[] = {{&spec.key, &access->key},
                                                                {&spec.key_password, &access->key_password},
                                                                {&spec.password, &access->password},
                                                                {&spec.known_hosts, &access->known_hosts}};
  for (const auto& [tree, into] : words) {
    auto text = tree->text(bindings);
    if (!text) return fail(text.error());
    *into = std::move(*text);
  }
  return make_sftp_place(*access);
}

}  // namespace

Result<std::shared_ptr<SystemPort>, Error> make_file_port(Runtime& rt, std::shared_ptr<const Manifest> manifest,
                                                          std::string system, Map settings,
                                                          std::shared_ptr<PortMemory> memory,
                                                          std::shared_ptr<DropPlace> place) {
  auto connector = Connector::make(std::move(manifest), std::move(system), std::move(settings));
  if (!connector) return fail(connector.error());
  if (!place) {
    auto made = place_of(*connector);
    if (!made) return fail(made.error());
    place = std::move(*made);
  }
  DropSite site{rt, std::move(*connector), std::move(place), DropMemory(std::move(memory))};
  return std::shared_ptr<SystemPort>(std::make_shared<FilePort>(std::move(site)));
}

}  // namespace syncline
