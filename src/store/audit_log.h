#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// One line of the audit log. detail: JSON without secrets.
struct AuditEntry {
  int64_t seq = 0;
  TimeUs at = 0;
  std::string actor;    // "token 3 (nightly)", "anna@example.com", "command line"
  std::string action;   // "token.create", "audience.delete" …
  std::string subject;  // what it was done to
  std::string detail;
  std::string hash;
};

// Appends; seq and hash are given here. Inside the caller's transaction.
Result<void> append_audit(Sqlite& state, AuditEntry entry);
// The newest `limit` with a seq below `before` (0: from the newest on).
Result<std::vector<AuditEntry>> newest_audit(Sqlite& state, int64_t before, size_t limit);
// The seq of the first line whose hash does not follow from those before it, or 0.
Result<int64_t> first_broken_audit(Sqlite& state);

}  // namespace likely
