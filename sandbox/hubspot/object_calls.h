#pragma once
// Calls about records: /crm/v3/objects/{type} and what is below it.

#include "sandbox/hubspot/api_request.h"
#include "sandbox/hubspot/edit.h"

namespace syncline::sandbox::hubspot {

struct ObjectCall {
  const ApiRequest& api;
  Work& work;
  const ObjectType& type;
  bool redirect;  ///< the id of a merged record answers with the winner
};

HttpResponse object_call(const ObjectCall&);
/// …/batch/{read, create, update, upsert, archive}.
HttpResponse batch_call(const ObjectCall&);

/// A record as it is answered: these properties, those that always are, and the id.
Map shown_record(const Work&, const ObjectType&, const Row&, const std::vector<std::string>& properties);
/// By its id, or by the value of another property; of one that was merged, the winner.
RowPtr found_by(const ObjectCall&, const std::string& id, const std::string& id_property);
Refusal not_found();
/// Makes a record with its links, or nothing.
Answer<Id> create_with_links(const ObjectCall&, const Value& given);

}  // namespace syncline::sandbox::hubspot
