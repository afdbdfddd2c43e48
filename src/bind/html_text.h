#pragma once
// Plain text ⇄ the simple HTML of rich text fields. text_of_html(html_of_text(t)) == t for texts with LF lines.

#include <string>
#include <string_view>

namespace syncline {

/// Each line a paragraph; an empty one <p><br></p>, as editors write it.
std::string html_of_text(std::string_view text);
/// Blocks and <br> become lines, entities characters; other tags, comments, scripts and styles are dropped.
std::string text_of_html(std::string_view html);

}  // namespace syncline
