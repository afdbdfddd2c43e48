#include "decide/match.h"

#include <doctest/doctest.h>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

namespace {

const std::map<std::string, Kind> kinds{
    {"tax_id", Kind::plain}, {"email", Kind::plain}, {"name", Kind::plain}, {"country", Kind::plain}};

Toy matching() {
  Toy toy({{"crm", kinds}, {"erp", kinds}}, {"tax_id", "email", "name", "country"});
  auto entity = std::make_shared<Entity>(*toy.policy.entity);
  entity->fields[0].type = FieldType::tax_id;
  entity->fields[1].type = FieldType::email;
  toy.policy.entity = entity;
  toy.policy.match.exact = {"tax_id", "email"};
  toy.policy.match.similar = SimilarRule{"name", 920, "country"};
  return toy;
}

/// A link with one CRM record.
Candidate candidate(std::int64_t id, const Map& content) {
  Toy toy = matching();
  toy.link.id = {id};
  toy.read("crm", content);
  return {toy.link, "", 1000};
}

MatchResult match_erp(const Map& content, const std::vector<Candidate>& candidates) {
  Toy toy = matching();
  return match(toy.policy, toy.observation("erp", content).reading, "erp", candidates);
}

bool has_key(const std::vector<MatchKey>& keys, const std::string& kind, const std::string& value) {
  for (const MatchKey& key : keys) {
    if (key.kind == kind && key.value == value) return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("match") {
  TEST_CASE("keys are in match form, empty values have none") {
    Toy toy = matching();
    const auto keys = match_keys(toy.policy, toy.observation("erp", Map{{"tax_id", "DE 136 695-976"},
                                                                        {"email", "Info@ACME.de"},
                                                                        {"name", "Müller & Söhne GmbH"},
                                                                        {"country", Value{}}})
                                                 .reading);
    CHECK(has_key(keys, "tax_id", "de136695976"));
    CHECK(has_key(keys, "email", "info@acme.de"));
    CHECK(has_key(keys, "similar:name", "mueller"));
    CHECK(has_key(keys, "similar:name", "soehne"));
    CHECK_FALSE(has_key(keys, "similar:name", "gmbh"));
    CHECK(match_keys(toy.policy, toy.observation("erp", Map{{"tax_id", Value{}}}).reading).empty());
  }

  TEST_CASE("a new link claims its keys; one under review and one that exists do not") {
    Toy toy = matching();
    toy.read("crm", Map{{"email", "a@b.de"}});
    CHECK_FALSE(match_keys(toy.policy, toy.link).at(0).unique);
    toy.link.id = {};
    CHECK(match_keys(toy.policy, toy.link).at(0).unique);
    toy.link.shadow.undecided = true;
    CHECK_FALSE(match_keys(toy.policy, toy.link).at(0).unique);
  }

  TEST_CASE("the most trusted key that matches decides") {
    const Candidate by_tax = candidate(1, Map{{"tax_id", "DE1"}, {"email", "x@x.de"}});
    const Candidate by_mail = candidate(2, Map{{"email", "a@b.de"}});
    const MatchResult found = match_erp(Map{{"tax_id", "de 1"}, {"email", "A@b.de"}}, {by_mail, by_tax});
    CHECK(found.kind == MatchResult::Kind::one);
    CHECK(found.link == LinkId{1});
    CHECK(found.by == "tax_id");
  }

  TEST_CASE("several links by that key are for a person") {
    const MatchResult found = match_erp(
        Map{{"email", "a@b.de"}}, {candidate(1, Map{{"email", "a@b.de"}}), candidate(2, Map{{"email", "a@b.de"}})});
    CHECK(found.kind == MatchResult::Kind::ambiguous);
    CHECK(found.candidates.size() == 2);
  }

  TEST_CASE("a match that a more trusted key contradicts is for a person") {
    const MatchResult found = match_erp(Map{{"tax_id", "DE2"}, {"email", "a@b.de"}},
                                        {candidate(1, Map{{"tax_id", "DE1"}, {"email", "a@b.de"}})});
    CHECK(found.kind == MatchResult::Kind::ambiguous);
    CHECK(found.by.find("tax_id") != std::string::npos);
  }

  TEST_CASE("a link found by a key that its values no longer give is for a person") {
    Candidate moved = candidate(1, Map{{"email", "new@b.de"}});
    moved.by = "email";
    CHECK(match_erp(Map{{"email", "old@b.de"}}, {moved}).kind == MatchResult::Kind::ambiguous);
  }

  TEST_CASE("a hidden record keeps its keys and its place") {
    Toy toy = matching();
    toy.link.id = {5};
    toy.read("crm", Map{{"email", "a@b.de"}});
    toy.see(toy.ended("crm", RecordState::hidden));
    CHECK(has_key(match_keys(toy.policy, toy.link), "email", "a@b.de"));
    Observation other = toy.observation("crm", Map{{"email", "a@b.de"}});
    CHECK(match(toy.policy, other.reading, "crm", {{toy.link, "email", 0}}).kind == MatchResult::Kind::duplicate);
  }

  TEST_CASE("the same link offered twice is one match") {
    const Candidate one = candidate(1, Map{{"email", "a@b.de"}});
    CHECK(match_erp(Map{{"email", "a@b.de"}}, {one, one}).kind == MatchResult::Kind::one);
  }

  TEST_CASE("a slot that has a live record makes a surplus one; one whose record is gone can be filled") {
    Toy toy = matching();
    toy.link.id = {5};
    toy.read("crm", Map{{"email", "a@b.de"}});
    toy.read("erp", Map{{"email", "a@b.de"}});
    Observation second = toy.observation("erp", Map{{"email", "a@b.de"}});
    second.reading.key.native = "erp-2";
    CHECK(match(toy.policy, second.reading, "erp", {{toy.link, "", 0}}).kind == MatchResult::Kind::duplicate);
    toy.link.shadow.member("erp")->state = RecordState::gone;
    CHECK(match(toy.policy, second.reading, "erp", {{toy.link, "", 0}}).kind == MatchResult::Kind::one);
  }

  TEST_CASE("similar names only propose, and only within the same country") {
    const Candidate near = candidate(1, Map{{"name", "Acme Maschinenbau GmbH"}, {"country", "DE"}});
    const MatchResult found = match_erp(Map{{"name", "ACME Maschinenbau"}, {"country", "DE"}}, {near});
    CHECK(found.kind == MatchResult::Kind::similar);
    REQUIRE(found.candidates.size() == 1);
    CHECK(found.candidates[0].score >= 920);
    CHECK(match_erp(Map{{"name", "ACME Maschinenbau"}, {"country", "AT"}}, {near}).kind == MatchResult::Kind::none);
    CHECK(match_erp(Map{{"name", "ACME Maschinenbau"}}, {near}).kind == MatchResult::Kind::none);
    CHECK(match_erp(Map{{"name", "Zeta Verlag"}, {"country", "DE"}}, {near}).kind == MatchResult::Kind::none);
  }

  TEST_CASE("nothing in common is a new link") {
    CHECK(match_erp(Map{{"email", "a@b.de"}}, {}).kind == MatchResult::Kind::none);
  }

  TEST_CASE("a key within a parent counts only where both have the same parent") {
    Toy toy = matching();
    toy.policy.match.exact.clear();
    toy.policy.match.similar.reset();
    toy.policy.match.within = {{"email", "country"}};
    const Candidate one = candidate(7, Map{{"email", "office@acme.example"}, {"country", "DE"}});
    const auto of = [&](const Map& content) {
      return match(toy.policy, toy.observation("erp", content).reading, "erp", {one}).kind;
    };
    CHECK(of(Map{{"email", "office@acme.example"}, {"country", "DE"}}) == MatchResult::Kind::one);
    CHECK(of(Map{{"email", "office@acme.example"}, {"country", "AT"}}) == MatchResult::Kind::none);
    CHECK(of(Map{{"email", "office@acme.example"}, {"country", Value{}}}) == MatchResult::Kind::none);
    CHECK(has_key(match_keys(toy.policy, one.link), "email within country", "de office@acme.example"));
  }
}
