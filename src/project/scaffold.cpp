#include "project/scaffold.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "project/compilation.h"
#include "project/file_kinds.h"
#include "project/sync_template.h"

namespace syncline {
namespace {

using Side = TemplateSide;

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
    auto profile = profile_named(wish_.profile);
    if (!profile) return fail(std::move(profile).error());
    profile_ = std::move(*profile);
    for (const auto& [system, connector] : {std::pair("crm", wish_.crm), std::pair("erp", wish_.erp)}) {
      auto manifest = catalog_.manifest(connector);
      if (!manifest) return fail(unknown_connector(connector));
      sides_.push_back({system, std::move(manifest)});
    }
    for (const auto& [word, meaning] : sides_.front().manifest->words) profile_.words[word] = meaning;
    for (const auto& [path, text] : fitted_sync_files(profile_, catalog_, sides_, findings_)) {
      const std::string kind = path.substr(0, path.find('/'));
      file_kind(kind) ? put(kind, path, text) : void(out_.files[path] = text);
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

  bool sends_webhooks(const Side& side) const { return profile_.webhooks && side.manifest->webhook; }

  std::string system_lines(const Side& side) {
    std::string text = "\n  " + side.system + ":" + "                            # " + side.manifest->title + "\n";
    text += "    connector: " + side.manifest->name + "\n";
    for (const auto& [name, spec] : ordered(*side.manifest)) {
      const std::string variable = variable_of(side.system, name);
      const bool hooked = name == "webhook_secret" && sends_webhooks(side);
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

  /// A system that is asked to send webhooks is told where to.
  std::string server_lines() const {
    const bool is_asked = std::ranges::any_of(
        sides_, [&](const Side& side) { return sends_webhooks(side) && side.manifest->webhook->subscribe; });
    if (!is_asked) return "\nserver: {address: 127.0.0.1, port: 8080}\n";
    return "\nserver:\n  address: 127.0.0.1\n  port: 8080\n"
           "  public_url: https://sync.example.com  # how the systems reach this server: put yours here\n";
  }

  std::string project_file() {
    std::string text =
        "# A Syncline project: which systems there are. sync/*.yaml say what is kept in step.\n# Profile " +
        profile_.name + ". " + profile_.summary +
        "\n"
        "# Check it with: syncline validate\n"
        "project: " +
        wish_.project + "\n" + padded("installation: " + wish_.project, 32) +
        " # marks what we made in the systems; never change it\n" +
        "\n# Nothing secret stands here: ${env:NAME} and ${file:/path} are filled in when the program runs.\nsystems:";
    for (const Side& side : sides_) text += system_lines(side);
    return text + server_lines() +
           "\ndefaults:\n"
           "  " +
           padded("poll: " + profile_.words.at("poll"), 31) +
           "# how often each system is asked for changes\n"
           "  sweep: 24h                     # how often everything is compared, which also finds deletions\n"
           "  phone_country: DE              # of phone numbers that are written without a country\n"
           "  zone: Europe/Berlin            # whose days and local times are meant\n";
  }

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
