#pragma once
// The words of connector.yaml, by what they describe. Internal to the files of the manifest's schema.

#include <vector>

#include "config/schema.h"

namespace syncline::manifest_words {

Schema words();          ///< a plain text, no secret
Schema template_text();  ///< may hold ${expressions}
Schema duration();
Schema error_class();
Schema call();
std::vector<SchemaKey> operation_keys();  ///< of a call and what its answer means

Schema list_schema();
Schema shared_lists_schema();
Schema field_schema();
Schema by_type(const Schema& value);  ///< what is said of fields by their type
Schema plain_schema();                ///< fields listed by their type
Schema bulk_call_schema();
Schema object_schema();
Schema protocol_schema();
Schema xml_schema();
Schema soap_schema();
Schema sql_schema();
Schema auth_schema();
Schema envelope_schema();
Schema errors_schema();
Schema warnings_schema();
Schema values_schema();
Schema setting_schema();
Schema notice_schema();
Schema webhook_schema();
Schema readiness_schema();
Schema variants_schema();
Schema place_schema();
Schema drop_schema();

}  // namespace syncline::manifest_words
