// docs/reference/connectors.md is written from what ships: what each connector can do, how, and on what that was tried.
// SYNCLINE_UPDATE=1 writes it anew.
#include <algorithm>
#include <cstdlib>

#include "base/json.h"
#include "base/text.h"
#include "project/builtin.h"
#include "project/catalog.h"
#include "project/testing.h"

using namespace syncline;

namespace {

std::string row(const std::vector<std::string>& cells) { return "| " + join(cells, " | ") + " |\n"; }

std::string table(const std::vector<std::string>& columns, const std::string& rows) {
  return row(columns) + row(std::vector<std::string>(columns.size(), "---")) + rows + "\n";
}

std::string or_none(const std::vector<std::string>& all) { return all.empty() ? "–" : join(all, ", "); }

std::string shown(Duration time) { return time.us == 0 ? "–" : to_text(time); }

bool leaves_files(const Manifest& manifest) { return manifest.format.protocol == MessageFormat::Protocol::file; }

std::string proof_of(const Manifest& manifest) {
  if (!manifest.webhook) return leaves_files(manifest) ? "none" : "none: polls";
  using Kind = WebhookProof::Kind;
  std::string out;
  switch (manifest.webhook->proof.kind) {
    case Kind::standard_webhooks: out = "signed (Standard Webhooks)"; break;
    case Kind::hmac_sha256: out = "signed (HMAC)"; break;
    case Kind::shared_secret: out = "a secret in a header"; break;
    case Kind::url_secret: out = "a secret in the address"; break;
    case Kind::body_secret: out = "a secret in the body"; break;
  }
  return out + (manifest.webhook->subscribe ? "; subscribed to by itself" : "; set up by hand");
}

std::string sign_in_of(const Manifest& manifest) {
  const auto is_needed = [](const auto& each) {
    return each.second.required && each.second.type == SettingSpec::Type::secret;
  };
  const AuthSpec& auth = manifest.auth;
  switch (auth.kind) {
    case AuthSpec::Kind::none:
      return std::ranges::any_of(manifest.settings, is_needed) ? "its address, which is the credential" : "none";
    case AuthSpec::Kind::header: return "a key in a header";
    case AuthSpec::Kind::basic: return "user and password";
    case AuthSpec::Kind::session: return "a session";
    case AuthSpec::Kind::oauth2: return "OAuth 2";
  }
  return "";
}

std::string rate_of(const Manifest& manifest) {
  if (leaves_files(manifest)) return "files";
  return std::to_string(manifest.rate.calls) + " in " + to_text(manifest.rate.per) + ", " +
         std::to_string(manifest.concurrency) + " at once";
}

std::string lost_create(const ObjectTraits& traits) {
  if (!traits.can_create) return "–";
  switch (traits.idempotency) {
    case Idempotency::key: return "sent again under its key";
    case Idempotency::upsert: return "looked for, then sent again under its key";
    case Idempotency::probe: return "looked for";
    case Idempotency::none: return "a person is asked";
  }
  return "";
}

std::string guard_of(const ObjectSpec& object) {
  const ObjectTraits& traits = object.traits;
  if (!traits.can_update) return "–";
  if (object.drop) return "not noticed";
  switch (traits.precondition) {
    case Precondition::etag: return "ETag";
    case Precondition::version: return "version";
    case Precondition::read: return "read right before";
  }
  return "";
}

std::string writes_of(const ObjectSpec& object) {
  std::vector<std::string> out;
  const auto say = [&](bool can, EffectOp op, const std::string& word) {
    if (!can) return;
    const auto many = object.traits.together.find(op);
    out.push_back(word + (many == object.traits.together.end() ? "" : " (" + std::to_string(many->second) + ")"));
  };
  say(object.traits.can_create, EffectOp::create, "create");
  say(object.traits.can_update, EffectOp::update, "update");
  say(object.traits.can_deactivate, EffectOp::deactivate, "deactivate");
  say(object.traits.can_remove, EffectOp::remove, "remove");
  return or_none(out);
}

std::string lists_of(const ObjectSpec& object) {
  if (object.drop)
    return !object.drop->incoming ? "–" : object.drop->incoming->full ? "files with everything" : "files with changes";
  std::vector<std::string> out;
  if (object.changes) out.emplace_back(name_of(object.changes->strategy));
  for (const auto& [name, _] : object.children) out.push_back("+ " + name);
  return or_none(out) + (object.sweep ? "; nightly " + std::string(name_of(object.sweep->strategy)) : "");
}

std::string parts_of(const ObjectSpec& object) {
  if (!object.part_item.empty()) return "the whole list";
  return object.part_create.empty() ? "–" : "one by one";
}

std::string states_of(const ObjectSpec& object) {
  std::vector<std::string> out;
  for (const HopSpec& each : object.hops)
    out.push_back(join(each.from, "/") + " → " + each.to + (each.irreversible ? " (for good)" : ""));
  return or_none(out);
}

/// How it shows that a record is gone, or went into another.
std::string end_of(const ObjectSpec& object) {
  if (object.drop) return object.drop->incoming && object.drop->incoming->full ? "missing in a file" : "–";
  std::vector<std::string> out;
  if (object.read) out.emplace_back("not found");
  if (object.completed) out.emplace_back("asked whether it is complete");
  if (object.merged) out.emplace_back(object.merged->answer.id.empty() ? "proven by a call" : "asked for the winner");
  return or_none(out);
}

std::string asked_of(const std::vector<ReadinessSpec>& checks) {
  std::vector<std::string> out;
  for (const ReadinessSpec& each : checks) out.push_back(each.name + (each.is_warning ? " (a warning)" : ""));
  return or_none(out);
}

std::string more_of(const ObjectSpec& object) {
  std::vector<std::string> out;
  if (object.files) out.emplace_back("files");
  if (object.notify) out.emplace_back("messages");
  return or_none(out);
}

/// The entities that its bindings give, each with the object that carries it.
std::map<std::string, std::string> carried(Catalog& catalog, const std::string& connector) {
  std::map<std::string, std::string> out;
  for (const std::string& entity : catalog.entities_of(connector)) {
    std::vector<std::string> objects;
    for (const Document* each : catalog.bindings(connector, entity))
      objects.push_back(each->value()["object"].string_or(""));
    out[entity] = join(objects, ", ");
  }
  return out;
}

/// Which entities people can mark so that a record stays where it is.
std::string left_alone(Catalog& catalog, const std::string& connector) {
  std::vector<std::string> marked, made_first;
  for (const std::string& entity : catalog.entities_of(connector)) {
    const auto binds = [&](const char* where) {
      return std::ranges::any_of(catalog.bindings(connector, entity),
                                 [&](const Document* each) { return !each->value()[where]["do_not_sync"].is_null(); });
    };
    if (binds("fields")) marked.push_back(entity);
    if (binds("custom")) made_first.push_back(entity);
  }
  if (marked.empty() && made_first.empty()) return "No field of it marks a record as one to leave alone.";
  return "What people mark in it is left alone (`do_not_sync`): " + join(marked, ", ") +
         (marked.empty() || made_first.empty() ? "" : "; ") +
         (made_first.empty() ? ""
                             : join(made_first, ", ") + ", by a field that is made first, for which `doctor` asks") +
         ".";
}

std::string errors_of(const ErrorSpec& errors) {
  std::vector<std::string> classes;
  for (const ErrorRule& each : errors.rules) {
    const std::string name(name_of(each.cls));
    if (std::ranges::find(classes, name) == classes.end()) classes.push_back(name);
  }
  if (classes.empty()) return "Errors: by the status of the answer.";
  return "Errors: " + std::to_string(errors.rules.size()) + " rules by the vendor's own words (" + join(classes, ", ") +
         "), else by the status of the answer.";
}

std::string nothing_of(const ValueFormat& format) {
  switch (format.empty) {
    case ValueFormat::Empty::null: return "null";
    case ValueFormat::Empty::false_: return "false";
    case ValueFormat::Empty::blank: return "an empty text";
  }
  return "";
}

/// What is written to clear a field, and in which fields that is another value.
std::string clearing_of(const Manifest& manifest) {
  std::map<std::string, std::vector<std::string>> others;
  for (const auto& [name, object] : manifest.objects) {
    if (!object.traits.can_create && !object.traits.can_update) continue;
    for (const ValueSpec& field : object.fields) {
      if (field.empty) others[write_json(*field.empty)].push_back(name + "." + field.name);
    }
  }
  std::string out = "A field is cleared by " + nothing_of(manifest.values);
  for (const auto& [value, fields] : others) out += "; by `" + value + "`: " + join(fields, ", ");
  return out + ".";
}

/// What holds for all its objects.
std::string common_of(const Manifest& manifest) {
  if (leaves_files(manifest)) return "";
  const std::string asked =
      manifest.readiness.empty() ? "" : " `doctor` asks of the system: " + asked_of(manifest.readiness) + ".";
  return errors_of(manifest.errors) + " " + clearing_of(manifest) + asked + "\n\n";
}

std::string objects_of(const Manifest& manifest) {
  std::string rows;
  for (const auto& [name, object] : manifest.objects) {
    const ObjectTraits& traits = object.traits;
    rows += row({name, writes_of(object), lost_create(traits), guard_of(object), lists_of(object), parts_of(object),
                 states_of(object), end_of(object), more_of(object), asked_of(object.readiness),
                 shown(traits.stamp_resolution) + " / " + (object.read ? to_text(traits.read_lag) : "–") + " / " +
                     shown(traits.max_execution)});
  }
  return common_of(manifest) +
         table({"object", "writes (so many by one call)", "a create without an answer", "an edit meanwhile", "changes",
                "lines", "steps", "gone or merged", "also", "doctor asks", "stamp / lag / longest call"},
               rows);
}

std::string page_of(Catalog& catalog) {
  std::string overview, details;
  for (const std::string& name : catalog.connectors()) {
    const auto manifest = catalog.manifest(name);
    REQUIRE(manifest);
    CHECK_MESSAGE(!manifest->tried.empty(), name, " does not say on what it was tried");
    std::vector<std::string> entities;
    for (const auto& [entity, object] : carried(catalog, name)) entities.push_back(entity + " (" + object + ")");
    overview += row({"[" + manifest->title + "](../../connectors/" + name + "/README.md)", manifest->tried,
                     leaves_files(*manifest) ? "a key, at SFTP" : sign_in_of(*manifest), rate_of(*manifest),
                     proof_of(*manifest)});
    details += "## " + manifest->title + "\n\nEntities and the objects that carry them: " + or_none(entities) +
               ".\n\n" + left_alone(catalog, name) + "\n\n";
    if (manifest->variants.of.empty()) details += objects_of(*manifest);
    for (const VariantSpec& each : manifest->variants.of)
      details += "With the API `" + each.name + "`:\n\n" + objects_of(*each.manifest);
  }
  return "# What each connector can do\n\nWritten from the connectors themselves. What a vendor does not have is not "
         "in "
         "its table.\n\n" +
         table({"connector", "tried on", "signs in by", "calls", "webhooks"}, overview) + details;
}

}  // namespace

TEST_CASE("the table of connectors says what ships") {
  Diagnostics findings;
  const Sources none;
  const LoadedSources loaded;
  Catalog catalog(none, loaded, findings);
  std::string wanted = page_of(catalog);
  wanted.pop_back();
  CHECK(findings.empty());
  const std::string path = std::string(SYNCLINE_SOURCE_DIR) + "/docs/reference/connectors.md";
  if (std::getenv("SYNCLINE_UPDATE")) REQUIRE(real_files().write(path, wanted).ok());
  const auto written = real_files().read(path, 1u << 20);
  REQUIRE(written);
  CHECK(*written == wanted);
}
