#include "net/file_text.h"

#include <algorithm>

#include "base/hash.h"

namespace syncline {
namespace {

constexpr std::size_t most_others = std::size_t{1} << 20;  ///< of the JSON around a file
constexpr std::size_t chunk = 48'000;                      ///< divides by 3, its base64 by 4

Failure<Error> malformed(const char* why) {
  return fail(Error{ErrorClass::transient, "net.file_text", std::string("the file in the answer ") + why, "", "", {}});
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

Base64Source::Base64Source(std::string before, BodySource& file, std::string after)
    : before_(std::move(before)), after_(std::move(after)), file_(file), ready_(before_) {}

std::uint64_t Base64Source::size() const { return before_.size() + (file_.size() + 2) / 3 * 4 + after_.size(); }

void Base64Source::rewind() {
  file_.rewind();
  ready_ = before_;
  rest_.clear();
  stage_ = Stage::file;
}

Result<std::string, Error> Base64Source::next(std::size_t most) {
  while (ready_.empty() && stage_ != Stage::done) {
    if (stage_ == Stage::after) {
      ready_ = after_;
      stage_ = Stage::done;
      break;
    }
    auto piece = file_.next(chunk);
    if (!piece) return fail(std::move(piece.error()));
    const bool ended = piece->empty();
    rest_ += *piece;
    const std::size_t whole = ended ? rest_.size() : rest_.size() / 3 * 3;
    ready_ = base64(std::string_view(rest_).substr(0, whole));
    rest_.erase(0, whole);
    if (ended) stage_ = Stage::after;
  }
  std::string out = ready_.substr(0, most);
  ready_.erase(0, out.size());
  return out;
}

Result<void, Error> Base64Sink::take(std::string_view piece) {
  for (const char c : piece) {
    auto taken = stage_ == Stage::in_file ? decode(c) : keep(c);
    if (!taken) return taken;
  }
  return {};
}

Result<void, Error> Base64Sink::keep(char c) {
  if (others_.size() >= most_others) return malformed("stands in too much else");
  others_ += c;
  switch (stage_) {
    case Stage::outside:
      if (c == '"') {
        text_.clear();
        stage_ = Stage::in_text;
      }
      break;
    case Stage::in_text:
      if (escaped_ || c == '\\') {
        escaped_ = !escaped_;
      } else if (c == '"') {
        stage_ = text_ == at_ ? Stage::after_text : Stage::outside;
        break;
      }
      text_ += c;
      break;
    case Stage::after_text:
      if (!is_space(c)) stage_ = c == ':' ? Stage::before_value : Stage::outside;
      break;
    case Stage::before_value:
      if (c == '"') {
        stage_ = Stage::in_file;
      } else if (!is_space(c)) {
        stage_ = Stage::outside;
      }
      break;
    case Stage::in_file:
    case Stage::after: break;
  }
  return {};
}

Result<void, Error> Base64Sink::decode(char c) {
  if (escaped_ || c == '\\') {  // \/ and \n
    const bool escapes = !escaped_;
    escaped_ = escapes;
    if (escapes || c != '/') return {};
  }
  if (c == '"') {
    stage_ = Stage::after;
    others_ += c;
    return flush();
  }
  if (!is_space(c)) coded_ += c;
  return coded_.size() < chunk / 3 * 4 ? Result<void, Error>{} : flush();
}

Result<void, Error> Base64Sink::flush() {
  std::string bytes;
  if (!from_base64(coded_, bytes)) return malformed("is no base64");
  coded_.clear();
  return bytes.empty() ? Result<void, Error>{} : into_.take(bytes);
}

}  // namespace syncline
