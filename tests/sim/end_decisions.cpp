// What somebody answers to the engine's questions where records end or are there twice.

#include <algorithm>
#include <functional>

#include "engine/decide_match.h"
#include "tests/sim/customer_ends.h"
#include "tests/sim/customer_world.h"

namespace syncline::sim {
namespace {

struct Answer {
  std::string what;
  std::function<std::optional<Error>()> give;
};

template <class T>
std::optional<Error> error_of(const Result<T, Error>& result) {
  if (result) return std::nullopt;
  return result.error();
}

/// The question moved on meanwhile, or cannot be answered for the moment.
bool may_pass(const Error& error) {
  return error.cls == ErrorClass::transient || error.code.ends_with(".moving") || error.code == "conflict.closed" ||
         error.code == "match.under_way";
}

const Decider eva{"Eva", ""};

ConflictChoice take_agreed() {
  ConflictChoice choice;
  choice.take = "agreed";
  return choice;
}
ConflictChoice choice_of(bool ConflictChoice::* what) {
  ConflictChoice choice;
  choice.*what = true;
  return choice;
}

/// One question, and all that can be answered to it.
struct Question {
  Store& store;
  const EngineSetup& setup;
  Instant now;
  const Conflict& conflict;

  Answer match(std::string what, MatchChoice choice) const {
    return {std::move(what),
            [*this, choice] { return error_of(decide_match(store, setup, now, conflict.id, choice, eva, false)); }};
  }
  Answer value(std::string what, ConflictChoice choice) const {
    return {std::move(what),
            [*this, choice] { return error_of(resolve_conflict(store, setup, now, conflict.id, choice, eva, false)); }};
  }

  std::vector<Answer> answers(const std::optional<Link>& link) const {
    std::vector<Answer> all;
    switch (conflict.kind) {
      case ConflictKind::ambiguous:
      case ConflictKind::similar:
      case ConflictKind::duplicate: {
        all.push_back(match("different", {"", true}));
        for (const auto& [record, side] : conflict.sides) {
          if (side.value.is_map() && side.value["link"].int_or(0) > 0)
            all.push_back(match("same", {"link:" + std::to_string(side.value["link"].int_or(0)), false}));
        }
        for (const Member& member : link ? link->shadow.members : std::vector<Member>{})
          all.push_back(match("same", {text_of(member.key), false}));
        if (conflict.kind == ConflictKind::duplicate) all.push_back(value("leave", choice_of(&ConflictChoice::leave)));
        break;
      }
      case ConflictKind::edit_vs_delete:
        all.push_back(value("create again", choice_of(&ConflictChoice::create_again)));
        all.push_back(value("end others", choice_of(&ConflictChoice::end_others)));
        all.push_back(value("leave", choice_of(&ConflictChoice::leave)));
        break;
      default:
        if (!conflict.field.empty()) all.push_back(value("take", take_agreed()));
        all.push_back(value("leave", choice_of(&ConflictChoice::leave)));
        break;
    }
    return all;
  }
};

void add_records(Reader& reader, LinkId id, std::vector<RecordKey>& records) {
  const auto link = reader.link(id);
  if (!link) return;
  for (const Member& member : link->shadow.members) records.push_back(member.key);
}

}  // namespace

void CustomerEnds::decide_now_and_then(Prng chance) {
  while (!over_) {
    world_.scheduler().world().sleep_for(Duration{static_cast<std::int64_t>(chance.below(120'000'000))});
    if (over_) return;
    world_.engine().order([this, mine = chance.fork()](Store& store) mutable { answer(store, mine, false); });
  }
}

void CustomerEnds::answer(Store& store, Prng& chance, bool all) {
  for (const Conflict& conflict : store.reader()->conflicts(true, {}, 1000)) {
    if (all || chance.chance(1, 2)) answer_one(store, conflict, chance);
  }
}

void CustomerEnds::answer_one(Store& store, const Conflict& conflict, Prng& chance) {
  const auto reader = store.reader();
  Word word{world_.scheduler().now(), conflict.kind, "", {}, conflict.field};
  if (!conflict.record.native.empty()) word.records.push_back(conflict.record);
  add_records(*reader, conflict.link, word.records);
  for (const auto& [record, side] : conflict.sides) {
    if (side.value.is_map()) add_records(*reader, {side.value["link"].int_or(0)}, word.records);
  }
  const Question question{store, world_.rules(), word.at, conflict};
  std::vector<Answer> answers = question.answers(reader->link(conflict.link));
  std::string why;
  while (!answers.empty()) {
    const auto chosen = static_cast<std::ptrdiff_t>(chance.below(answers.size()));
    const Answer answer = answers[static_cast<std::size_t>(chosen)];
    answers.erase(answers.begin() + chosen);
    word.what = answer.what;
    const std::size_t number = words_.size();
    words_.push_back(word);  // before: the process may die once it is stored
    const auto refused = answer.give();
    if (!refused) {
      world_.scheduler().note("Eva answers conflict " + std::to_string(conflict.id.n) + " (" +
                              std::string(name_of(conflict.kind)) + "): " + answer.what);
      ++done_["questions answered: " + answer.what];
      return;
    }
    words_[number].records.clear();
    if (may_pass(*refused)) {
      world_.scheduler().note("Eva hears: " + describe(*refused));
      return;
    }
    why += "; " + answer.what + ": " + describe(*refused);
  }
  cannot_be_closed_.push_back("conflict " + std::to_string(conflict.id.n) + " (" + std::string(name_of(conflict.kind)) +
                              " " + text_of(conflict.record) + " " + conflict.field + ")" + why);
}

}  // namespace syncline::sim
