#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace likely {

// One execution of a job. arguments, result: JSON texts; result is empty until it completed.
struct RunRecord {
  int64_t id = 0;
  std::string kind, arguments, actor;
  std::string status;  // queued, running, completed, failed, cancelled, interrupted
  int percent = 0;
  std::string words;  // what it does, or did last
  TimeUs created = 0;
  std::optional<TimeUs> started, ended;
  std::string result, error;
};
struct RunLine {
  int64_t line = 0;  // from 1
  TimeUs at = 0;
  std::string text;
};
struct RunQuery {
  std::string kind, status;  // empty: any
  // What they were about: {"audience", key} finds those of kind "audience.…" that name it in their
  // arguments or their result; empty: any.
  std::string subject_kind, subject;
  int64_t before = 0;  // ids below this one; 0: from the newest on
  size_t limit = 50;
};

// How the arguments of a run begin whose work is done by who asked for it, while they wait.
inline constexpr std::string_view kWaitedForStart = R"({"waited_for":true)";

// Runs and their logs, in state.sqlite. Borrows the connection; one thread at a time.
class RunStore {
 public:
  explicit RunStore(Sqlite& state) : state_(state) {}

  // A queued run. Of ended runs the newest thousand stay.
  Result<int64_t> add(const RunRecord& run);
  // Replaces all but id, kind, arguments, actor and created; appends the lines that are not there.
  Result<void> put(const RunRecord& run, std::span<const RunLine> new_lines);
  // How far a running run is, and what it told meanwhile; nothing when it has ended.
  Result<void> keep(const RunRecord& run, std::span<const RunLine> new_lines);
  Result<RunRecord> find(int64_t id);
  Result<std::vector<RunRecord>> list(const RunQuery& query);  // newest first
  Result<std::vector<RunLine>> lines(int64_t id, int64_t after, size_t limit);
  Result<std::optional<RunRecord>> first_queued();
  Result<int64_t> queued_count();
  // What a process that ended left as running becomes interrupted, and so does what waits for
  // somebody who was there then (RunQueue::take_turn): its arguments say so. Gives how many.
  Result<int64_t> interrupt_running(TimeUs now);

 private:
  Result<void> add_lines(int64_t run, std::span<const RunLine> lines);
  Sqlite& state_;
};

}  // namespace likely
