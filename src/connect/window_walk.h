#pragma once
// WindowWalk: a listing that can neither be sorted by stamp nor be trusted with deep pages: it goes through time in
// windows [since, until) and never asks for the youngest moments, which may still fill.
//
// Where a window holds more than one answer or the vendor's own limit can show, it becomes smaller; where answers name
// the token of the next one, they are followed instead.

#include "connect/paging.h"

namespace syncline {

/// What a page does to the position of its strategy.
struct PageStep {
  Value state;  ///< null: begin anew
  bool more = false;
  std::string stuck;
};

class WindowWalk {
 public:
  WindowWalk(const ListSpec&, const Value& state, Duration resolution);

  /// Begins a pass when none is under way. False: there is no time to ask for yet.
  bool begin(Instant now);
  void ask(Map& variables, const ValueFormat&) const;
  /// `next` is the token of the window's following page.
  PageStep after(const std::vector<PageRow>& rows, const std::string& next);
  /// The window from its beginning, when the vendor has forgotten its token. Null: there is none.
  Value without_token() const;
  Value state() const;

 private:
  PageStep by_token(const std::string& next);
  PageStep one_answer(const std::vector<PageRow>& rows, bool full);
  PageStep by_id(const std::vector<PageRow>& rows, bool full);
  PageStep by_offset(const std::vector<PageRow>& rows, bool full);
  PageStep shrink(const char* stuck);
  PageStep finish_window(std::size_t rows);
  PageStep go_on() const { return {state(), true, {}}; }
  std::int64_t until() const;
  std::int64_t cut(std::int64_t moment) const { return moment - moment % resolution_; }

  const ListSpec& list_;
  std::int64_t resolution_;
  std::int64_t from_ = 0;  ///< what was changed before is delivered
  std::int64_t size_ = 0;  ///< of the window; 0: as long as it can be
  std::int64_t end_ = 0;   ///< of the pass; 0: none is under way
  std::string token_;      ///< of the window's next page; empty: of the first
  std::int64_t seen_ = 0;  ///< offset: rows of this window so far …
  std::string anchor_;     ///< … and the last of them, or the id that the smallest window is drained after
};

}  // namespace syncline
