// Files inside JSON: what goes in comes out, however it is cut; and what is no file is kept for the error.
#include "net/file_text.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/json.h"

using namespace syncline;

namespace {

struct Held final : BodySource {
  explicit Held(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  Result<std::string, Error> next(std::size_t most) override {
    std::string out = text_.substr(at_, std::min(most, step));
    at_ += out.size();
    return out;
  }
  void rewind() override { at_ = 0; }
  std::size_t step = 1'000'000;

 private:
  std::string text_;
  std::size_t at_ = 0;
};

struct Kept final : BodySink {
  Result<void, Error> take(std::string_view piece) override {
    text += piece;
    largest = std::max(largest, piece.size());
    return {};
  }
  std::string text;
  std::size_t largest = 0;
};

std::string bytes(std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(i * 37 % 251);
  return out;
}

std::string all(BodySource& source, std::size_t most) {
  std::string out;
  for (;;) {
    const auto piece = source.next(most);
    REQUIRE(piece);
    CHECK(piece->size() <= most);
    if (piece->empty()) return out;
    out += *piece;
  }
}

}  // namespace

TEST_CASE("a file in a JSON text has the size that was said, and can be sent again") {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 2, 3, 4, 47'999, 48'000, 48'001, 200'000}) {
    CAPTURE(size);
    Held file(bytes(size));
    file.step = size % 2 == 0 ? 7'001 : 1'000'000;
    Base64Source source(R"({"data":")", file, R"("})");
    const std::string wanted = R"({"data":")" + base64(bytes(size)) + R"("})";
    CHECK(source.size() == wanted.size());
    CHECK(all(source, 16'384) == wanted);
    source.rewind();
    CHECK(all(source, 3) == wanted);
  }
}

TEST_CASE("a file in a JSON answer comes out in pieces; the rest of the answer is kept without it") {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 5, 100'000}) {
    for (const std::size_t cut : {std::size_t{1}, std::size_t{5}, std::size_t{4'096}, std::size_t{1'000'000}}) {
      CAPTURE(size);
      CAPTURE(cut);
      const std::string answer = R"([{"id":7,"name":"say \"datas\": no","list":["datas"], "datas" : ")" +
                                 base64(bytes(size)) + R"(","more":"datas"}])";
      Kept file;
      Base64Sink sink("datas", file);
      for (std::size_t at = 0; at < answer.size(); at += cut)
        REQUIRE(sink.take(std::string_view(answer).substr(at, cut)));
      CHECK(sink.found());
      CHECK(file.text == bytes(size));
      CHECK(file.largest <= 48'000);
      CHECK(parse_json(sink.others())->at(0)["datas"] == Value(""));
      CHECK(parse_json(sink.others())->at(0)["more"] == Value("datas"));
    }
  }
}

TEST_CASE("an answer without the file, and one that is no base64") {
  Kept file;
  Base64Sink none("datas", file);
  REQUIRE(none.take(R"({"error":["UserError",["no","",null]],"datas":false})"));
  CHECK_FALSE(none.found());
  CHECK(none.others() == R"({"error":["UserError",["no","",null]],"datas":false})");
  Base64Sink cut("datas", file);
  REQUIRE(cut.take(R"({"datas":"QUJD)"));
  CHECK_FALSE(cut.found());
  Base64Sink wrong("datas", file);
  CHECK_FALSE(wrong.take(R"({"datas":"§§§§"})"));
  Base64Sink escaped("datas", file);
  REQUIRE(escaped.take(R"({"datas":"\/\/\/\/\nQUJD"})"));
  CHECK(file.text ==
        "\xFF\xFF\xFF"
        "ABC");
}
