#include "project/odata_draft.h"

#include <algorithm>

#include "base/text.h"
#include "project/draft_words.h"
#include "project/odata_words.h"

namespace syncline {
namespace {

using draft::name_from;
using draft::quoted;

/// What the lists of both versions are like; templates of objects.
constexpr const char* shared_4 = R"(templates:
  record:
    with: {expand: null}
    records: "${'value' in body ? body.value : [body]}"
    list:
      sweep:
        strategy: token
        page: 200
        request:
          path: &page "${token == '' ? '/' + with.set : token.startsWith('http') ? token : '/' + token}"
          query: {$orderby: "${token == '' ? with.order : null}", $expand: "${token == '' ? with.expand : null}"}
          headers: &most {Prefer: "odata.maxpagesize=${page}"}
        next: &next "${'@odata.nextLink' in body ? body['@odata.nextLink'] : ''}"
  stamped:
    like: record
    list:
      changes:
        strategy: keyset
        overlap: 5m             # decide: how long after its stamp a change may show
        page: 200
        request:
          path: *page
          query: {$filter: "${token == '' ? with.stamp + ' ge ' + since : null}", $orderby: "${token == '' ? with.stamp + ',' + with.order : null}", $expand: "${token == '' ? with.expand : null}"}
          headers: *most
        next: *next
)";

constexpr const char* shared_2 = R"(templates:
  record:
    with: {expand: null}
    records: "${has(body.d.results) ? body.d.results : [body.d]}"
  keyed:                        # listed by a key of one property
    like: record
    list:
      sweep:
        strategy: sweep
        page: 200
        request:
          path: "/${with.set}"
          query: {$filter: "${after == '0' ? null : with.order + ' gt ' + with.after}", $orderby: "${with.order}", $top: "${page}", $expand: "${with.expand}"}
        refused: &short "${has(body.d.__next)}"
        refusal: &why {class: config, message: "the system gives fewer records at once than were asked for: make page smaller"}
  counted:                      # decide: pages that are counted shift when records go
    like: record
    list:
      sweep:
        strategy: token
        page: 200
        request:
          path: "/${with.set}"
          query: {$orderby: "${with.order}", $top: "${page}", $skip: "${token == '' ? null : token}", $expand: "${with.expand}"}
        next: "${size(body.d.results) == 0 ? '' : string((token == '' ? 0 : int(token)) + size(body.d.results))}"
  stamped:
    like: keyed
    list:
      changes:
        strategy: keyset
        overlap: 5m             # decide: how long after its stamp a change may show
        page: 200
        request:
          path: "/${with.set}"
          query:
            $filter: "${with.stamp + ' ge ' + with.since + (until == null ? '' : ' and ' + with.stamp + ' lt ' + with.until + (after == '0' ? '' : ' and ' + with.order + ' gt ' + with.after))}"
            $orderby: "${until == null ? with.stamp + ',' + with.order : with.order}"
            $top: "${page}"
            $expand: "${with.expand}"
        refused: *short
        refusal: *why
)";

class Draft {
 public:
  Draft(const std::string& name, const ODataOutline& service, const std::string& source, const std::string& address)
      : service_(service), words_{service.version} {
    line("# Begun from " + draft::one_line(source) +
         ". Where it says \"decide:\" a person must look; then ask the system itself:");
    line("#   syncline connectors test <system>");
    line("connector: " + name);
    line("title: " + quoted(service.title + ", OData " + std::to_string(service.version)));
    line("protocol: json-http");
    line("");
    settings(address);
    line("");
    line("# decide: what the system allows");
    line("limits: {concurrency: 2, rate: 5/s}");
    const std::string ids = service.numbers_as_references ? "number" : "text";
    line("values: {" + std::string(words_.is_old() ? "dates: ticks, decimals: text, " : "") + "ids: " + ids + "}");
    errors();
    line("");
    text += words_.is_old() ? shared_2 : shared_4;
    line("");
    line("objects:");
    for (const ODataSet& each : service.sets) object(each);
    for (const std::string& each : service.left_out) line("# left out: " + draft::one_line(each));
  }
  std::string text;

 private:
  void line(const std::string& words) { text += words + "\n"; }

  void settings(const std::string& address) {
    line("settings:");
    line("  url: {type: url, " + (address.empty() ? "required: true" : "default: " + quoted(address)) +
         ", description: \"Address of the service: what stands before /$metadata\"}");
    line("  user: {type: string, required: true, description: \"User\"}");
    line("  secret: {type: secret, required: true, description: \"Password\"}");
    line("");
    line("base_url: \"${settings.url}\"");
    line("names: {q: \"'\"}");
    line("auth:                           # decide: how calls sign in; $metadata does not say it");
    line("  kind: basic");
    line("  user: \"${settings.user}\"");
    line("  password: \"${settings.secret}\"");
    line(words_.is_old() ? "  headers: {MaxDataServiceVersion: \"2.0\"}" : "  headers: {OData-MaxVersion: \"4.0\"}");
    if (!words_.is_old() || !service_.is_guarded) return;
    line("  write_token:                  # decide: such services ask for it; remove it where this one gives none");
    line("    request: {path: /, headers: {X-CSRF-Token: \"${'Fetch'}\"}}");
    line("    token: \"${headers['x-csrf-token']}\"");
    line("    header: X-CSRF-Token");
    line("    expired: \"status == 403 && headers[?'x-csrf-token'].orValue('').lowerAscii() == 'required'\"");
  }

  void errors() {
    line("errors:");
    line("  code: \"${has(body.error) ? string(body.error.code) : ''}\"");
    const std::string words =
        words_.is_old() ? "(type(body.error.message) == map ? body.error.message.value : string(body.error.message))"
                        : "string(body.error.message)";
    line("  message: \"${!has(body.error) ? '' : " + words +
         " + (!has(body.error.target) || body.error.target.startsWith('/') ? '' : ' (' + body.error.target + ')')}\"");
    line("  # decide: which answers mean more than their status");
    line("  classes:");
    line("    - {when: \"status == 428\", class: config}");
  }

  void object(const ODataSet& of) {
    const bool stamped = !of.stamp.empty() && (!words_.is_old() || of.key.size() == 1);
    line("  " + of.name + ":");
    line("    title: " + quoted(of.title));
    line(std::string("    like: ") + (stamped              ? "stamped"
                                      : !words_.is_old()   ? "record"
                                      : of.key.size() == 1 ? "keyed"
                                                           : "counted"));
    if (id_of(of) != "id") line("    id: " + quoted(id_of(of)));
    if (!of.needs.empty()) line("    needs: [" + join(of.needs, ", ") + "]");
    with(of, stamped);
    for (const std::string& each : of.undecided) line("    # decide: " + draft::one_line(each));
    records(of);
    fields(of);
    stamp(of, stamped);
    if (of.etag) {
      line("    version: " + tag_of(of));
      line("    precondition: etag");
    }
    parts(of);
    line("    read:");
    line("      request: {path: " + words_.path_in_address(of) +
         (of.children.empty() ? "" : ", query: {$expand: \"${with.expand}\"}") + "}");
    writes(of);
    line("");
  }

  /// A key of one property is the id; of several what stands between the brackets of an address.
  static std::string id_of(const ODataSet& of) {
    if (of.key.size() == 1) return name_from(of.key.front().name);
    return has_field(of.fields, "id") ? "whole_key" : "id";
  }
  static bool has_field(const std::vector<ODataField>& fields, const std::string& name) {
    return std::ranges::any_of(fields, [&](const ODataField& each) { return name_from(each.path) == name; });
  }
  static std::string tag_of(const ODataSet& of) { return has_field(of.fields, "etag") ? "version_tag" : "etag"; }

  void with(const ODataSet& of, bool stamped) {
    std::vector<std::string> names;
    for (const ODataKey& each : of.key) names.push_back(each.name);
    line("    with:");
    line("      set: " + quoted(of.set));
    line("      order: " + quoted(join(names, ",")));
    if (words_.is_old() && of.key.size() == 1)
      line("      after: \"${" + words_.literal(of.key.front(), "after") + "}\"");
    if (stamped) {
      line("      stamp: " + quoted(of.stamp));
      if (words_.is_old()) {
        line("      since: \"${" + words_.moment(of.stamp_has_offset, "since") + "}\"");
        line("      until: \"${until == null ? '' : " + words_.moment(of.stamp_has_offset, "until") + "}\"");
      }
    }
    std::vector<std::string> expanded;
    for (const ODataChildren& each : of.children) expanded.push_back(each.name);
    if (!expanded.empty()) line("      expand: " + quoted(join(expanded, ",")));
  }

  /// Children get an id, which is where they stand; records with a key of several properties get one as well.
  void records(const ODataSet& of) {
    std::vector<std::string> added;
    if (of.key.size() > 1) added.push_back("'" + id_of(of) + "': " + words_.predicate(of.key, "r"));
    for (const ODataChildren& each : of.children)
      added.push_back("'" + each.name + "': " + words_.expanded("r", each.name) +
                      ".map(l, merge(l, {'id': " + words_.place_of(of, each) + "}))");
    if (added.empty()) return;
    std::string kept = "r";
    if (!of.children.empty()) kept = "to_map(r.filter(k, !(k in " + names_of(of.children) + ")).map(k, [k, r[k]]))";
    line("    records: \"${(" + std::string(words_.records()) + ").map(r, merge(" + kept + ", {" + join(added, ", ") +
         "}))}\"");
  }
  static std::string names_of(const std::vector<ODataChildren>& children) {
    std::vector<std::string> out;
    for (const ODataChildren& each : children) out.push_back("'" + each.name + "'");
    return "[" + join(out, ", ") + "]";
  }

  void fields(const ODataSet& of) {
    line("    fields:");
    for (const bool only_read : {false, true}) {
      for (const ODataField& each : of.fields) {
        if (each.only_read == only_read) field(each, "      ");
      }
    }
    if (of.etag) line("      " + tag_of(of) + ": {type: text, value: \"" + words_.etag() + "\"}");
    for (const ODataChildren& each : of.children) {
      std::vector<std::string> names;
      for (const ODataField& one : each.fields) {
        if (!one.type.empty()) names.push_back(name_from(one.path));
      }
      line("      " + each.name + ":");
      line("        asked: false");
      line("        part: [" + join(names, ", ") + "]");
      line("        fields:");
      for (const ODataField& one : each.fields) field(one, "          ");
    }
  }

  void field(const ODataField& of, const std::string& margin) {
    if (of.type.empty())
      return line(margin + "# decide: " + draft::one_line(of.path) + " is of a type that no field has");
    const std::string name = name_from(of.path), comment = of.note.empty() ? "" : "  # " + draft::one_line(of.note);
    const std::string path = name == of.path ? "" : ", path: " + quoted(of.path);
    line(margin + name + ": {type: " + (of.refers_to.empty() ? of.type : "many2one") + path + "}" + comment +
         (of.refers_to.empty() ? "" : std::string(comment.empty() ? "  # " : "; ") + "a " + of.refers_to));
  }

  void stamp(const ODataSet& of, bool stamped) {
    if (stamped) {
      if (!of.stamp_has_offset) line("    # decide: in which zone " + of.stamp + " is; it is taken for UTC");
      if (!of.children.empty())
        line("    # decide: does a change of " + of.children.front().name + " move " + of.stamp + "? If not: children");
      line("    stamp: {field: " + name_from(of.stamp) + ", resolution: " + (of.stamp_is_exact ? "1ms" : "1s") + "}");
    } else {
      line(
          "    # decide: which field says when a record was changed (stamp); as it stands changes are found by sweeps");
    }
  }

  void parts(const ODataSet& of) {
    if (of.children.empty() || !of.update) return;
    line("    parts:");
    line("      style: commands");
    line("      create: {method: POST, part: \"\", body: \"${set}\"}");
    line("      update: {method: " + std::string(words_.change()) + ", part: \"${part}\", body: \"${set}\"}");
    line("      delete: {method: DELETE, part: \"${part}\", body: null}");
  }

  void writes(const ODataSet& of) {
    const std::string compared = of.etag ? "\"${version}\"" : words_.is_old() ? "" : "\"*\"";
    const std::string match = compared.empty() ? "" : ", headers: {If-Match: " + compared + "}";
    if (of.create) create(of);
    if (of.update && of.children.empty())
      line("    update: {request: {method: " + std::string(words_.change()) + ", path: " + words_.path_in_address(of) +
           match + ", body: \"${content}\"}}");
    if (of.update && !of.children.empty()) update_whole(of, compared);
    if (of.remove) line("    remove: {request: {method: DELETE, path: " + words_.path_in_address(of) + match + "}}");
  }

  void create(const ODataSet& of) {
    const std::string made = words_.is_old() ? "body.d" : "body";
    line("    create:");
    line("      request: {path: /" + of.set + ", body: \"${" +
         (of.children.empty() ? "content" : words_.with_children("content", names_of(of.children))) + "}\"}");
    line("      id: \"${" +
         (of.key.size() > 1 ? words_.predicate(of.key, made) : "string(" + made + "." + of.key.front().name + ")") +
         "}\"");
    const auto marked = std::ranges::find_if(of.fields, [&](const ODataField& each) {
      return each.type == "text" && !each.only_read && each.refers_to.empty() &&
             each.path.find('.') == std::string::npos &&
             std::ranges::find(of.key, each.path, &ODataKey::name) == of.key.end();
    });
    line("    # decide: which text carries our key, so that a record whose creation was not answered is found; then");
    line("    # body: \"${merge(…, {'" + (marked == of.fields.end() ? "Reference" : marked->path) + "': key})}\", and");
    line("    # idempotency: probe");
    line("    # probe: " + words_.probe(of, marked == of.fields.end() ? "Reference" : marked->path));
  }

  /// The record first: when it was changed since, nothing is done.
  void update_whole(const ODataSet& of, const std::string& compared) {
    const std::string place = words_.path_in_batch(of), names = names_of(of.children);
    const std::string headers = compared.empty() ? "" : ", headers: {If-Match: " + compared + "}";
    line("    update:");
    line("      request:");
    line("        path: /$batch");
    line("        batch:");
    line("          -");
    line("            - {method: " + std::string(words_.change()) + ", path: \"${" + place + "}\"" + headers +
         ", body: \"${to_map(content.filter(k, !(k in " + names + ")).map(k, [k, content[k]]))}\"}");
    for (const ODataChildren& each : of.children)
      line("            - \"${'" + each.name + "' in content ? content['" + each.name +
           "'].map(l, {'method': l.method, 'path': l.method == 'POST' ? " + place + " + '/" + each.name +
           "' : l.part, 'headers': {'If-Match': l.method == 'POST' ? null : '*'}, 'body': l.body}) : []}\"");
  }

  const ODataOutline& service_;
  const ODataWords words_;
};

}  // namespace

std::string draft_odata_connector(const std::string& name, const ODataOutline& service, const std::string& source,
                                  const std::string& address) {
  return Draft(name, service, source, address).text;
}

}  // namespace syncline
