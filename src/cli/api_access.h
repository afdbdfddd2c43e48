#pragma once
// ApiAccess: how a command reaches what it is to change. While a project runs, its process is the only one that writes:
// the command asks it over HTTP with a token from the data folder. Else the command does it itself.

#include <string>

#include "api/operator_api.h"
#include "runtime/runtime.h"

namespace syncline::cli {

/// Nobody can guess it.
std::string new_api_token(Runtime&);

/// A file that says where a running project listens, and with which token. Only its owner can read it; it goes with
/// this.
class ApiAccess {
 public:
  static Result<ApiAccess, Error> publish(const std::string& data, const std::string& address, std::uint16_t port,
                                          const std::string& token);
  ApiAccess(ApiAccess&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  ApiAccess& operator=(ApiAccess&&) = delete;
  ~ApiAccess();

 private:
  explicit ApiAccess(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// Tells the project with this data folder to do something; `path` without "/v1/". The answer of OperatorApi.
Result<Value, Error> tell_project(const std::string& data, const std::string& path, const Map& words);

}  // namespace syncline::cli
