#include "sandbox/tryton/calls_test.h"

namespace syncline::sandbox {
namespace {

/// Parties 2 … 5: Alpha (Berlin), Beta (Köln, fax), Gamma (inactive, Köln), one without a name.
struct Four : SignedIn {
  Four() {
    for (const char* fields : {"{'name':'Alpha','addresses':[['create',[{'city':'Berlin','country':5}]]]}",
                               "{'name':'Beta','addresses':[['create',[{'city':'Köln'}]]],"
                               "'contact_mechanisms':[['create',[{'type':'fax','value':'1'}]]]}",
                               "{'name':'Gamma','active':false,'addresses':[['create',[{'city':'Köln'}]]]}",
                               "{'categories':[['add',[1]]]}"}) {
      model.person_creates("party.party", json(fields).as_map(), now);
    }
  }
  List ids(const char* domain, Map context = {}) { return found(json(domain).as_list(), std::move(context)).as_list(); }
};

TEST_CASE("comparisons treat what is empty as a database does") {
  Four tryton;
  CHECK(tryton.ids("[['name','=','Beta']]") == List{3});
  CHECK(tryton.ids("[['name','!=','Beta'],['id','>',1]]") == List{2});
  CHECK(tryton.ids("[['name','=',null]]") == List{5});
  CHECK(tryton.ids("[['name','!=',null],['id','>',1]]") == List{2, 3});
  CHECK(tryton.ids("[['name','in',['Alpha',null]]]") == List{2, 5});
  CHECK(tryton.ids("[['name','not in',['Alpha']],['id','>',1]]") == List{3});
  CHECK(tryton.ids("[['name','in',[]]]").empty());
  CHECK(tryton.ids("[['id','in',[2,3,9]]]") == List{2, 3});
  CHECK(tryton.ids("[['id','not in',[1,2]]]") == List{3, 5});
  CHECK(tryton.ids("[['replaced_by','not in',[1]]]").empty());
  CHECK(tryton.ids("[['name','ilike','%ET%']]") == List{3});
  CHECK(tryton.ids("[['name','ilike','_lpha']]") == List{2});
  CHECK(tryton.ids("[['name','like','%ET%']]").empty());
  CHECK(tryton.ids("['name','=','Alpha']") == List{2});
}

TEST_CASE("paths lead to children and to what they point to") {
  Four tryton;
  CHECK(tryton.ids("[['addresses.city','=','Köln']]") == List{3});
  CHECK(tryton.ids("[['addresses.country.code','=','DE']]") == List{2});
  CHECK(tryton.ids("[['addresses','where',[['city','=','Berlin']]]]") == List{2});
  CHECK(tryton.ids("[['contact_mechanisms','not where',[['type','=','fax']]],['id','>',1]]") == List{2, 5});
  tryton.write(2, {{"replaced_by", 3}});
  CHECK(tryton.ids("[['replaced_by.addresses','where',[['city','=','Köln']]]]") == List{2});
  CHECK(tryton.ids("[['replaced_by.addresses','not where',[['city','=','Ulm']]]]") == List{2});
  CHECK(tryton.ids("[['replaced_by.addresses','not where',[['city','=','Köln']]]]").empty());
  CHECK(tryton.ids("[['addresses','=',null],['id','>',1]]") == List{5});
  CHECK(tryton.ids("[['addresses','!=',null]]") == List{2, 3});
  CHECK(tryton.ids("[['categories.name','=','Customer']]") == List{5});
  CHECK(tryton.ids("[['categories','=',1]]") == List{5});
  CHECK(tryton.ids("[['addresses.city','not in',['Ulm']],['id','>',1]]") == List{2, 3, 5});
  CHECK(tryton.ids("[['addresses.city','!=','Köln'],['id','>',1]]") == List{2, 5});
  CHECK(tryton.ids("[['categories','not in',[1]],['id','>',1]]") == List{2, 3});
  CHECK(tryton.ids("[['replaced_by.name','=',null]]").empty());
  tryton.write(2, {{"replaced_by", 4}});  // which is hidden, but not from where it is pointed to
  CHECK(tryton.ids("[['replaced_by.name','=','Gamma']]") == List{2});
  CHECK(tryton.ids("[['replaced_by','where',[['name','=','Gamma']]]]") == List{2});
  CHECK(tryton.ids("[['replaced_by','=','Gamma']]") == List{2});
  tryton.model.person_edits("party.address", "3", {{"active", false}}, tryton.now);
  CHECK(tryton.ids("[['replaced_by.addresses.city','=','Köln']]") == List{2});
  CHECK(tryton.ids("[['replaced_by','where',[['addresses.city','=','Köln']]]]") == List{2});
}

TEST_CASE("a text in place of a record is looked for in what people see of it") {
  Four tryton;
  CHECK(tryton.ids("[['addresses.country','=','Germany']]") == List{2});
  CHECK(tryton.ids("[['addresses.country','=','DE']]") == List{2});
  CHECK(tryton.ids("[['addresses.country','ilike','%germ%']]") == List{2});
  CHECK(tryton.ids("[['contact_mechanisms','=','1']]") == List{3});
  CHECK(tryton.ids("[['addresses','=','Berlin']]") == List{2});
  CHECK(tryton.ids("[['rec_name','=','Alpha']]") == List{2});
}

TEST_CASE("what is not active is hidden unless asked for, and always hidden inside an OR") {
  Four tryton;
  CHECK(tryton.ids("[['name','=','Gamma']]").empty());
  CHECK(tryton.ids("[['name','=','Gamma'],['active','in',[true,false]]]") == List{4});
  CHECK(tryton.ids("[['name','=','Gamma']]", {{"active_test", false}}) == List{4});
  CHECK(tryton.ids("[['active','in',[true,false]],['OR',['name','=','Gamma'],['name','=','Beta']]]") == List{3});
  CHECK(tryton.ids("['OR',[['name','=','Gamma'],['active','=',false]],['name','=','Beta']]") == List{3});
  CHECK(tryton.ids("['OR',['name','=','Gamma'],['name','=','Beta']]") == List{3});
}

TEST_CASE("order, offset and limit page through the records") {
  Four tryton;
  const auto page = [&](int offset, const Value& limit, List order) {
    return tryton.result("model.party.party.search", List{List{List{"id", ">", 1}}, offset, limit, std::move(order)});
  };
  CHECK(page(0, nullptr, {List{"name", "ASC"}}) == Value(List{2, 3, 5}));
  CHECK(page(0, nullptr, {List{"name", "DESC"}}) == Value(List{5, 3, 2}));
  CHECK(page(0, nullptr, {List{"name", "DESC NULLS LAST"}}) == Value(List{3, 2, 5}));
  CHECK(page(1, 1, {List{"id", "ASC"}}) == Value(List{3}));
  CHECK(page(2, 5, {List{"id", "ASC"}}) == Value(List{5}));
  tryton.model.person_creates("party.party", {{"name", "late"}, {"code", "10"}}, tryton.now);
  CHECK(page(0, nullptr, {List{"code", "DESC"}}) == Value(List{6, 5, 3, 2}));
  CHECK(page(9, 5, {List{"id", "ASC"}}) == Value(List{}));
  CHECK(tryton.result("model.party.party.search_count", List{List{}}) == Value(5));
}

TEST_CASE("a domain that cannot be understood is an exception") {
  Four tryton;
  const auto problem = [&](const char* domain) {
    return tryton.error("model.party.party.search", List{json(domain), 0, 1, nullptr}).at(0).string_or("");
  };
  CHECK(problem("[['nofield','=',1]]") == "'nofield'");
  CHECK(problem("[['addresses.nofield','=',1]]") == "'nofield'");
  CHECK(problem("[['name','~','x']]").starts_with("maximum recursion depth exceeded"));
  CHECK(problem("[['id','=','x']]") == "invalid literal for int() with base 10: 'x'");
  CHECK(tryton.error("model.party.party.search", List{List{}, 0, 1, List{List{"nofield", "ASC"}}}).at(0) ==
        Value("'nofield'"));
}

}  // namespace
}  // namespace syncline::sandbox
