#include "sandbox/sap_s4hana/batch.h"

#include <algorithm>

#include "base/text.h"

namespace syncline::sandbox::sap {
namespace {

struct Piece {
  HttpHeaders headers;
  std::string content;
};

std::string boundary_in(const std::string& type) {
  const std::size_t at = type.find("boundary=");
  return type.starts_with("multipart/mixed") && at != std::string::npos ? type.substr(at + 9) : std::string();
}

/// Head and body at the first empty line; both with CRLF, as the standard wants them.
std::optional<Piece> piece_of(const std::string& text, std::string* first_line) {
  const std::size_t end = text.starts_with("\r\n") ? 0 : text.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  Piece out;
  std::string head = text.substr(0, end);
  out.content = text.substr(end == 0 ? 2 : end + 4);
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t stop = std::min(head.find("\r\n", at), head.size());
    const std::string line = head.substr(at, stop - at);
    at = stop + 2;
    const std::size_t colon = line.find(':');
    if (first_line && first_line->empty()) {
      *first_line = line;
    } else if (colon != std::string::npos) {
      out.headers.emplace_back(line.substr(0, colon), std::string(trim(line.substr(colon + 1))));
    }
  }
  return out;
}

std::optional<std::vector<Piece>> pieces_between(const std::string& body, const std::string& boundary) {
  std::vector<Piece> out;
  const std::string mark = "--" + boundary;
  std::size_t at = body.find(mark);
  if (boundary.empty() || at == std::string::npos) return std::nullopt;
  for (;;) {
    at += mark.size();
    if (body.compare(at, 2, "--") == 0) return out;
    const std::size_t end = body.find("\r\n" + mark, at);
    if (end == std::string::npos || body.compare(at, 2, "\r\n") != 0) return std::nullopt;
    auto piece = piece_of(body.substr(at + 2, end - at - 2), nullptr);
    if (!piece) return std::nullopt;
    out.push_back(std::move(*piece));
    at = end + 2;
  }
}

std::optional<HttpRequest> call_in(const std::string& content) {
  std::string line;
  // Without headers the request line is all that stands before the empty line.
  auto piece = piece_of(content.find("\r\n\r\n") == std::string::npos ? content + "\r\n\r\n" : content, &line);
  const auto words = split(line, ' ');
  if (!piece || words.size() != 3) return std::nullopt;
  return HttpRequest{words[0], words[1], piece->headers, std::string(trim(piece->content)), ""};
}

std::string text_of(const HttpResponse& response) {
  std::string out =
      "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason_of(response.status)) + "\r\n";
  for (const auto& [name, value] : response.headers) out += name + ": " + value + "\r\n";
  return out + "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n" + response.body + "\r\n";
}

constexpr const char* http_part = "Content-Type: application/http\r\ncontent-transfer-encoding: binary\r\n";

}  // namespace

std::optional<std::vector<BatchPart>> batch_in(const HttpRequest& request) {
  const std::string* type = header(request.headers, "Content-Type");
  const auto outer = type ? pieces_between(request.body, boundary_in(*type)) : std::nullopt;
  if (!outer) return std::nullopt;
  std::vector<BatchPart> out;
  for (const Piece& each : *outer) {
    BatchPart& part = out.emplace_back();
    const std::string* own = header(each.headers, "Content-Type");
    const std::string inner = own ? boundary_in(*own) : "";
    part.is_change_set = !inner.empty();
    const auto calls = part.is_change_set ? pieces_between(each.content, inner) : std::vector{each};
    if (!calls) return std::nullopt;
    for (const Piece& one : *calls) {
      auto call = call_in(one.content);
      if (!call) return std::nullopt;
      part.calls.push_back(std::move(*call));
    }
  }
  return out;
}

HttpResponse batch_answer(const std::vector<BatchPart>& parts, const std::vector<std::vector<HttpResponse>>& answers) {
  std::string body;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    body += "--0BATCH\r\n";
    const bool refused = answers[i].size() == 1 && answers[i].front().status >= 400;
    if (!parts[i].is_change_set || refused) {
      for (const HttpResponse& each : answers[i]) body += http_part + ("\r\n" + text_of(each));
      continue;
    }
    body += "Content-Type: multipart/mixed; boundary=0SET\r\n\r\n";
    for (const HttpResponse& each : answers[i]) body += std::string("--0SET\r\n") + http_part + "\r\n" + text_of(each);
    body += "--0SET--\r\n\r\n";
  }
  return {202,
          {{"Content-Type", "multipart/mixed; boundary=0BATCH"}, {"DataServiceVersion", "2.0"}},
          body + "--0BATCH--\r\n"};
}

}  // namespace syncline::sandbox::sap
