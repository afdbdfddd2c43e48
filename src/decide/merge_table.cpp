#include "decide/merge_table.h"

#include "base/mutant.h"

namespace syncline {
namespace {

Verdict by_master(const Situation& s) {
  if (s.is_master) return Verdict::shown_by_master;
  if (s.has_master && s.agreed_by_master) return Verdict::agreed_by_master;
  return Verdict::review;
}

Verdict concurrent(const Situation& s) {
  switch (s.on_concurrent) {
    case OnConcurrent::master: return by_master(s);
    case OnConcurrent::latest:
      if (s.later == Later::shown) return Verdict::shown_by_time;
      if (s.later == Later::agreed) return Verdict::agreed_by_time;
      return by_master(s);
    case OnConcurrent::review: return Verdict::review;
  }
  return Verdict::review;
}

Verdict foreign(const Situation& s) {
  if (s.is_check) return s.on_foreign_edit == OnForeignEdit::keep ? Verdict::foreign_keep : Verdict::check_differs;
  switch (s.on_foreign_edit) {
    case OnForeignEdit::revert: return Verdict::foreign_revert;
    case OnForeignEdit::keep: return Verdict::foreign_keep;
    case OnForeignEdit::review: return Verdict::foreign_review;
  }
  return Verdict::foreign_review;
}

}  // namespace

Verdict verdict(const Situation& s) {
  if (s.right) return s.changed || s.pending ? Verdict::adopt : Verdict::nothing;
  if (!s.changed) return Verdict::nothing;
  if (!s.may_write) return foreign(s);
  return s.pending && !mutant("concurrent-is-edit") ? concurrent(s) : Verdict::edit;
}

}  // namespace syncline
