#pragma once
// How the API shows what is stored: false for nothing, [id, name] for a related record, whole seconds.

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

/// "2026-11-21 06:08:51".
std::string shown_time(Instant);
/// "YYYY-MM-DD HH:MM:SS", what follows the seconds is dropped; or a date, which is its midnight.
std::optional<Instant> time_from(std::string_view text);

Value shown_value(const Tables&, const Model&, std::int64_t id, const Map& row, const Field&);

/// What read() answers: the rows that are there, with "id" first.
Outcome<Value> read_rows(const Environment&, const Model&, const std::vector<std::int64_t>& ids, const Value& fields);
/// What web_read() answers: related records unfold as `specification` says.
Outcome<Value> web_read(const Environment&, const Model&, const std::vector<std::int64_t>& ids,
                        const Value& specification);

}  // namespace syncline::sandbox::odoo
