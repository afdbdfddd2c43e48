// Any bytes as what a database answers in a column of any type: a value or a refusal; a list that was understood is
// understood again from the parameter that it becomes.
#include "net/postgres_values.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

constexpr PostgresType types[] = {16,   17,   20,   25,   114,  701,  1042, 1082, 1114,
                                  1184, 1700, 3802, 2950, 1007, 1009, 1115, 1231, 3807};

bool is_array(PostgresType type) { return type == 1007 || type == 1009 || type == 1115 || type == 1231; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string zone = data[0] & 0x80U ? "Europe/Berlin" : "UTC";
  const PostgresType type = types[data[0] % std::size(types)];
  const auto value = postgres_value(type, text, zone);
  require(value.ok() == (type != 17));
  if (!value || !is_array(type) || !value->is_list()) return 0;
  const auto written = postgres_parameter(type, *value, zone);
  if (!written) return 0;  // a zero byte
  const auto again = postgres_value(type, written->value_or(""), zone);
  require(again.ok());
  // In autumn an hour is there twice: its second pass is read as the first.
  if (type != 1115) require(*again == *value);
  return 0;
}
