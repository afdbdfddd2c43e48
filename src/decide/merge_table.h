#pragma once
// merge_table: the one table that says what becomes of a field when a member shows something. Pure and total: every
// combination has a row (docs/decisions; checked against an independent oracle).

#include <cstdint>

#include "decide/policy.h"

namespace syncline {

/// Which of two edits came later, by the intervals in which they can have happened.
enum class Later : std::uint8_t { shown, agreed, tie };

/// One member's field as a reading meets it.
struct Situation {
  bool changed = false;           ///< what is shown differs from the member's base
  bool right = false;             ///< what is shown is the agreed value, as this member can show it
  bool pending = false;           ///< the member had not confirmed the agreed version
  bool may_write = true;          ///< its edits count
  bool is_master = false;         ///< it is the first live master
  bool has_master = false;        ///< there is a live master at all
  bool agreed_by_master = false;  ///< the agreed value was set by the live master
  bool is_check = false;          ///< it can never be written and its edits do not count
  OnConcurrent on_concurrent = OnConcurrent::review;
  OnForeignEdit on_foreign_edit = OnForeignEdit::revert;
  Later later = Later::tie;
};

enum class Verdict : std::uint8_t {
  nothing,         ///< base follows
  adopt,           ///< right: confirmed
  edit,            ///< agreed := shown
  foreign_revert,  ///< becomes pending again
  foreign_keep,    ///< stands at this member only
  foreign_review,
  check_differs,
  shown_by_master,   ///< concurrent: the shown value wins
  agreed_by_master,  ///< concurrent: the agreed value stands, the member stays pending
  shown_by_time,
  agreed_by_time,
  review,  ///< concurrent: a person decides
};

Verdict verdict(const Situation&);

}  // namespace syncline
