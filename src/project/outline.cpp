#include "project/outline.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace syncline {
namespace {

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

std::string key_of(std::string_view line) {
  const std::string_view text = line.substr(indent_of(line));
  return text.starts_with("- ") ? "-" : std::string(text.substr(0, text.find(':')));
}

class OutlineReader {
 public:
  explicit OutlineReader(std::string_view text) : lines_(split(text, '\n')) {
    if (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
  }

  Outline read() {
    Outline root;
    read_into(root, 0);
    return root;
  }

 private:
  void read_into(Outline& parent, std::size_t least) {
    for (;;) {
      const std::size_t entry = next_entry();
      if (entry == lines_.size() || indent_of(lines_[entry]) < least) return;
      Outline made;
      for (; at_ < entry; ++at_) made.above += lines_[at_] + "\n";
      made.line = lines_[at_++];
      made.key = key_of(made.line);
      read_into(made, indent_of(made.line) + 1);
      parent.inside.push_back(std::move(made));
    }
  }

  std::size_t next_entry() const {
    std::size_t entry = at_;
    const auto is_remark = [](std::string_view line) {
      const std::size_t indent = indent_of(line);
      return indent == line.size() || line[indent] == '#';
    };
    while (entry < lines_.size() && is_remark(lines_[entry])) ++entry;
    return entry;
  }

  std::vector<std::string> lines_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Outline::value() const {
  const std::size_t end = key == "-" ? line.find("- ") + 1 : line.find(':');
  return end >= line.size() ? "" : std::string(trim(std::string_view(line).substr(end + 1)));
}

const Outline* Outline::find(std::string_view wanted) const {
  const auto found = std::ranges::find(inside, wanted, &Outline::key);
  return found == inside.end() ? nullptr : &*found;
}

Outline* Outline::find(std::string_view wanted) { return const_cast<Outline*>(std::as_const(*this).find(wanted)); }

Outline read_outline(std::string_view text) { return OutlineReader(text).read(); }

std::string text_of(const Outline& outline) {
  std::string text = outline.above;
  if (!outline.line.empty()) text += outline.line + "\n";
  for (const Outline& each : outline.inside) text += text_of(each);
  return text;
}

}  // namespace syncline
