// Which of an expression's paths leave its own entity, and what they meet there.
#include <algorithm>

#include "base/text.h"
#include "project/scope.h"

namespace syncline {
namespace {

/// Follows one path, segment by segment.
class Walk {
 public:
  Walk(const Drafts& drafts, const SyncDraft& start, Reads& reads) : drafts_(drafts), at_(&start), reads_(reads) {}

  /// False when the path has ended.
  bool step(const std::string& name, bool is_last, bool checks) {
    if (const FieldSpec* field = at_->entity->field(name)) return field_step(*field, is_last, checks);
    const auto relations = relations_of(drafts_, *at_);
    const auto relation = std::ranges::find(relations, name, &Relation::name);
    if (relation != relations.end()) return leave(relation->to);
    return false;
  }

  bool leave(const SyncDraft* to) {
    left_ = true;
    at_ = to;
    reads_.entities.insert(to->entity->name);
    return true;
  }

  bool left() const { return left_; }

 private:
  bool field_step(const FieldSpec& field, bool is_last, bool checks) {
    if (checks && !keeps(*at_, field.name)) {
      const std::string words = in_quotes(field.name) + " of " + at_->entity->name;
      if (std::ranges::find(reads_.unkept, words) == reads_.unkept.end()) reads_.unkept.push_back(words);
      return false;
    }
    if (field.type != FieldType::reference || is_last) return false;
    const SyncDraft* parent = draft_of(drafts_, field.refers_to);
    return parent && leave(parent);
  }

  const Drafts& drafts_;
  const SyncDraft* at_;
  Reads& reads_;
  bool left_ = false;
};

/// How many segments of the path name a slot of the draft: crm.…, erp.buyer.…, members.crm.…
std::size_t slot_segments(const SyncDraft& draft, const std::vector<std::string>& segments) {
  const std::size_t skipped = segments[0] == "members" ? 1 : 0;
  for (const std::string& slot : draft.slot_names) {
    const std::vector<std::string> words = split(slot, '.');
    if (segments.size() < skipped + words.size()) continue;
    if (std::equal(words.begin(), words.end(), segments.begin() + static_cast<std::ptrdiff_t>(skipped)))
      return skipped + words.size();
  }
  return 0;
}

}  // namespace

Reads Names::reads_of(const expr::Program& program) const {
  Reads reads;
  if (only_source_) reads.entities.insert(draft_.entity->name);
  for (const std::string& path : program.paths()) follow(path, reads);
  return reads;
}

void Names::follow(const std::string& path, Reads& reads) const {
  const std::vector<std::string> segments = split(path, '.');
  Walk walk(drafts_, draft_, reads);
  std::size_t i = 0;
  bool checks = true;
  if (!only_source_ && draft_.entity->field(segments[0])) {
    checks = false;
  } else if (const std::size_t count = only_source_ ? 0 : slot_segments(draft_, segments); count > 0) {
    i = count;
    checks = false;
    const FieldSpec* shown = i < segments.size() ? draft_.entity->field(segments[i]) : nullptr;
    if (shown && shown->type == FieldType::reference && i + 1 < segments.size()) {
      std::vector<std::string> reference(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      reads.by_id_only.push_back(join(reference, "."));
    }
    if (shown) return;
  } else if (segments[0] == draft_.entity->name) {
    i = 1;
  }
  for (; i < segments.size(); ++i) {
    if (!walk.step(segments[i], i + 1 == segments.size(), checks)) break;
    checks = true;
  }
  if (walk.left()) reads.relations.push_back(path);
}

}  // namespace syncline
