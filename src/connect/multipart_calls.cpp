#include "connect/multipart_calls.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connect/template_tree.h"

namespace syncline {
namespace {

Failure<Error> not_a_call(const char* what, const Value& value) {
  return fail(Error{ErrorClass::config,
                    "connect.batch",
                    std::string(what) + " cannot be " + write_json(value),
                    "",
                    "correct batch in connector.yaml",
                    {}});
}

bool fits_a_line(std::string_view text) {
  return !text.empty() && std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

/// As it may stand in a request line: what an address cannot hold is escaped, what is escaped stays.
std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte > 0x20 && byte < 0x7f && c != '"' && c != '<' && c != '>';
    out += plain ? std::string(1, c) : percent_encode(std::string(1, c));
  }
  return out;
}

Result<std::string, Error> text_of_call(const Value& call) {
  const std::string method = call["method"].string_or(""), path = call["path"].string_or("");
  if (method.empty() || !std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return not_a_call("a method", call["method"]);
  if (!fits_a_line(path)) return not_a_call("a path", call["path"]);
  std::string out = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
  out += method + " " + escaped(path) + " HTTP/1.1\r\nAccept: application/json\r\n";
  for (const auto& [name, value] : call["headers"].is_map() ? call["headers"].as_map() : Map{}) {
    if (value.is_null()) continue;
    const std::string text = text_of(value);
    if (!fits_a_line(name) || !fits_a_line(text)) return not_a_call("a header", value);
    out += name + ": " + text + "\r\n";
  }
  if (call["body"].is_null()) return out + "\r\n";
  const std::string body = write_json(call["body"]);
  return out + "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Parts between boundaries that occur in none of them.
std::string joined(const std::vector<std::string>& parts, const char* name, HttpHeaders& headers) {
  std::string all;
  for (const std::string& each : parts) all += each;
  std::string boundary = name + to_hex(xxh3(all));
  while (all.find(boundary) != std::string::npos) boundary += "x";
  set_header(headers, "Content-Type", "multipart/mixed; boundary=" + boundary);
  std::string out;
  for (const std::string& each : parts) out += "--" + boundary + "\r\n" + each + "\r\n";
  return out + "--" + boundary + "--\r\n";
}

/// Headers and what stands below them.
struct Part {
  HttpHeaders headers;
  std::string_view content;
};

Failure<Error> not_answers(const std::string& why) {
  return fail(Error{ErrorClass::transient, "connect.batch", "the answer is no list of answers: " + why, "", "", {}});
}

Result<Part, Error> part_in(std::string_view text) {
  Part out;
  while (true) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return not_answers("a part ends within its headers");
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      out.headers.emplace_back(to_lower(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  }
  out.content = text;
  return out;
}

std::string boundary_of(const HttpHeaders& headers) {
  constexpr std::string_view word = "boundary=";
  const std::string* type = header(headers, "Content-Type");
  if (!type || !to_lower(*type).starts_with("multipart/mixed")) return "";
  const auto alike = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); };
  const auto found = std::ranges::search(*type, word, alike);  // not in lower case, which may be longer
  if (found.empty()) return "";
  const auto begin = static_cast<std::size_t>(found.end() - type->begin());
  const std::string rest = type->substr(begin, type->find(';', begin) - begin);
  return rest.size() > 2 && rest.front() == '"' && rest.back() == '"' ? rest.substr(1, rest.size() - 2) : rest;
}

/// What stands between the boundaries, without the line end before each.
Result<std::vector<std::string_view>, Error> pieces_of(std::string_view body, const std::string& boundary) {
  const std::string mark = "--" + boundary;
  std::vector<std::string_view> out;
  std::size_t at = body.starts_with(mark) ? 0 : body.find("\n" + mark);
  if (at == std::string_view::npos) return not_answers("there is no boundary");
  if (at > 0 || body.front() == '\n') ++at;
  for (;;) {
    std::string_view rest = body.substr(at + mark.size());
    if (rest.starts_with("--")) return out;
    const std::size_t begin = rest.find('\n'), end = rest.find("\n" + mark, begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return not_answers("it ends too early");
    std::string_view piece = rest.substr(begin + 1, end > begin ? end - begin - 1 : 0);
    if (piece.ends_with('\r')) piece.remove_suffix(1);
    out.push_back(piece);
    at += mark.size() + end + 1;
  }
}

/// "HTTP/1.1 204 No Content", headers, body.
Result<Value, Error> answer_in(std::string_view text) {
  const std::size_t space = text.find(' ');
  int status = 0;
  if (!text.starts_with("HTTP/") || space == std::string_view::npos) return not_answers("a part has no status");
  const char* const begin = text.data() + space + 1;
  const auto [stop, problem] = std::from_chars(begin, text.data() + text.size(), status);
  const std::size_t end = text.find('\n');
  if (problem != std::errc() || stop - begin != 3 || status < 100 || end == std::string_view::npos)
    return not_answers("a part has no status");
  auto part = part_in(text.substr(end + 1));
  if (!part) return fail(part.error());
  std::string_view content = part->content;
  if (const std::string* length = header(part->headers, "Content-Length")) {
    const auto size = Decimal::parse(*length);
    const auto whole = size ? size->to_int64() : std::nullopt;
    if (whole && *whole >= 0 && static_cast<std::size_t>(*whole) < content.size())
      content = content.substr(0, static_cast<std::size_t>(*whole));
  }
  Map headers;
  for (const auto& [name, value] : part->headers) headers.set(name, value);
  const std::string body(trim(content));
  auto json = body.empty() ? Result<Value, Error>(Value()) : parse_json(body);
  return Value(
      Map{{"status", status}, {"headers", std::move(headers)}, {"body", json ? std::move(*json) : Value(body)}});
}

Result<List, Error> answers_between(std::string_view body, const std::string& boundary, bool outermost) {
  const auto pieces = pieces_of(body, boundary);
  if (!pieces) return fail(pieces.error());
  List out;
  for (const std::string_view piece : *pieces) {
    const auto part = part_in(piece);
    if (!part) return fail(part.error());
    const std::string inner = boundary_of(part->headers);
    if (inner.empty()) {
      auto answer = answer_in(part->content);
      if (!answer) return fail(answer.error());
      out.push_back(std::move(*answer));
    } else if (!outermost) {
      return not_answers("a change set within a change set");
    } else {
      auto set = answers_between(part->content, inner, false);
      if (!set) return set;
      out.emplace_back(std::move(*set));
    }
  }
  return out;
}

/// What lists within it hold stands for them.
List calls_of(const List& change_set) {
  List out;
  for (const Value& each : change_set) {
    if (!each.is_list()) out.push_back(each);
    for (const Value& one : each.is_list() ? each.as_list() : List{}) out.push_back(one);
  }
  return out;
}

}  // namespace

Result<void, Error> put_calls(HttpRequest& request, const Value& calls) {
  if (!calls.is_list() || calls.as_list().empty()) return not_a_call("calls", calls);
  std::vector<std::string> parts;
  for (const Value& each : calls.as_list()) {
    std::vector<std::string> set;
    for (const Value& one : each.is_list() ? calls_of(each.as_list()) : List{each}) {
      auto text = text_of_call(one);
      if (!text) return fail(text.error());
      set.push_back(std::move(*text));
    }
    if (!each.is_list()) {
      parts.push_back(std::move(set.front()));
      continue;
    }
    if (set.empty()) return not_a_call("a change set", each);
    HttpHeaders headers;
    const std::string body = joined(set, "changes_", headers);
    parts.push_back("Content-Type: " + headers.front().second + "\r\n\r\n" + body);
  }
  request.body = joined(parts, "batch_", request.headers);
  return {};
}

bool holds_answers(const HttpResponse& response) { return !boundary_of(response.headers).empty(); }

Result<List, Error> answers_in(const HttpResponse& response) {
  return answers_between(response.body, boundary_of(response.headers), true);
}

std::optional<HttpResponse> first_refused(const List& answers) {
  for (const Value& each : answers) {
    if (each.is_list()) {
      if (auto refused = first_refused(each.as_list())) return refused;
    } else if (each["status"].int_or(0) >= 400) {
      HttpResponse out{static_cast<int>(each["status"].as_int()), {}, ""};
      for (const auto& [name, value] : each["headers"].as_map()) out.headers.emplace_back(name, value.string_or(""));
      if (!each["body"].is_null())
        out.body = each["body"].is_string() ? each["body"].as_string() : write_json(each["body"]);
      return out;
    }
  }
  return std::nullopt;
}

}  // namespace syncline
