#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "store/place.h"

namespace likely {

// Answers to requests that name an Idempotency-Key: the same request again gets the same answer,
// for 24 hours, also after a restart. What is on disk is sealed under the caller's own secret and
// key, so that answers which show a secret once do not keep it readable. Thread-safe; holds a Space
// only while it reads or writes.
class KeptAnswers {
 public:
  explicit KeptAnswers(std::function<Place()> place) : place_(std::move(place)) {}

  struct Request {
    std::string caller;  // whose key it is: "token 3"
    std::string secret;  // what the caller showed
    std::string key;     // the Idempotency-Key
    std::string what;    // method, path and body
  };
  // The answer that was kept; nothing when the request is new: it is at work until done(). Errors:
  // kConflict when the same key came with another request, or is at work.
  Result<std::optional<std::string>> begin(const Request& request);
  // The request was answered; nothing to keep: it may be tried again.
  Result<void> done(const Request& request, const std::optional<std::string>& answer);

 private:
  std::function<Place()> place_;
  std::mutex mutex_;  // guards what follows
  std::set<std::string> at_work_;
};

}  // namespace likely
