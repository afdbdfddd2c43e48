#include "project/scaffold.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "bind/binding_file.h"
#include "project/compilation.h"
#include "project/file_kinds.h"
#include "project/profile.h"

namespace syncline {
namespace {

struct Side {
  std::string system;
  std::shared_ptr<const Manifest> manifest;
};

struct Bound {
  std::string object;
  BindingSpec binding;
};

std::string padded(std::string text, std::size_t width) {
  const std::size_t size = code_points(text);
  return text + std::string(size < width ? width - size : 1, ' ');
}

std::string variable_of(const std::string& system, const std::string& setting) {
  std::string name = to_upper(system + "_" + setting);
  std::ranges::replace(name, '-', '_');
  return name;
}

/// Addresses first, secrets last, as people would write them.
std::vector<std::pair<std::string, SettingSpec>> ordered(const Manifest& manifest) {
  std::vector<std::pair<std::string, SettingSpec>> settings(manifest.settings.begin(), manifest.settings.end());
  const auto rank = [](const SettingSpec& spec) {
    const int kind = spec.type == SettingSpec::Type::url ? 0 : spec.type == SettingSpec::Type::secret ? 2 : 1;
    return spec.required ? kind : 3;
  };
  std::ranges::stable_sort(settings, {}, [&](const auto& each) { return rank(each.second); });
  return settings;
}

class ScaffoldWriter {
 public:
  explicit ScaffoldWriter(const ScaffoldWish& wish) : wish_(wish) {}

  Result<Scaffold, Error> write() {
    const auto profile = profile_named(wish_.profile);
    if (!profile) return fail(unknown_profile());
    profile_ = *profile;
    for (const auto& [system, connector] : {std::pair("crm", wish_.crm), std::pair("erp", wish_.erp)}) {
      auto manifest = catalog_.manifest(connector);
      if (!manifest) return fail(unknown_connector(connector));
      sides_.push_back({system, std::move(manifest)});
    }
    for (const std::string& entity : common_entities()) {
      bool complete = true;
      std::string text = sync_file(entity, complete);
      if (complete) put("sync", "sync/" + entity + ".yaml", text);
    }
    if (out_.files.empty()) {
      return fail(Error{ErrorClass::validation,
                        "init.nothing_in_common",
                        "the connectors " + wish_.crm + " and " + wish_.erp + " carry no entity in common",
                        "",
                        "write a project by hand, with bindings of your own",
                        {}});
    }
    put("project", "syncline.yaml", project_file());
    out_.schemas = editor_schemas();
    return std::move(out_);
  }

 private:
  void put(std::string_view kind, const std::string& path, const std::string& text) {
    out_.files[path] = editor_line(*file_kind(kind), path) + text;
  }

  Error unknown_connector(const std::string& connector) const {
    const auto known = catalog_.connectors();
    const auto near = closest(connector, known);
    return {ErrorClass::validation,
            "init.connector",
            "there is no connector " + in_quotes(connector),
            "",
            (near ? "did you mean " + *near + "? Known: " : "known: ") + words_of(known),
            {}};
  }

  Error unknown_profile() const {
    std::vector<std::string> known;
    for (const std::string_view name : profile_names()) known.emplace_back(name);
    return {ErrorClass::validation,
            "init.profile",
            "there is no profile " + in_quotes(wish_.profile),
            "",
            "known: " + words_of(known),
            {}};
  }

  bool sends_webhooks(const Side& side, const std::string& entity) const {
    return profile_.webhooks && side.manifest->webhook && (entity == "customer" || entity == "contact");
  }

  std::vector<std::string> common_entities() {
    std::vector<std::string> common;
    const auto there = catalog_.entities_of(sides_[1].manifest->name);
    for (const std::string& entity : catalog_.entities_of(sides_[0].manifest->name)) {
      if (std::ranges::find(there, entity) != there.end()) common.push_back(entity);
    }
    return common;
  }

  std::string system_lines(const Side& side) {
    std::string text = "\n  " + side.system + ":" + "                            # " + side.manifest->title + "\n";
    text += "    connector: " + side.manifest->name + "\n";
    for (const auto& [name, spec] : ordered(*side.manifest)) {
      const std::string variable = variable_of(side.system, name);
      const bool hooked = name == "webhook_secret" && sends_webhooks(side, "customer");
      const bool shows_default = !spec.required && !spec.fallback.is_null();
      const std::string value = shows_default ? write_json(spec.fallback) : "\"${env:" + variable + "}\"";
      const std::string line = name + ": " + value;
      text += padded(std::string("    ") + (spec.required || hooked ? "" : "# ") + line, 45) + " # " +
              spec.description + "\n";
      if (spec.required || hooked) out_.variables.push_back(variable);
    }
    text += padded("    # networks: [10.0.0.0/8]", 45) + " # when it stands in an internal network\n";
    return text;
  }

  std::string project_file() {
    std::string text =
        "# A Syncline project: which systems there are. sync/*.yaml say what is kept in step.\n# Profile " +
        std::string(profile_.name) + ". " + std::string(profile_.summary) +
        "\n"
        "# Check it with: syncline validate\n"
        "project: " +
        wish_.project + "\n" + padded("installation: " + wish_.project, 32) +
        " # marks what we made in the systems; never change it\n" +
        "\n# Nothing secret stands here: ${env:NAME} and ${file:/path} are filled in when the program runs.\nsystems:";
    for (const Side& side : sides_) text += system_lines(side);
    return text +
           "\nserver: {address: 127.0.0.1, port: 8080}\n"
           "\ndefaults:\n"
           "  " +
           padded("poll: " + std::string(profile_.poll), 31) +
           "# how often each system is asked for changes\n"
           "  sweep: 24h                     # how often everything is compared, which also finds deletions\n"
           "  phone_country: DE              # of phone numbers that are written without a country\n"
           "  zone: Europe/Berlin            # whose days and local times are meant\n";
  }

  std::optional<Bound> bound(const Side& side, const Entity& entity) {
    for (const Document* file : catalog_.bindings(side.manifest->name, entity.name)) {
      auto spec = read_binding_file(*file, {entity, {}, {}}, findings_);
      if (spec) return Bound{spec->object, std::move(*spec)};
    }
    return std::nullopt;
  }

  std::string sync_file(const std::string& name, bool& complete) {
    const auto entity = catalog_.entity(name);
    // Documents follow from others (an order from its deal): how, only people can say.
    const bool suggested = entity && entity->kind == EntityKind::master;
    const auto crm = suggested ? bound(sides_[0], *entity) : std::nullopt;
    const auto erp = suggested ? bound(sides_[1], *entity) : std::nullopt;
    complete = crm && erp;
    if (!complete) return {};
    std::string text = "# " + (entity->description.empty() ? entity->name : entity->description) + ".\n";
    text += "entity: " + name + "\nsystems: {crm: " + crm->object + ", erp: " + erp->object + "}\n";
    text +=
        "\n# How far the rollout has come: observe (nothing is written), shadow, {one-way: erp}, two-way.\n"
        "stage: observe\n";
    text += timing_lines(name);
    text += match_lines(*entity, *crm, *erp);
    text += "\n# Where a missing record is made: never, always, on_demand (something else needs it), or {when: \"" +
            entity->fields.front().name + " != null\"}.\ncreate: " + created(*entity, *crm, *erp) + "\n";
    text += field_lines(*entity, *crm, *erp);
    text += "\n# A record was deleted: deactivate the others, flag, remove, keep, or review.\ndelete: " +
            std::string(can_archive(*crm, *erp) ? "deactivate" : "flag") + "\n";
    return text;
  }

  std::string timing_lines(const std::string& entity) const {
    std::string hooked;
    for (const Side& side : sides_) {
      if (sends_webhooks(side, entity)) hooked += (hooked.empty() ? "" : ", ") + side.system + ": [webhook, poll 5m]";
    }
    return hooked.empty() ? "" : "\n# The polls go on, since webhooks can get lost.\ntiming: {" + hooked + "}\n";
  }

  bool can_create(const Side& side, const Bound& bound) const {
    const auto object = side.manifest->objects.find(bound.object);
    return object != side.manifest->objects.end() && object->second.traits.can_create;
  }

  std::string created(const Entity& entity, const Bound& crm, const Bound& erp) const {
    const bool in_crm = entity.name == "product" && can_create(sides_[0], crm);
    const bool in_erp = can_create(sides_[1], erp) && (entity.name != "product" || profile_.products_from_crm);
    const std::string_view how = entity.name == "product" ? "always" : profile_.creates_in_erp;
    return "{crm: " + std::string(in_crm ? "always" : "never") + ", erp: " + std::string(in_erp ? how : "never") + "}";
  }

  bool can_archive(const Bound& crm, const Bound& erp) const {
    const auto can = [](const Side& side, const Bound& of) {
      const auto object = side.manifest->objects.find(of.object);
      return object != side.manifest->objects.end() && object->second.traits.can_deactivate;
    };
    return can(sides_[0], crm) && can(sides_[1], erp);
  }

  static bool is_shared(const FieldSpec& field, const Bound& crm, const Bound& erp) {
    const FieldBinding* here = crm.binding.field(field.name);
    const FieldBinding* there = erp.binding.field(field.name);
    return here && there && field.scope == FieldScope::link && here->readable && there->readable &&
           (here->writable || there->writable);
  }

  /// Persons are the same within their company only.
  std::string within_parent(const Entity& entity, const Bound& crm, const Bound& erp) const {
    for (const FieldSpec& parent : entity.fields) {
      if (parent.type != FieldType::reference || parent.refers_to != "customer" || !is_shared(parent, crm, erp))
        continue;
      for (const FieldSpec& field : entity.fields) {
        if (field.type == profile_.contact_match && is_shared(field, crm, erp))
          return "  - {field: " + field.name + ", within: " + parent.name + "}\n";
      }
    }
    return "";
  }

  std::string match_lines(const Entity& entity, const Bound& crm, const Bound& erp) const {
    std::string text = within_parent(entity, crm, erp), country;
    if (!text.empty()) return match_head + text;
    for (const FieldType type : {FieldType::tax_id, FieldType::email}) {
      for (const FieldSpec& field : entity.fields) {
        if (field.type == type && is_shared(field, crm, erp)) text += "  - " + field.name + "\n";
      }
    }
    for (const FieldSpec& field : entity.fields) {
      if (field.type == FieldType::country && is_shared(field, crm, erp)) country = ", and: " + field.name;
    }
    for (const FieldSpec& field : entity.fields) {
      const bool identifies = field.type == FieldType::string && field.required && !field.personal;
      if (!identifies || !is_shared(field, crm, erp)) continue;
      if (field.name != "name") {  // an article number
        text += "  - " + field.name + "\n";
        continue;
      }
      text += "  - {similar: " + field.name + ", at_least: 0.92" + country + ", then: review}\n";
      break;
    }
    if (text.empty()) return text;
    return match_head + text;
  }

  std::string field_lines(const Entity& entity, const Bound& crm, const Bound& erp) {
    std::string text =
        "\n# What is kept in step, and who decides: master: crm, master: erp, or no master: both may write it and a "
        "person\n"
        "# is asked when both did at once (on_concurrent: review).\nfields:\n";
    const auto common = common_entities();
    for (const FieldSpec& field : entity.fields) {
      if (!is_shared(field, crm, erp)) continue;
      const bool refers_outside =
          field.type == FieldType::reference && std::ranges::find(common, field.refers_to) == common.end();
      if (refers_outside) continue;
      const bool crm_only_read = !crm.binding.field(field.name)->writable;
      const bool erp_only_read = !erp.binding.field(field.name)->writable;
      const std::string master = erp_only_read   ? "erp"
                                 : crm_only_read ? "crm"
                                                 : std::string(decides(profile_, entity, field));
      const bool later = profile_.latest && field.type == FieldType::phone && master.empty();
      const std::string line = field.name + ": " +
                               (later            ? "{on_concurrent: latest}"
                                : master.empty() ? "{}"
                                                 : "{master: " + master + "}");
      const std::string off = field.type == FieldType::boolean ? "# " : "";
      text += padded("  " + off + line, 31) + " # " + field.description + "\n";
    }
    return text;
  }

  static constexpr const char* match_head =
      "\n# Which records are the same: the first field that is equal decides; who is only similar, a person "
      "decides.\nmatch:\n";

  const ScaffoldWish& wish_;
  Profile profile_{};
  Diagnostics findings_;
  Sources none_;
  LoadedSources nothing_;
  Catalog catalog_{none_, nothing_, findings_};
  std::vector<Side> sides_;
  Scaffold out_;
};

}  // namespace

Result<Scaffold, Error> scaffold(const ScaffoldWish& wish) { return ScaffoldWriter(wish).write(); }

std::string project_name_from(std::string_view text) {
  std::string name;
  for (const char c : match_form(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) name += c;
    if (!plain && !name.empty() && name.back() != '-') name += '-';
  }
  name = name.substr(0, 40);
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "project" : name;
}

}  // namespace syncline
