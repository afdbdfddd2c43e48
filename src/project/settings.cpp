// resolve_settings(): what ${…} stands for, in the form that the connector asks for.
#include "config/format_check.h"
#include "config/yaml_scalar.h"
#include "project/compilation.h"

namespace syncline {
namespace {

using Type = SettingSpec::Type;

std::string_view words_for(Type type) {
  switch (type) {
    case Type::string:
    case Type::secret: return "a text";
    case Type::url: return syncline::words_for(Format::url);
    case Type::integer: return "a whole number";
    case Type::boolean: return "true or false";
    case Type::map: return "a map";
  }
  return {};
}

/// Nothing when the text is not of that type.
std::optional<Value> typed(Type type, const std::string& text) {
  if (text.empty() || type == Type::map) return std::nullopt;
  if (type == Type::url && format_fault(Format::url, text)) return std::nullopt;
  if (type != Type::integer && type != Type::boolean) return Value(text);
  auto value = resolve_plain(text);
  if (!value || !(type == Type::integer ? value->is_int() : value->is_bool())) return std::nullopt;
  return std::move(*value);
}

/// Files end with a line end that is no part of a secret.
Resolver without_line_end(const Resolver& resolver) {
  return [&resolver](const Reference& reference) {
    auto value = resolver(reference);
    while (value && reference.kind == ReferenceKind::file && value->ends_with('\n')) {
      value->pop_back();
      if (value->ends_with('\r')) value->pop_back();
    }
    return value;
  };
}

class SettingReader {
 public:
  SettingReader(const ProjectSystem& system, const Resolver& resolver)
      : system_(system), resolver_(without_line_end(resolver)) {}

  Result<Map, Diagnostics> read() {
    for (const auto& [name, setting] : system_.settings) {
      const auto spec = system_.manifest->settings.find(name);
      add(name, setting, spec == system_.manifest->settings.end() ? Type::string : spec->second.type);
    }
    for (const auto& [name, spec] : system_.manifest->settings) {
      if (!system_.settings.contains(name) && !spec.fallback.is_null()) settings_.set(name, spec.fallback);
    }
    if (findings_.has_errors()) return fail(std::move(findings_));
    return std::move(settings_);
  }

 private:
  void add(const std::string& name, const ProjectSetting& setting, Type type) {
    if (!setting.written.is_string()) return settings_.set(name, setting.written);
    const std::string& written = setting.written.as_string();
    auto text = resolve_references(written, resolver_);
    const std::string subject = in_quotes(name) + " of the system " + system_.name;
    if (!text) {
      return report(text.error().code, setting.at, subject + ": " + text.error().message, text.error().remedy);
    }
    auto value = typed(type, *text);
    if (value) return settings_.set(name, std::move(*value));
    report("P040", setting.at, subject + ": the value of " + written + " is not " + std::string(words_for(type)),
           "correct what it stands for");
  }

  void report(std::string code, const Place& at, std::string message, std::string remedy) {
    findings_.add({.code = std::move(code), .message = std::move(message), .at = at, .remedy = std::move(remedy)});
  }

  const ProjectSystem& system_;
  Resolver resolver_;
  Map settings_;
  Diagnostics findings_;
};

}  // namespace

Result<Map, Diagnostics> resolve_settings(const ProjectSystem& system, const Resolver& resolver) {
  return SettingReader(system, resolver).read();
}

}  // namespace syncline
