#include "sandbox/odoo/calls.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "sandbox/odoo/domain.h"
#include "sandbox/odoo/import_rows.h"
#include "sandbox/odoo/selling.h"
#include "sandbox/odoo/shown_value.h"
#include "sandbox/odoo/write.h"

namespace syncline::sandbox::odoo {
namespace {

struct Call {
  Environment& env;
  const Caller& caller;
  const Model& model;
  std::vector<std::int64_t> ids;
  const Map& arguments;

  const Value& argument(std::string_view name) const {
    const Value* given = arguments.find(name);
    return given ? *given : null_value;
  }
};

using Method = Outcome<Value> (*)(Call&);

Outcome<std::vector<std::int64_t>> found_by(Call& call) {
  Search wanted{call.argument("domain"), call.argument("order").string_or(""), call.argument("offset").int_or(0), {}};
  const std::int64_t limit = call.argument("limit").int_or(0);
  if (limit > 0) wanted.limit = limit;
  return search(call.env, call.model, wanted);
}

Value id_list(const std::vector<std::int64_t>& ids) { return List(ids.begin(), ids.end()); }

Outcome<Value> do_search(Call& call) {
  auto ids = found_by(call);
  if (!ids) return fail(ids.error());
  return id_list(*ids);
}

Outcome<Value> do_search_count(Call& call) {
  auto ids = found_by(call);
  if (!ids) return fail(ids.error());
  return Value(static_cast<std::int64_t>(ids->size()));
}

Outcome<Value> do_search_read(Call& call) {
  auto ids = found_by(call);
  if (!ids) return fail(ids.error());
  return read_rows(call.env, call.model, *ids, call.argument("fields"));
}

Outcome<Value> do_web_search_read(Call& call) {
  auto ids = found_by(call);
  if (!ids) return fail(ids.error());
  auto records = web_read(call.env, call.model, *ids, call.argument("specification"));
  if (!records) return records;
  auto all = search(call.env, call.model, {call.argument("domain"), {}, 0, {}});
  if (!all) return fail(all.error());
  return Value(Map{{"length", static_cast<std::int64_t>(all->size())}, {"records", std::move(*records)}});
}

Outcome<Value> do_read(Call& call) { return read_rows(call.env, call.model, call.ids, call.argument("fields")); }

Outcome<Value> do_web_read(Call& call) {
  return web_read(call.env, call.model, call.ids, call.argument("specification"));
}

Outcome<Value> do_create(Call& call) {
  const Value& given = call.argument("vals_list");
  List created;
  for (const Value& each : given.is_map() ? List{given} : given.is_list() ? given.as_list() : List{Value()}) {
    if (!each.is_map()) return fail(type_error("vals_list must be a list of dicts, not " + repr(given)));
    auto id = create_row(call.env, call.model, each.as_map());
    if (!id) return fail(id.error());
    created.emplace_back(*id);
  }
  return Value(std::move(created));
}

Outcome<Value> write_all(Call& call, const Value& vals) {
  if (!vals.is_map()) return fail(type_error("vals must be a dict, not " + repr(vals)));
  for (const std::int64_t id : call.ids) {
    if (auto done = write_row(call.env, call.model, id, vals.as_map()); !done) return fail(done.error());
  }
  return Value(true);
}

Outcome<Value> do_write(Call& call) { return write_all(call, call.argument("vals")); }
Outcome<Value> do_archive(Call& call) { return write_all(call, Map{{"active", false}}); }
Outcome<Value> do_unarchive(Call& call) { return write_all(call, Map{{"active", true}}); }

Outcome<Value> do_unlink(Call& call) {
  for (const std::int64_t id : call.ids) {
    if (auto done = unlink_row(call.env, call.model, id); !done) return fail(done.error());
  }
  return Value(true);
}

Outcome<Value> do_web_save(Call& call) {
  if (call.ids.empty()) {
    if (!call.argument("vals").is_map()) return fail(type_error("vals must be a dict"));
    auto id = create_row(call.env, call.model, call.argument("vals").as_map());
    if (!id) return fail(id.error());
    call.ids = {*id};
  } else if (auto done = do_write(call); !done) {
    return done;
  }
  return do_web_read(call);
}

Outcome<Value> do_load(Call& call) {
  return import_rows(call.env, call.model, call.argument("fields"), call.argument("data"));
}

Outcome<Value> do_name_search(Call& call) {
  const std::string field = call.model.name == "res.partner" ? "complete_name" : "name";
  const std::string comparison = call.argument("operator").string_or("ilike");
  List domain = call.argument("domain").is_list() ? call.argument("domain").as_list() : List{};
  domain.push_back(List{field, comparison, call.argument("name").string_or("")});
  auto ids = search(call.env, call.model, {Value(domain), {}, 0, call.argument("limit").int_or(100)});
  if (!ids) return fail(ids.error());
  List found;
  for (const std::int64_t id : *ids) found.push_back(List{id, display_name(call.env.tables, call.model.name, id)});
  return Value(std::move(found));
}

Outcome<Value> do_fields_get(Call& call) {
  const auto wanted = [](const Value& names, std::string_view name) {
    return !names.is_list() || names.as_list().empty() || std::ranges::count(names.as_list(), Value(name)) > 0;
  };
  Map all;
  for (const Field& field : call.model.fields) {
    if (!wanted(call.argument("allfields"), field.name) || !readable_field(call.env, call.model, field.name)) continue;
    Map facts{{"type", type_name(field.kind)},
              {"string", field.label},
              {"readonly", field.computed},
              {"required", false},
              {"store", field.kind != FieldKind::one2many}};
    if (!field.related.empty()) facts.set("relation", field.related);
    if (field.kind == FieldKind::selection) {
      List choices;
      for (const Choice& each : field.choices) choices.push_back(List{each.key, each.label});
      facts.set("selection", choices);
    }
    Map shown;
    for (const auto& [name, value] : facts) {
      if (wanted(call.argument("attributes"), name)) shown.set(name, value);
    }
    all.set(field.name, std::move(shown));
  }
  return Value(std::move(all));
}

Outcome<Value> do_get_external_id(Call& call) {
  Map names;
  for (const std::int64_t id : call.ids)
    names.set(std::to_string(id), call.env.tables.external_name(call.model.name, id));
  return Value(std::move(names));
}

Outcome<Value> do_context_get(Call& call) {
  return Value(Map{{"lang", "en_US"}, {"tz", false}, {"uid", call.caller.user}});
}

/// For each record; `answer` when all went well.
template <class Action>
Outcome<Value> for_each_id(Call& call, Value answer, const Action& action) {
  for (const std::int64_t id : call.ids) {
    if (auto done = action(id); !done) return fail(done.error());
  }
  return answer;
}

Outcome<Value> do_quotation_sent(Call& call) {
  return for_each_id(call, {}, [&](std::int64_t id) {
    return change_state(call.env, id, {"draft"}, "sent", "Only draft orders can be marked as sent directly.");
  });
}

Outcome<Value> do_confirm(Call& call) {
  return for_each_id(call, true, [&](std::int64_t id) {
    return change_state(call.env, id, {"draft", "sent"}, "sale",
                        "Some orders are not in a state requiring confirmation.");
  });
}

Outcome<Value> do_cancel(Call& call) {
  return for_each_id(call, true, [&](std::int64_t id) {
    return change_state(call.env, id, {"draft", "sent", "sale", "cancel"}, "cancel", "");
  });
}

Outcome<Value> do_draft(Call& call) {  // silent where there is nothing to do
  return for_each_id(call, true,
                     [&](std::int64_t id) { return change_state(call.env, id, {"sent", "cancel"}, "draft", ""); });
}

Outcome<Value> do_set_lost(Call& call) {
  return for_each_id(call, {}, [&](std::int64_t id) { return lose(call.env, id); });
}

Outcome<Value> do_message_post(Call& call) {
  for (const std::int64_t id : call.ids) {
    if (!call.env.tables.find(call.model.name, id)) return fail(missing_error(call.model.name, id, call.env.user));
  }
  List messages;
  for (const std::int64_t id : call.ids) messages.emplace_back(post_message(call.env, call.model, id, call.arguments));
  return Value(std::move(messages));
}

struct Signature {
  std::string_view name;
  Method method;
  bool of_model;                        ///< takes no ids
  std::string_view required, optional;  ///< names of arguments, separated by spaces
  bool changes = false;
  std::string_view model = {};  ///< the only one that has it; empty: all
};

constexpr std::array signatures{
    Signature{"search", do_search, true, "domain", "offset limit order"},
    Signature{"search_count", do_search_count, true, "domain", "limit"},
    Signature{"search_read", do_search_read, true, "", "domain fields offset limit order load"},
    Signature{"web_search_read", do_web_search_read, true, "domain specification", "offset limit order count_limit"},
    Signature{"read", do_read, false, "", "fields load"},
    Signature{"web_read", do_web_read, false, "specification", ""},
    Signature{"create", do_create, true, "vals_list", "", true},
    Signature{"write", do_write, false, "vals", "", true},
    Signature{"web_save", do_web_save, false, "vals specification", "next_id", true},
    Signature{"unlink", do_unlink, false, "", "", true},
    Signature{"action_archive", do_archive, false, "", "", true},
    Signature{"action_unarchive", do_unarchive, false, "", "", true},
    Signature{"load", do_load, true, "fields data", "", true},
    Signature{"name_search", do_name_search, true, "", "name domain operator limit"},
    Signature{"fields_get", do_fields_get, true, "", "allfields attributes"},
    Signature{"get_external_id", do_get_external_id, false, "", ""},
    Signature{"action_quotation_sent", do_quotation_sent, false, "", "", true, "sale.order"},
    Signature{"action_confirm", do_confirm, false, "", "", true, "sale.order"},
    Signature{"action_cancel", do_cancel, false, "", "", true, "sale.order"},
    Signature{"action_draft", do_draft, false, "", "", true, "sale.order"},
    Signature{"action_set_lost", do_set_lost, false, "", "", true, "crm.lead"},
    Signature{"message_post", do_message_post, false, "",
              "body subject message_type subtype_xmlid partner_ids body_is_html", true, "crm.lead"},
    Signature{"context_get", do_context_get, true, "", "", false, "res.users"}};

bool is_word_of(std::string_view word, std::string_view words) {
  return (" " + std::string(words) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

Outcome<void> check_arguments(const Signature& signature, const Map& arguments) {
  for (const auto& [name, value] : arguments) {
    if (name == "ids" || name == "context") continue;
    if (!is_word_of(name, signature.required) && !is_word_of(name, signature.optional))
      return fail(unprocessable("got an unexpected keyword argument '" + name + "'"));
  }
  for (std::string_view rest = signature.required; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (!arguments.contains(word))
      return fail(unprocessable("missing a required argument: '" + std::string(word) + "'"));
  }
  return {};
}

Outcome<std::vector<std::int64_t>> ids_of(const Map& arguments) {
  const Value* given = arguments.find("ids");
  if (!given || given->is_null() || *given == Value(false)) return std::vector<std::int64_t>{};
  std::vector<std::int64_t> ids;
  for (const Value& each : given->is_list() ? given->as_list() : List{*given}) {
    if (!each.is_int()) return fail(not_a_number(each.is_string() ? each.as_string() : repr(each)));
    ids.push_back(each.as_int());
  }
  return ids;
}

Outcome<void> apply_context(Environment& env, const Caller& caller, const Value& context) {
  if (context.is_null()) return {};
  if (!context.is_map()) return fail(value_error("dictionary update sequence element #0 has length 1; 2 is required"));
  const std::string language = context["lang"].string_or("");
  if (!language.empty() && std::ranges::count(caller.languages, language) == 0)
    return fail(user_error("Invalid language code: " + language));
  env.active_test = context["active_test"].bool_or(true);
  if (context["no_vat_validation"].bool_or(false)) env.checks_vat = false;
  return {};
}

Refusal no_access(const Model& model) {
  return access_error("You are not allowed to access '" + std::string(model.label) + "' (" + std::string(model.name) +
                      ") records.\n\nThis operation is allowed for the following groups:\n\t- Access Rights\n\n"
                      "Contact your administrator to request access if necessary.");
}

}  // namespace

std::vector<std::string> argument_names(std::string_view method) {
  const auto signature = std::ranges::find(signatures, method, &Signature::name);
  if (signature == signatures.end()) return {};
  std::vector<std::string> names;
  if (!signature->of_model) names.emplace_back("ids");
  for (const std::string_view words : {signature->required, signature->optional}) {
    for (const std::string& each : split(words, ' ')) {
      if (!each.empty()) names.push_back(each);
    }
  }
  return names;
}

bool changes_data(std::string_view method) {
  return std::ranges::any_of(signatures, [&](const Signature& each) { return each.name == method && each.changes; });
}

Outcome<Value> call(Environment& env, const Caller& caller, std::string_view model_name, std::string_view method,
                    const Map& arguments) {
  const Model* model = model_named(model_name);
  if (!model) return fail(http_error(404, "NotFound", "the model '" + std::string(model_name) + "' does not exist"));
  const std::string full_name = std::string(model_name) + "." + std::string(method);
  if (method.starts_with('_'))
    return fail(access_error("Private methods (such as '" + full_name + "') cannot be called remotely."));
  const auto signature = std::ranges::find(signatures, method, &Signature::name);
  if (signature == signatures.end() || (!signature->model.empty() && signature->model != model_name))
    return fail(http_error(404, "NotFound", "The method '" + full_name + "' does not exist"));
  auto ids = ids_of(arguments);
  if (!ids) return fail(ids.error());
  if (signature->of_model && !ids->empty()) return fail(unprocessable("cannot call " + full_name + " with ids"));
  if (auto checked = check_arguments(*signature, arguments); !checked) return fail(checked.error());
  const Value* context = arguments.find("context");
  if (auto applied = apply_context(env, caller, context ? *context : null_value); !applied)
    return fail(applied.error());
  if (model_name == "ir.model.data" && !caller.reads_external_ids) return fail(no_access(*model));
  Call made{env, caller, *model, std::move(*ids), arguments};
  return signature->method(made);
}

}  // namespace syncline::sandbox::odoo
