#pragma once
// Text as people write it: UTF-8, Unicode normalisation, folding for matching, similarity of names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

bool is_valid_utf8(std::string_view);
/// How many bytes from the start are well-formed; the size when all are.
std::size_t valid_utf8_prefix(std::string_view);
/// Each ill-formed sequence becomes one U+FFFD, all else stays byte by byte.
std::string repair_utf8(std::string_view);
/// Precondition: a scalar value (no surrogate, at most U+10FFFF).
void append_utf8(std::string& into, char32_t code);
/// Unicode NFC. Invalid UTF-8 bytes become U+FFFD.
std::string to_nfc(std::string_view);
/// Full case folding after NFKC: "STRASSE" and "straße" fold alike.
std::string fold_case(std::string_view);
std::string to_upper(std::string_view);
std::string to_lower(std::string_view);
/// Removes Unicode white space at both ends; inner runs become one space.
std::string squeeze(std::string_view);
std::string_view trim(std::string_view);  ///< ASCII white space only
/// At most `max` code points, never inside a grapheme cluster.
std::string truncate(std::string_view, std::size_t max);
std::size_t code_points(std::string_view);

/// For matching only: folded, transliterated to ASCII ("Müller" → "mueller"), punctuation to spaces, squeezed.
std::string match_form(std::string_view);
/// match_form without legal forms ("GmbH & Co. KG", "AG", "Ltd", "S.A.", …) at the end.
std::string company_match_form(std::string_view);
/// Similarity of two names in parts per thousand (0 … 1000): the better of Jaro-Winkler and token-set ratio, both on
/// the given strings as they are (so give match forms), of which the first 400 code points count. Symmetric; 1000 only
/// for equal strings or equal token sets.
int similarity(std::string_view a, std::string_view b);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>&, std::string_view separator);
/// The closest candidate by edit distance, when close enough to be a likely typing error ("did you mean").
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates);

std::string percent_encode(std::string_view);  ///< RFC 3986 unreserved characters stay
std::string percent_decode(std::string_view);  ///< a broken escape stays as it is

/// CP1252, ISO-8859-1, CP850, UTF-16LE/BE … by ICU's names → UTF-8. Empty for an unknown charset or invalid bytes.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset);
/// The converse. A character that the charset lacks is written in the nearest letters that it has ("ł" as "l"), else as
/// "?". Empty for an unknown charset.
std::optional<std::string> from_utf8(std::string_view text, std::string_view charset);

}  // namespace syncline
