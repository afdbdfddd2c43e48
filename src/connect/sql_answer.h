#pragma once
// What a database answers: rows, or a fault whose class follows from its SQLSTATE.

#include "connect/message_format.h"

namespace syncline {

/// An answer as net/sql_message.h writes it.
Received from_sql(Value answer);

/// Of a statement that was refused; the transaction was taken back, unless the class is `unknown`.
ErrorClass class_of_sqlstate(std::string_view state);

}  // namespace syncline
