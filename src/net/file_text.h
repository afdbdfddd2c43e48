#pragma once
// Files inside JSON: base64 that is made and read while it travels.

#include <string>

#include "net/body_stream.h"

namespace syncline {

/// `before`, the file as base64, `after`. The file outlives it.
class Base64Source final : public BodySource {
 public:
  Base64Source(std::string before, BodySource& file, std::string after);
  std::uint64_t size() const override;
  Result<std::string, Error> next(std::size_t most) override;
  void rewind() override;

 private:
  const std::string before_, after_;
  BodySource& file_;
  std::string ready_;  ///< made, not given yet
  std::string rest_;   ///< read, less than three bytes
  enum class Stage : std::uint8_t { file, after, done } stage_ = Stage::file;
};

/// Of a JSON text, the first text under the key `at` is a file in base64: it goes to `into`, decoded. Everything else
/// is kept, with an empty text in its place.
class Base64Sink final : public BodySink {
 public:
  Base64Sink(std::string at, BodySink& into) : at_(std::move(at)), into_(into) {}
  Result<void, Error> take(std::string_view piece) override;
  bool found() const { return stage_ == Stage::after; }  ///< and whole
  const std::string& others() const { return others_; }

 private:
  enum class Stage : std::uint8_t { outside, in_text, after_text, before_value, in_file, after };
  Result<void, Error> keep(char);
  Result<void, Error> decode(char);
  Result<void, Error> flush();

  const std::string at_;
  BodySink& into_;
  std::string others_, text_, coded_;
  bool escaped_ = false;
  Stage stage_ = Stage::outside;
};

}  // namespace syncline
