// Text in other charsets than UTF-8.
#include <algorithm>
#include <memory>
#include <mutex>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "base/text.h"

namespace syncline {
namespace {

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Charset = std::unique_ptr<UConverter, Close>;

Charset open(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  Charset charset(ucnv_open(std::string(name).c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setToUCallBack(charset.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  ucnv_setFromUCallBack(charset.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return U_SUCCESS(status) ? std::move(charset) : nullptr;
}

/// Nothing when the charset lacks one of its characters.
std::optional<std::string> bytes_of(UConverter* charset, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out(static_cast<std::size_t>(text.length()) * 4 + 16, '\0');
  const std::int32_t size = ucnv_fromUChars(charset, out.data(), static_cast<std::int32_t>(out.size()),
                                            text.getBuffer(), text.length(), &status);
  if (U_FAILURE(status)) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

icu::UnicodeString in_ascii(icu::UnicodeString text) {
  // A Transliterator keeps state while it runs.
  static std::mutex mutex;
  static const std::unique_ptr<icu::Transliterator> rules = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  }();
  const std::lock_guard hold(mutex);
  if (rules) rules->transliterate(text);
  return text;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset) {
  const Charset from = open(charset);
  if (!from) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()), from.get(), status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::optional<std::string> from_utf8(std::string_view utf8, std::string_view charset) {
  const Charset to = open(charset);
  if (!to) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  const icu::UnicodeString composed = icu::Normalizer2::getNFCInstance(status)->normalize(text, status);
  if (U_SUCCESS(status)) text = composed;
  if (auto whole = bytes_of(to.get(), text)) return whole;
  std::string out;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const icu::UnicodeString one(text.char32At(i));
    auto bytes = bytes_of(to.get(), one);
    if (!bytes) bytes = bytes_of(to.get(), in_ascii(one));
    out += bytes.value_or("?");
  }
  return out;
}

}  // namespace syncline
