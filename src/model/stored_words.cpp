#include "model/stored_words.h"

namespace syncline {

Error damaged(std::string_view why) {
  return {ErrorClass::transient,
          "store.damaged",
          "a stored value cannot be read: " + std::string(why),
          "store",
          "restore the database from a backup",
          std::nullopt};
}

}  // namespace syncline
