// Any bytes as text: repaired once for all, folded the same however often, cut between characters, and encoded so that
// they come back. Lines of the input: a length, a word; the rest is the text.
#include "base/hash.h"
#include "base/phone.h"
#include "base/tax_id.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void require_encodings(const std::string& bytes) {
  std::string back;
  require(from_base64(base64(bytes), back) && back == bytes);
  require(from_base64(base64url(bytes), back) && back == bytes);
  require(from_hex(to_hex(bytes), back) && back == bytes);
  require(percent_decode(percent_encode(bytes)) == bytes);
  if (from_base64(bytes, back)) {
    std::string again;
    require(from_base64(base64(back), again) && again == back);
  }
  for (const char* charset : {"UTF-16LE", "CP1252", "CP850", "UTF-8"}) {
    if (const auto text = to_utf8(bytes, charset)) require(is_valid_utf8(*text));
  }
}

void require_forms(const std::string& text) {
  const auto is_settled = [&](auto form) { require(form(form(text)) == form(text)); };
  for (const auto form : {to_nfc, squeeze, match_form, to_lower, to_upper, fold_case, company_match_form}) {
    const std::string formed = form(text);
    require(is_valid_utf8(formed));
  }
  is_settled(to_nfc);
  is_settled(squeeze);
  is_settled(match_form);
  is_settled([](const std::string& t) { return tidy_phone_number(t, "DE"); });
  is_settled(compact_tax_id);
  require(std::ranges::all_of(match_form(text), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  (void)vat_country(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t length = input.byte();
  const std::string word(input.line()), bytes(input.rest());
  require_encodings(bytes);
  const std::string text = repair_utf8(bytes);
  require(is_valid_utf8(text) && repair_utf8(text) == text);
  require(is_valid_utf8(bytes) == (text == bytes) && valid_utf8_prefix(bytes) <= bytes.size());
  require_forms(text);
  const std::string cut = truncate(text, length);
  require(text.starts_with(cut) && code_points(cut) <= length && is_valid_utf8(cut));
  require(join(split(text, ','), ",") == text);
  const std::string a = match_form(word), b = match_form(text.substr(0, 2000));
  const int alike = similarity(a, b);
  require(alike >= 0 && alike <= 1000 && alike == similarity(b, a));
  require(a.empty() || similarity(a, a) == 1000);
  const auto guess = closest(word, {bytes, "customer", word + "x"});
  require(!guess || *guess == bytes || *guess == "customer" || *guess == word + "x");
  return 0;
}
