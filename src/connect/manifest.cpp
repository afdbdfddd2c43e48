#include "connect/manifest.h"

#include <algorithm>

#include "base/text.h"
#include "connect/manifest_reader.h"
#include "connect/manifest_scope.h"
#include "connect/object_templates.h"
#include "connect/shared_lists.h"

namespace syncline {

std::shared_ptr<const Manifest> ManifestReader::read() {
  manifest_.name = root_.text("connector");
  manifest_.title = root_.text("title");
  manifest_.docs = root_.text("docs");
  manifest_.tried = root_.text("tried");
  each_entry(root_.at("words"), [&](const std::string& word, const Spot& meaning) {
    manifest_.words.emplace(word, meaning.value->string_or(""));
  });
  each_entry(root_.at("settings"), [&](const std::string& name, const Spot& spot) { read_setting(name, spot); });
  scope_ = manifest_scope({});
  std::vector<std::string> names;
  each_entry(root_.at("names"), [&](const std::string& name, const Spot& spot) {
    manifest_.names.emplace_back(name, tree(spot));
    names.push_back(name);
    scope_ = manifest_scope(names);
  });
  manifest_.base_url = tree(root_.at("base_url"));
  manifest_.format = format();
  manifest_.place = place(root_.at("place"));
  manifest_.auth = auth(root_.at("auth"));
  if (const Spot spot = root_.at("envelope")) manifest_.envelope = envelope(spot);
  manifest_.readiness = readiness(root_.at("readiness"));
  each_entry(root_.at("discover"), [&](const std::string& name, const Spot& spot) {
    manifest_.discover.push_back({name, call(spot.at("request")), tree(spot.at("value")), tree(spot.at("missing"))});
    names.push_back(name);
    scope_ = manifest_scope(names);
    manifest_.discover.back().outdated = condition(spot.at("outdated"));
  });
  read_limits();
  manifest_.values = values(root_.at("values"));
  manifest_.errors = errors(root_.at("errors"));
  if (const Spot spot = root_.at("warnings"))
    manifest_.warnings = WarningSpec{tree(spot.at("name")), operation(spot.at("confirm"))};
  each_entry(root_.at("lookups"), [&](const std::string& name, const Spot& said) {
    const Joined whole = with_shared_answer(said, root_.at("lists"));
    const Spot spot{&whole.value, &whole.node};
    manifest_.lookups[name] = {operation(spot), spot.text("id", "id"), spot.text("code", "code"),
                               spot.text("unlisted") != "none"};
  });
  ObjectTemplates templates(root_.at("templates"), root_.at("objects"), document_, findings_);
  each_entry(root_.at("objects"),
             [&](const std::string& name, const Spot&) { manifest_.objects[name] = object(name, templates); });
  if (const Spot spot = root_.at("webhook")) manifest_.webhook = webhook(spot);
  read_variants();
  return std::make_shared<const Manifest>(std::move(manifest_));
}

TemplateTree ManifestReader::tree(const Spot& spot) {
  return spot ? TemplateTree::compile(*spot.value, *spot.node, document_, scope_, findings_) : TemplateTree();
}

TemplateTree ManifestReader::condition(const Spot& spot) {
  if (!spot || !spot.value->is_string()) return tree(spot);
  return TemplateTree::compile_expression(spot.value->as_string(), *spot.node, document_, scope_, findings_);
}

void ManifestReader::report(const Spot& spot, std::string message, std::string remedy) {
  findings_.add({.code = "N001",
                 .message = std::move(message),
                 .at = document_.place_of(spot ? *spot.node : document_.root()),  // what is absent stands nowhere
                 .remedy = std::move(remedy)});
}

void ManifestReader::read_setting(const std::string& name, const Spot& spot) {
  using Type = SettingSpec::Type;
  const std::string type = spot.text("type");
  SettingSpec setting;
  setting.type = type == "url"       ? Type::url
                 : type == "secret"  ? Type::secret
                 : type == "integer" ? Type::integer
                 : type == "boolean" ? Type::boolean
                 : type == "map"     ? Type::map
                                     : Type::string;
  setting.required = spot.at("required").value->bool_or(false);
  setting.fallback = *spot.at("default").value;
  setting.description = spot.text("description");
  manifest_.settings[name] = std::move(setting);
}

ErrorClass ManifestReader::error_class(const Spot& spot, ErrorClass other) {
  return error_class_from(spot.value->string_or("")).value_or(other);
}

ValueFormat ManifestReader::values(const Spot& spot) {
  ValueFormat out;
  const Value& empty = *spot.at("empty").value;
  out.empty = empty.is_bool()     ? ValueFormat::Empty::false_
              : empty.is_string() ? ValueFormat::Empty::blank
                                  : ValueFormat::Empty::null;
  out.empty_number = *spot.at("empty_number").value;
  out.datetime = spot.text("datetime");
  out.date = spot.text("date");
  out.decimal_mark = spot.text("decimal_mark", ".").front();
  out.dates = spot.text("dates") == "ticks"          ? ValueFormat::Dates::ticks
              : spot.text("dates") == "milliseconds" ? ValueFormat::Dates::milliseconds
                                                     : ValueFormat::Dates::iso;
  out.decimals_are_texts = spot.text("decimals") == "text";
  out.many2one_pair = spot.text("many2one") == "id_and_name";
  out.dotted = spot.at("dotted").value->bool_or(false);
  out.type_tag = spot.text("type_tag");
  out.ids_are_numbers = spot.text("ids", "number") == "number";
  out.many2many = tree(spot.at("many2many"));
  return out;
}

ErrorSpec ManifestReader::errors(const Spot& spot) {
  ErrorSpec out;
  out.code = tree(spot.at("code"));
  out.message = tree(spot.at("message"));
  out.failed = tree(spot.at("failed"));
  out.not_understood = error_class(spot.at("not_understood"), ErrorClass::transient);
  each_item(spot.at("classes"), [&](const Spot& each) {
    ErrorRule rule;
    rule.when = condition(each.at("when"));
    rule.cls = error_class(each.at("class"), ErrorClass::transient);
    rule.nothing_sent = each.text("sent") == "nothing";
    if (each.at("retry_after")) rule.retry_after = duration_of(each.at("retry_after"), {});
    rule.retry_at = tree(each.at("retry_at"));
    rule.pauses_path = each.text("pauses") == "path";
    out.rules.push_back(std::move(rule));
  });
  return out;
}

AuthSpec ManifestReader::auth(const Spot& spot) {
  AuthSpec out;
  const std::string kind = spot.text("kind", "none");
  out.kind = kind == "header"    ? AuthSpec::Kind::header
             : kind == "basic"   ? AuthSpec::Kind::basic
             : kind == "session" ? AuthSpec::Kind::session
             : kind == "oauth2"  ? AuthSpec::Kind::oauth2
                                 : AuthSpec::Kind::none;
  each_entry(spot.at("headers"),
             [&](const std::string& name, const Spot& each) { out.headers.emplace_back(name, tree(each)); });
  out.user = tree(spot.at("user"));
  out.password = tree(spot.at("password"));
  if (const Spot sign_in = spot.at("sign_in")) {
    out.sign_in = call(sign_in.at("request"));
    out.token = tree(sign_in.at("token"));
  } else if (out.kind == AuthSpec::Kind::session) {
    report(spot, "a session needs a sign-in", "add sign_in: {request: …, token: …}");
  }
  out.expired = tree(spot.at("expired"));
  out.token_url = tree(spot.at("token_url"));
  out.client_id = tree(spot.at("client_id"));
  out.client_secret = tree(spot.at("client_secret"));
  out.client_in_body = spot.text("client_in") == "body";
  out.key = tree(spot.at("assertion").at("key"));
  out.subject = tree(spot.at("assertion").at("subject"));
  out.audience = tree(spot.at("assertion").at("audience"));
  out.scope = tree(spot.at("scope"));
  out.base_url = tree(spot.at("base_url"));
  if (const Spot token = spot.at("write_token"))
    out.write_token = {call(token.at("request")), tree(token.at("token")), token.text("header"),
                       condition(token.at("expired"))};
  return out;
}

void ManifestReader::read_limits() {
  const Spot limits = root_.at("limits");
  manifest_.concurrency = static_cast<int>(limits.at("concurrency").value->int_or(4));
  manifest_.timeout = duration_of(root_.at("timeout"), seconds(60));
  const Spot notice = limits.at("notice");
  manifest_.notice = {tree(notice.at("limit")), tree(notice.at("window")), tree(notice.at("remaining")),
                      tree(notice.at("resets_in")), tree(notice.at("resets_at"))};
  manifest_.rate = rate(limits.at("rate"), manifest_.rate);
  if (limits.at("quota")) manifest_.quota = rate(limits.at("quota"), manifest_.rate);
  each_entry(limits.at("paths"), [&](const std::string& paths, const Spot& each) {
    manifest_.path_rates.emplace_back(paths, rate(each, manifest_.rate));
  });
}

CallRate ManifestReader::rate(const Spot& spot, const CallRate& other) {
  if (!spot) return other;
  const auto known = parse_rate(spot.value->string_or(""));
  if (!known)
    report(spot, "\"" + spot.value->string_or("") + "\" is no rate", "write it as 20/s, 100/m, 1000/h or 100000/d");
  return known.value_or(other);
}

std::optional<CallRate> parse_rate(std::string_view text) {
  const auto parts = split(text, '/');
  const auto calls = Decimal::parse(parts[0]);
  const auto per = parts.size() == 2 ? parse_duration("1" + std::string(parts[1])) : std::nullopt;
  if (!calls || !calls->to_int64() || calls->sign() <= 0 || *calls->to_int64() > 100'000'000 || !per)
    return std::nullopt;
  return CallRate{static_cast<int>(*calls->to_int64()), *per};
}

std::string_view name_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::keyset: return "keyset";
    case Strategy::branches: return "branches";
    case Strategy::token: return "token";
    case Strategy::sweep: return "sweep";
    case Strategy::window: return "window";
    case Strategy::offset_in_window: return "offset-in-window";
    case Strategy::log: return "log";
  }
  return "";
}

std::vector<std::string> ObjectSpec::requested(const ValueFormat& format) const {
  std::vector<std::string> out;
  const auto ask = [&](const std::string& path) {
    if (std::ranges::find(out, path) == out.end()) out.push_back(path);
  };
  for (const ValueSpec& each : fields) {
    for (const std::string& path : each.from) ask(path);
    if (!each.asked || !each.value.empty()) continue;
    if (each.part.empty() || !format.dotted) {
      ask(each.path);
      continue;
    }
    for (const ValueSpec& part : each.part) {
      for (const std::string& path : part.from) ask(each.path + "." + path);
      if (part.asked && part.value.empty()) ask(each.path + "." + part.path);
    }
  }
  return out;
}

const ValueSpec* ObjectSpec::field(std::string_view name) const {
  for (const ValueSpec& each : fields) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

const std::optional<OperationSpec>& ObjectSpec::operation(EffectOp op) const {
  static const std::optional<OperationSpec> none;
  switch (op) {
    case EffectOp::create: return create;
    case EffectOp::update: return update;
    case EffectOp::deactivate: return deactivate;
    case EffectOp::remove: return remove;
    case EffectOp::append: return notify;
    case EffectOp::transition: break;
  }
  return none;
}

const HopSpec* ObjectSpec::hop(std::string_view from, std::string_view to) const {
  for (const HopSpec& each : hops) {
    if (each.to == to && std::ranges::find(each.from, from) != each.from.end()) return &each;
  }
  return nullptr;
}

}  // namespace syncline
