#include "serving/kept_answers.h"

#include "base/format.h"
#include "base/secret.h"

namespace likely {

namespace {

constexpr TimeUs kKeptUs = kDayUs;

std::string name_of(const KeptAnswers::Request& request) {
  return hash_secret(format("{}:{}{}", request.caller.size(), request.caller, request.key));
}

std::string sealing_key(const KeptAnswers::Request& request) {
  return format("{}:{}{}", request.secret.size(), request.secret, request.key);
}

}  // namespace

Result<std::optional<std::string>> KeptAnswers::begin(const Request& request) {
  const std::string name = name_of(request);
  {
    const std::lock_guard lock(mutex_);
    if (!at_work_.insert(name).second) {
      return fail_field(ErrorCode::kConflict, "Idempotency-Key",
                        "the request of this key is at work; ask again when it is answered");
    }
  }
  const auto look = [&]() -> Result<std::optional<std::string>> {
    const Place place = place_();
    ASSIGN(const auto space, place.open(Access::kRead));
    ASSIGN(auto select,
           space->state().prepare("SELECT request, answer FROM kept_answers WHERE name = ?1 AND "
                                  "created_us > ?2"));
    select.bind(1, std::string_view(name)).bind(2, place.wall_clock - kKeptUs);
    ASSIGN(const bool known, select.step());
    if (!known) return std::nullopt;
    auto answer = open_sealed(select.text(1), sealing_key(request));
    if (select.text(0) == hash_secret(request.what) && answer) return answer;
    return fail_field(ErrorCode::kConflict, "Idempotency-Key",
                      "came with another request before; give every request a key of its own");
  };
  auto found = look();
  if (!found || *found) {
    const std::lock_guard lock(mutex_);
    at_work_.erase(name);
  }
  return found;
}

Result<void> KeptAnswers::done(const Request& request, const std::optional<std::string>& answer) {
  const std::string name = name_of(request);
  const auto keep = [&]() -> Result<void> {
    if (!answer) return {};
    const Place place = place_();
    ASSIGN(const auto space, place.open(Access::kWrite));
    ASSIGN(auto transaction, space->state().begin());
    ASSIGN(auto clean, space->state().prepare("DELETE FROM kept_answers WHERE created_us <= ?1"));
    TRY(clean.bind(1, place.wall_clock - kKeptUs).run());
    const std::string what = hash_secret(request.what);
    const std::string sealed = seal(*answer, sealing_key(request));
    ASSIGN(auto put, space->state().prepare(
                         "INSERT OR REPLACE INTO kept_answers (name, request, answer, created_us) "
                         "VALUES (?1, ?2, ?3, ?4)"));
    put.bind(1, std::string_view(name)).bind(2, std::string_view(what));
    TRY(put.bind_blob(3, sealed).bind(4, place.wall_clock).run());
    return transaction.commit();
  };
  auto kept = keep();
  const std::lock_guard lock(mutex_);
  at_work_.erase(name);
  return kept;
}

}  // namespace likely
