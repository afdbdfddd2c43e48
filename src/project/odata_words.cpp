#include "project/odata_words.h"

#include "base/text.h"

namespace syncline {

using Form = ODataKey::Form;

const char* ODataWords::records() const {
  return is_old() ? "has(body.d.results) ? body.d.results : [body.d]" : "'value' in body ? body.value : [body]";
}

const char* ODataWords::etag() const {
  return is_old() ? "${record.?__metadata.?etag.orValue(null)}" : "${record[?'@odata.etag'].orValue(null)}";
}

std::string ODataWords::literal(const ODataKey& key, const std::string& value) const {
  const std::string text = "string(" + value + ")";
  switch (key.form) {
    case Form::text: return "q + " + text + ".replace(q, q + q) + q";
    case Form::guid: return is_old() ? "'guid' + q + " + text + " + q" : text;
    case Form::wide: return text + " + 'L'";
    case Form::moment:
      return "'datetime' + q + string(timestamp(int(" + text +
             ".replace('/Date(', '').replace(')/', '')) / 1000)).replace('Z', '') + q";
    case Form::number:
    case Form::plain:
    case Form::none: break;
  }
  return text;
}

std::string ODataWords::moment(bool has_offset, const std::string& value) const {
  return has_offset ? "'datetimeoffset' + q + " + value + " + q"
                    : "'datetime' + q + " + value + ".replace('Z', '') + q";
}

std::string ODataWords::predicate(const std::vector<ODataKey>& keys, const std::string& record) const {
  if (keys.size() == 1) return literal(keys.front(), record + "." + keys.front().name);
  std::vector<std::string> all;
  for (const ODataKey& each : keys) all.push_back("'" + each.name + "=' + " + literal(each, record + "." + each.name));
  return "[" + join(all, ", ") + "].join(',')";
}

std::string ODataWords::expanded(const std::string& record, const std::string& name) const {
  return record + "." + name + (is_old() ? ".results" : "");
}

std::string ODataWords::place_of(const ODataSet& of, const ODataChildren& children) const {
  const std::string own = "(' + " + predicate(children.key, "l") + " + ')'";
  if (!children.set.empty()) return "'" + children.set + own;
  return "'" + of.set + "(' + " + predicate(of.key, "r") + " + ')/" + children.name + own;
}

std::string ODataWords::with_children(const std::string& content, const std::string& names) const {
  return "to_map(" + content + ".map(k, [k, k in " + names + " ? " + content + "[k].map(l, l.body) : " + content +
         "[k]]))";
}

std::string ODataWords::path_in_address(const ODataSet& of) const {
  if (of.key.size() > 1) return "\"/" + of.set + "(${id.replace('%3D', '=').replace('%2C', ',').replace('%27', q)})\"";
  switch (of.key.front().form) {
    case Form::text: return "\"/" + of.set + "('${id.replace('%27', '%27%27')}')\"";
    case Form::guid: return "\"/" + of.set + (is_old() ? "(guid'${id}')\"" : "(${id})\"");
    case Form::wide: return "\"/" + of.set + "(${id}L)\"";
    case Form::moment:
    case Form::number:
    case Form::plain:
    case Form::none: break;
  }
  return "\"/" + of.set + "(${id})\"";
}

std::string ODataWords::path_in_batch(const ODataSet& of) const {
  return "'" + of.set + "(' + " + (of.key.size() > 1 ? "id" : literal(of.key.front(), "id")) + " + ')'";
}

std::string ODataWords::probe(const ODataSet& of, const std::string& field) const {
  const std::string found = is_old() ? "body.d.results" : "body.value";
  const std::string id =
      of.key.size() > 1 ? predicate(of.key, found + "[0]") : "string(" + found + "[0]." + of.key.front().name + ")";
  return "{request: {path: /" + of.set + ", query: {$filter: \"${'" + field +
         " eq ' + q + key + q}\"}}, id: \"${size(" + found + ") == 0 ? '' : " + id + "}\"}";
}

}  // namespace syncline
