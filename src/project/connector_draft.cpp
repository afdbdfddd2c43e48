#include "project/connector_draft.h"

#include <algorithm>

#include "base/text.h"
#include "project/draft_words.h"

namespace syncline {
namespace {

using draft::name_from;
using draft::quoted;

bool is_whole_address(const std::string& url) { return url.starts_with("http://") || url.starts_with("https://"); }

class Draft {
 public:
  Draft(const std::string& name, const ApiOutline& api, const std::string& source) {
    line("# Begun from " + draft::one_line(source) +
         ". Where it says \"decide:\" a person must look; then ask the system itself:");
    line("#   syncline connectors test <system>");
    line("connector: " + name);
    line("title: " + quoted(api.title.empty() ? name : api.title + " " + api.version));
    line("protocol: json-http");
    line("");
    settings(api);
    line("");
    line("# decide: what the vendor allows");
    line("limits: {concurrency: 2, rate: 5/s}");
    line("errors:");
    line("  # decide: where an answer says what was wrong, and which answers mean more than their status");
    line("  message: \"${has(body.message) ? string(body.message) : ''}\"");
    line("");
    line("objects:");
    for (const ApiCollection& each : api.collections) object(each);
    for (const std::string& path : api.left_out)
      line("# decide: " + draft::one_line(path) + " lists records below another one");
  }
  std::string text;

 private:
  void line(const std::string& words) { text += words + "\n"; }

  void settings(const ApiOutline& api) {
    using Kind = ApiSignIn::Kind;
    const bool whole = is_whole_address(api.server);
    line("settings:");
    line(std::string("  url: {type: url, ") + (whole ? "default: " + quoted(api.server) : "required: true") +
         ", description: \"Address of the system\"}");
    const Kind kind = api.sign_in.kind;
    if (kind == Kind::basic) line("  user: {type: string, required: true, description: \"User\"}");
    if (kind == Kind::oauth2) line("  client_id: {type: string, required: true, description: \"Client id\"}");
    if (kind != Kind::none && kind != Kind::unknown)
      line("  secret: {type: secret, required: true, description: \"Password, key or client secret\"}");
    line("");
    const bool below = !whole && !api.server.empty() && api.server != "/";
    line("base_url: " + std::string("\"${settings.url}") + (below ? std::string(trim(api.server)) : "") + "\"");
    if (kind == Kind::bearer) sign_in("header", "headers: {Authorization: \"Bearer ${settings.secret}\"}");
    if (kind == Kind::header) sign_in("header", "headers: {" + quoted(api.sign_in.name) + ": \"${settings.secret}\"}");
    if (kind == Kind::basic) sign_in("basic", "user: \"${settings.user}\"\n  password: \"${settings.secret}\"");
    if (kind == Kind::oauth2)
      sign_in("oauth2", "token_url: " + quoted(token_url(api)) +
                            "\n  client_id: \"${settings.client_id}\"\n  client_secret: \"${settings.secret}\"");
    if (kind == Kind::query)
      line("# decide: calls sign in by the parameter " + quoted(api.sign_in.name) + "; see query below");
    if (kind == Kind::unknown || kind == Kind::none) line("# decide: how calls sign in (auth)");
    if (kind == Kind::query) key_parameter_ = api.sign_in.name;
  }
  void sign_in(const std::string& kind, const std::string& words) { line("auth:\n  kind: " + kind + "\n  " + words); }
  static std::string token_url(const ApiOutline& api) {
    return is_whole_address(api.sign_in.token_url) ? api.sign_in.token_url : "https://decide.example/token";
  }

  std::string query(std::vector<std::string> all) const {
    if (!key_parameter_.empty()) all.push_back(quoted(key_parameter_) + ": \"${settings.secret}\"");
    return all.empty() ? "" : ", query: {" + join(all, ", ") + "}";
  }

  void object(const ApiCollection& of) {
    line("  " + of.name + ":");
    if (!of.title.empty()) line("    title: " + quoted(of.title));
    if (of.id != "id") line("    id: " + quoted(of.id));
    fields(of);
    list(of);
    if (of.read) line("    read: {request: {path: \"" + of.item_path + "\"" + query({}) + "}}");
    if (!of.read) line("    # decide: how one record is read; without it nothing can be written");
    writes(of);
    line("");
  }

  void fields(const ApiCollection& of) {
    line("    fields:");
    std::string stamp;
    bool any = false;
    for (const ApiField& each : of.fields) {
      const std::string name = name_from(each.path);
      const std::string path = name == each.path ? "" : "path: " + quoted(each.path);
      const std::string comment = each.read_only ? "  # only read" : "";
      if (each.type.empty()) {
        line("      # decide: " + draft::one_line(each.path) +
             " is a list or an object (part, in the reference of manifests)");
        continue;
      }
      any = true;
      line("      " + name + ": {type: " + each.type + (path.empty() ? "" : ", " + path) + "}" + comment);
      const std::string plain = to_lower(each.path);
      const bool moves = plain.find("updated") != std::string::npos || plain.find("modified") != std::string::npos ||
                         plain.find("changed") != std::string::npos;
      if (each.type == "datetime" && moves && each.path.find('.') == std::string::npos) stamp = name;
    }
    if (!any) line("      " + name_from(of.id) + ": {type: text}");
    if (!stamp.empty()) line("    stamp: {field: " + stamp + "}");
    if (stamp.empty()) line("    # decide: which field says when a record was changed (stamp)");
  }

  void list(const ApiCollection& of) {
    std::vector<std::string> all;
    if (!of.limit.empty()) all.push_back(quoted(of.limit) + ": \"${page}\"");
    const std::string full = "size(" + of.records + ") " + (of.limit.empty() ? "== 0" : "< page");
    std::string next;
    if (!of.cursor.empty()) {
      all.push_back(quoted(of.cursor) + ": \"${token == '' ? null : token}\"");
      next = of.next.empty() ? "" : "has(" + of.next + ") && " + of.next + " != null ? string(" + of.next + ") : ''";
    } else if (!of.page.empty()) {
      all.push_back(quoted(of.page) + ": \"${token == '' ? 1 : int(token)}\"");
      next = full + " ? '' : string((token == '' ? 1 : int(token)) + 1)";
    } else if (!of.offset.empty()) {
      all.push_back(quoted(of.offset) + ": \"${token == '' ? 0 : int(token)}\"");
      next = full + " ? '' : string((token == '' ? 0 : int(token)) + size(" + of.records + "))";
    }
    line("    list:");
    if (next.empty())
      line("      # decide: how one page leads to the next (strategy, next); as it stands one page is all");
    else if (of.cursor.empty())
      line("      # decide: pages that are counted shift when records go; a sweep by ascending id is better");
    line("      sweep:");
    line("        strategy: token");
    line("        page: 100");
    line("        request: {path: " + quoted(of.path) + query(all) + "}");
    if (of.records != "body") line("        records: \"${" + of.records + "}\"");
    if (!next.empty()) line("        next: \"${" + next + "}\"");
    if (of.since.empty()) {
      line("      # decide: how only what changed is listed (changes); as it stands changes are found by sweeps");
    } else {
      line("      # decide: is this sorted by the stamp? Then it is a keyset:");
      line("      # changes: {strategy: keyset, overlap: 5m, page: 100, request: {path: " + of.path + ", query: {" +
           of.since + ": \"${since}\"}}}");
    }
  }

  void writes(const ApiCollection& of) {
    if (of.create) {
      line("    create:");
      const std::string header = of.key.empty() ? "" : ", headers: {" + quoted(of.key) + ": \"${key}\"}";
      line("      request: {path: " + quoted(of.path) + query({}) + header + ", body: \"${content}\"}");
      line("      id: \"${" + (of.id == "id" ? std::string("body.id") : "body[" + single(of.id) + "]") + "}\"");
      if (of.key.empty())
        line("    # decide: how a record is found whose creation was not answered (idempotency, probe)");
      else
        line("    idempotency: key");
    }
    if (!of.update.empty()) {
      if (of.update == "PUT")
        line("    # decide: does PUT clear what is left out? Then the record must be read before");
      line("    update: {request: {method: " + of.update + ", path: \"" + of.item_path + "\"" + query({}) +
           ", body: \"${content}\"}}");
    }
    if (of.remove) line("    remove: {request: {method: DELETE, path: \"" + of.item_path + "\"" + query({}) + "}}");
  }
  static std::string single(const std::string& name) { return "'" + name + "'"; }

  std::string key_parameter_;
};

}  // namespace

std::string draft_connector(const std::string& name, const ApiOutline& api, const std::string& source) {
  return Draft(name, api, source).text;
}

}  // namespace syncline
