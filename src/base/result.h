#pragma once

#include <expected>
#include <string>
#include <utility>

namespace likely {

// The closed set of neutral error codes; a door maps them to exit codes or HTTP statuses.
enum class ErrorCode {
  kUsage,        // the request itself is wrong (exit 2)
  kUnknown,      // a name in the request stands for nothing here (exit 2)
  kNotFound,     // a named thing does not exist
  kConflict,     // the thing exists already, or is in use
  kUnusable,     // a file or a data folder that cannot be used as it is
  kUnavailable,  // try later: full disk, folder in use
  kTooMany,      // asked too often; try later
  kCancelled,    // stopped on request
  kInternal,     // a failure of a library or of the machine
};

// Whether whoever asked is at fault, not what was asked for.
inline bool is_wrong_use(ErrorCode code) {
  return code == ErrorCode::kUsage || code == ErrorCode::kUnknown;
}

// What would help, which each door says in its own words: a command, or a request.
enum class NextStep { kNone, kImport, kCatalog, kTrain, kTrainForIt, kMakeAudience, kMakeTrait };

// message: for the administrator; what, where, what to do. field: which field of the request is
// meant, by its name in the API ("min_probability"); empty: none, or all of it. Doors put it before
// the message in their own words ("--min-probability", "definition.min_probability").
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string field = {};
  NextStep next = NextStep::kNone;
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}
inline std::unexpected<Error> fail_until(NextStep next, std::string message) {
  return std::unexpected(Error{ErrorCode::kNotFound, std::move(message), {}, next});
}
inline std::unexpected<Error> fail_field(ErrorCode code, std::string field, std::string message) {
  return std::unexpected(Error{code, std::move(message), std::move(field)});
}

}  // namespace likely

#define LIKELY_JOIN_INNER(a, b) a##b
#define LIKELY_JOIN(a, b) LIKELY_JOIN_INNER(a, b)

// TRY(expression): returns the error to the caller, drops the value.
#define TRY(expression)                                      \
  do {                                                       \
    if (auto try_result = (expression); !try_result) {       \
      return std::unexpected(std::move(try_result).error()); \
    }                                                        \
  } while (false)

// ASSIGN(auto value, expression): the value, or returns the error to the caller.
#define ASSIGN(declaration, expression) \
  ASSIGN_INNER(LIKELY_JOIN(assign_result_, __LINE__), declaration, expression)
#define ASSIGN_INNER(name, declaration, expression)           \
  auto name = (expression);                                   \
  if (!name) return std::unexpected(std::move(name).error()); \
  declaration = std::move(*name)
