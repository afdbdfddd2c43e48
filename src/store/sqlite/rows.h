#pragma once
// Rows ⇄ model: how events, effects, conflicts and errors stand in their tables.

#include <string>

#include "model/conflict.h"
#include "store/sqlite/database.h"

namespace syncline::sqlite {

std::string encode(const NativeRecord&);
NativeRecord decode_record(const std::string& bytes);
std::string encode(const Changes&);
Changes decode_changes(const std::string& bytes);
std::string encode(const Error&);
Error decode_error(const std::string& bytes);
std::string encode_sides(const NewConflict&);

extern const std::string event_columns;   ///< in the order that read_event expects
Event read_event(const Query&);
extern const std::string effect_columns;
Effect read_effect(const Query&);
extern const std::string conflict_columns;
Conflict read_conflict(const Query&);
extern const std::string dead_letter_columns;
DeadLetter read_dead_letter(const Query&);

}  // namespace syncline::sqlite
