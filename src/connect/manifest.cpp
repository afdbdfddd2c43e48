#include "connect/manifest.h"

#include "base/text.h"
#include "connect/manifest_schema.h"
#include "connect/manifest_scope.h"

namespace syncline {
namespace {

/// A value of the document with its place; absent where a path ends early.
struct Spot {
  const Value* value = &null_value;
  const Node* node = nullptr;

  explicit operator bool() const { return node != nullptr; }
  Spot at(std::string_view key) const {
    if (!node || !value->is_map()) return {};
    std::size_t i = 0;
    for (const auto& [name, child] : value->as_map()) {
      if (name == key && i < node->children.size()) return {&child, &node->children[i]};
      ++i;
    }
    return {};
  }
  std::string text(std::string_view key, std::string_view other = "") const { return at(key).value->string_or(other); }
};

template <class Visit>
void each_entry(const Spot& map, Visit visit) {
  if (!map || !map.value->is_map()) return;
  std::size_t i = 0;
  for (const auto& [name, child] : map.value->as_map()) {
    if (i < map.node->children.size()) visit(name, Spot{&child, &map.node->children[i]});
    ++i;
  }
}

template <class Visit>
void each_item(const Spot& list, Visit visit) {
  if (!list || !list.value->is_list()) return;
  for (std::size_t i = 0; i < list.value->as_list().size() && i < list.node->children.size(); ++i)
    visit(Spot{&list.value->as_list()[i], &list.node->children[i]});
}

Duration duration_of(const Spot& spot, Duration other) {
  return spot ? parse_duration(spot.value->string_or("")).value_or(other) : other;
}

std::vector<std::string> texts_of(const Spot& list) {
  std::vector<std::string> out;
  each_item(list, [&](const Spot& item) { out.push_back(item.value->string_or("")); });
  return out;
}

class ManifestReader {
 public:
  ManifestReader(const Document& document, Diagnostics& findings)
      : document_(document), findings_(findings), root_{&document.value(), &document.root()} {}

  std::shared_ptr<const Manifest> read() {
    manifest_.name = root_.text("connector");
    manifest_.title = root_.text("title");
    manifest_.docs = root_.text("docs");
    each_entry(root_.at("settings"), [&](const std::string& name, const Spot& spot) { read_setting(name, spot); });
    scope_ = manifest_scope({});
    std::vector<std::string> names;
    each_entry(root_.at("names"), [&](const std::string& name, const Spot& spot) {
      manifest_.names.emplace_back(name, tree(spot));
      names.push_back(name);
      scope_ = manifest_scope(names);
    });
    manifest_.base_url = tree(root_.at("base_url"));
    manifest_.auth = auth(root_.at("auth"));
    read_limits();
    manifest_.values = values(root_.at("values"));
    manifest_.errors = errors(root_.at("errors"));
    each_entry(root_.at("lookups"), [&](const std::string& name, const Spot& spot) {
      manifest_.lookups[name] = {operation(spot), spot.text("id", "id"), spot.text("code", "code")};
    });
    each_entry(root_.at("objects"),
               [&](const std::string& name, const Spot& spot) { manifest_.objects[name] = object(name, spot); });
    read_webhook(root_.at("webhook"));
    return std::make_shared<const Manifest>(std::move(manifest_));
  }

 private:
  TemplateTree tree(const Spot& spot) {
    return spot ? TemplateTree::compile(*spot.value, *spot.node, document_, scope_, findings_) : TemplateTree();
  }

  /// A condition is an expression without ${}.
  TemplateTree condition(const Spot& spot) {
    if (!spot || !spot.value->is_string()) return tree(spot);
    return TemplateTree::compile_expression(spot.value->as_string(), *spot.node, document_, scope_, findings_);
  }

  void report(const Spot& spot, std::string message, std::string remedy) {
    findings_.add({.code = "N001",
                   .message = std::move(message),
                   .at = document_.place_of(*spot.node),
                   .remedy = std::move(remedy)});
  }

  void read_setting(const std::string& name, const Spot& spot) {
    using Type = SettingSpec::Type;
    const std::string type = spot.text("type");
    SettingSpec setting;
    setting.type = type == "url"       ? Type::url
                   : type == "secret"  ? Type::secret
                   : type == "integer" ? Type::integer
                   : type == "boolean" ? Type::boolean
                                       : Type::string;
    setting.required = spot.at("required").value->bool_or(false);
    setting.fallback = *spot.at("default").value;
    setting.description = spot.text("description");
    manifest_.settings[name] = std::move(setting);
  }

  CallSpec call(const Spot& spot) {
    CallSpec out;
    out.path = tree(spot.at("path"));
    out.body = tree(spot.at("body"));
    out.method = spot.text("method", spot.at("body") ? "POST" : "GET");
    each_entry(spot.at("query"),
               [&](const std::string& name, const Spot& each) { out.query.emplace_back(name, tree(each)); });
    each_entry(spot.at("headers"),
               [&](const std::string& name, const Spot& each) { out.headers.emplace_back(name, tree(each)); });
    return out;
  }

  ErrorClass error_class(const Spot& spot, ErrorClass other) {
    return error_class_from(spot.value->string_or("")).value_or(other);
  }

  OperationSpec operation(const Spot& spot) {
    OperationSpec out;
    out.call = call(spot.at("request"));
    out.answer.records = tree(spot.at("records") ? spot.at("records") : spot.at("record"));
    out.answer.id = tree(spot.at("id"));
    out.answer.next = tree(spot.at("next"));
    out.answer.refused = tree(spot.at("refused"));
    out.answer.refusal_class = error_class(spot.at("refusal").at("class"), ErrorClass::validation);
    out.answer.refusal_message = tree(spot.at("refusal").at("message"));
    return out;
  }

  std::optional<OperationSpec> optional_operation(const Spot& spot) {
    return spot ? std::optional(operation(spot)) : std::nullopt;
  }

  ListSpec list(const Spot& spot) {
    ListSpec out;
    const std::string strategy = spot.text("strategy");
    out.strategy = strategy == "branches" ? Strategy::branches
                   : strategy == "token"  ? Strategy::token
                   : strategy == "sweep"  ? Strategy::sweep
                                          : Strategy::keyset;
    out.page = static_cast<int>(spot.at("page").value->int_or(200));
    out.overlap = duration_of(spot.at("overlap"), {});
    out.first = spot.text("first", "0");
    out.parent = spot.text("parent");
    out.stamp = spot.text("stamp");
    if (out.strategy != Strategy::branches) {
      if (!spot.at("request")) report(spot, "the list has no request", "add request: {path: …, body: …}");
      out.operation = operation(spot);
    }
    each_entry(spot.at("branches"),
               [&](const std::string& name, const Spot& each) { out.branches.emplace_back(name, list(each)); });
    if (out.strategy == Strategy::branches && out.branches.empty())
      report(spot, "the strategy is branches, but there are none", "add branches: {name: {strategy: …}}");
    return out;
  }

  std::optional<ListSpec> optional_list(const Spot& spot) { return spot ? std::optional(list(spot)) : std::nullopt; }

  ValueSpec field(const std::string& name, const Spot& spot) {
    ValueSpec out;
    out.name = name;
    out.path = spot.text("path", name);
    const std::string type = spot.text("type");
    out.type = type == "text"       ? ValueType::text
               : type == "boolean"  ? ValueType::boolean
               : type == "integer"  ? ValueType::integer
               : type == "decimal"  ? ValueType::decimal
               : type == "date"     ? ValueType::date
               : type == "datetime" ? ValueType::datetime
               : type == "many2one" ? ValueType::many2one
                                    : ValueType::any;
    out.lookup = spot.text("lookup");
    if (!out.lookup.empty()) {
      out.type = ValueType::many2one;
      if (!root_.at("lookups").at(out.lookup))
        report(spot.at("lookup"), "there is no lookup \"" + out.lookup + "\"", "declare it under lookups");
    }
    for (const std::string& part : texts_of(spot.at("part")))
      out.part.push_back(field(part, spot.at("fields").at(part)));
    return out;
  }

  ObjectSpec object(const std::string& name, const Spot& spot) {
    ObjectSpec out;
    out.id = spot.text("id", "id");
    each_entry(spot.at("fields"),
               [&](const std::string& each, const Spot& at) { out.fields.push_back(field(each, at)); });
    const Spot stamp = spot.at("stamp");
    out.stamps = texts_of(stamp.at("first_of"));
    if (stamp.at("field")) out.stamps.push_back(stamp.text("field"));
    out.version = spot.text("version");
    for (const std::string& each : out.stamps) require_field(out, each, stamp);
    if (!out.version.empty()) require_field(out, out.version, spot.at("version"));
    out.part_create = tree(spot.at("parts").at("create"));
    out.part_update = tree(spot.at("parts").at("update"));
    out.part_delete = tree(spot.at("parts").at("delete"));
    out.changes = optional_list(spot.at("list").at("changes"));
    out.sweep = optional_list(spot.at("list").at("sweep"));
    each_entry(spot.at("children"),
               [&](const std::string& each, const Spot& at) { out.children.emplace(each, list(at)); });
    out.read = optional_operation(spot.at("read"));
    out.create = optional_operation(spot.at("create"));
    out.update = optional_operation(spot.at("update"));
    out.deactivate = optional_operation(spot.at("deactivate"));
    out.remove = optional_operation(spot.at("remove"));
    out.probe = optional_operation(spot.at("probe"));
    out.traits = traits(name, spot, out);
    return out;
  }

  void require_field(const ObjectSpec& object, const std::string& name, const Spot& spot) {
    if (!object.field(name)) report(spot, "\"" + name + "\" is none of the object's fields", "add it to fields");
  }

  ObjectTraits traits(const std::string& name, const Spot& spot, const ObjectSpec& object) {
    ObjectTraits out;
    out.object = name;
    const std::string precondition = spot.text("precondition", "read");
    out.precondition = precondition == "etag"      ? Precondition::etag
                       : precondition == "version" ? Precondition::version
                                                   : Precondition::read;
    const std::string idempotency = spot.text("idempotency", "none");
    out.idempotency = idempotency == "key"      ? Idempotency::key
                      : idempotency == "upsert" ? Idempotency::upsert
                      : idempotency == "probe"  ? Idempotency::probe
                                                : Idempotency::none;
    out.read_lag = duration_of(spot.at("read_lag"), {});
    out.max_execution = duration_of(spot.at("max_execution"), minutes(2));
    out.stamp_resolution = duration_of(spot.at("stamp").at("resolution"), {});
    out.has_stamp = object.changes.has_value();
    out.can_create = object.create.has_value();
    out.can_update = object.update.has_value();
    out.can_remove = object.remove.has_value();
    out.can_deactivate = object.deactivate.has_value();
    out.needs = texts_of(spot.at("needs"));
    for (const auto& [stream, _] : object.children) out.streams.push_back(stream);
    bool has_parts = false;
    for (const ValueSpec& each : object.fields) has_parts = has_parts || !each.part.empty();
    out.reads_before_write = has_parts || out.precondition == Precondition::read;
    return out;
  }

  ValueFormat values(const Spot& spot) {
    ValueFormat out;
    const Value& empty = *spot.at("empty").value;
    out.empty = empty.is_bool()     ? ValueFormat::Empty::false_
                : empty.is_string() ? ValueFormat::Empty::blank
                                    : ValueFormat::Empty::null;
    out.datetime = spot.text("datetime");
    out.many2one_pair = spot.text("many2one") == "id_and_name";
    out.dotted = spot.at("dotted").value->bool_or(false);
    out.type_tag = spot.text("type_tag");
    out.ids_are_numbers = spot.text("ids", "number") == "number";
    return out;
  }

  ErrorSpec errors(const Spot& spot) {
    ErrorSpec out;
    out.code = tree(spot.at("code"));
    out.message = tree(spot.at("message"));
    out.failed = tree(spot.at("failed"));
    out.not_json = error_class(spot.at("not_json"), ErrorClass::transient);
    each_item(spot.at("classes"), [&](const Spot& each) {
      ErrorRule rule;
      rule.when = condition(each.at("when"));
      rule.cls = error_class(each.at("class"), ErrorClass::transient);
      rule.nothing_sent = each.text("sent") == "nothing";
      if (each.at("retry_after")) rule.retry_after = duration_of(each.at("retry_after"), {});
      out.rules.push_back(std::move(rule));
    });
    return out;
  }

  AuthSpec auth(const Spot& spot) {
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
    out.scope = tree(spot.at("scope"));
    return out;
  }

  void read_limits() {
    const Spot limits = root_.at("limits");
    manifest_.concurrency = static_cast<int>(limits.at("concurrency").value->int_or(4));
    manifest_.timeout = duration_of(root_.at("timeout"), seconds(60));
    const Spot rate = limits.at("rate");
    if (!rate) return;
    const std::string text = rate.value->string_or("");
    const auto parts = split(text, '/');
    const auto calls = Decimal::parse(parts[0]);
    const auto per = parts.size() == 2 ? parse_duration("1" + parts[1]) : std::nullopt;
    if (!calls || !calls->to_int64() || calls->sign() <= 0 || *calls->to_int64() > 100'000 || !per)
      return report(rate, "\"" + text + "\" is no rate", "write it as 20/s, 100/m or 1000/h");
    manifest_.calls = static_cast<int>(*calls->to_int64());
    manifest_.per = *per;
  }

  void read_webhook(const Spot& spot) {
    if (!spot) return;
    WebhookSpec out;
    out.signature_header = spot.text("signature_header");
    out.prefix = spot.text("prefix");
    out.secret_header = spot.text("secret_header");
    out.native = tree(spot.at("native"));
    out.object = tree(spot.at("object"));
    out.delivery = tree(spot.at("delivery"));
    manifest_.webhook = std::move(out);
  }

  const Document& document_;
  Diagnostics& findings_;
  Spot root_;
  expr::Scope scope_;
  Manifest manifest_;
};

}  // namespace

std::string_view name_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::keyset: return "keyset";
    case Strategy::branches: return "branches";
    case Strategy::token: return "token";
    case Strategy::sweep: return "sweep";
  }
  return "";
}

std::vector<std::string> ObjectSpec::requested(const ValueFormat& format) const {
  std::vector<std::string> out;
  for (const ValueSpec& each : fields) {
    if (each.part.empty() || !format.dotted) {
      out.push_back(each.path);
    } else {
      for (const ValueSpec& part : each.part) out.push_back(each.path + "." + part.path);
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

std::shared_ptr<const Manifest> read_manifest(const Document& document, Diagnostics& findings) {
  Diagnostics own;
  check(document, manifest_schema(), own);
  auto manifest = ManifestReader(document, own).read();
  findings.append(std::move(own));
  return manifest;
}

}  // namespace syncline
