#include "pipeline/run_tracker.h"

#include <algorithm>

namespace likely {

namespace {
constexpr size_t kMostLines = 2000;  // of one run; the first stay
}  // namespace

void RunTracker::step(std::string_view what, uint64_t total, std::string_view unit) {
  if (watching_ != nullptr) watching_->step(what, total, unit);
  const std::lock_guard lock(mutex_);
  words_ = what;
  total_ = total;
  done_ = 0;
  add_line(what);
}

void RunTracker::at(uint64_t done) {
  if (watching_ != nullptr) watching_->at(done);
  done_ = done;
}

void RunTracker::note(std::string_view line) {
  if (watching_ != nullptr) watching_->note(line);
  const std::lock_guard lock(mutex_);
  add_line(line);
}

bool RunTracker::cancelled() const {
  return cancelled_ || (watching_ != nullptr && watching_->cancelled());
}

RunRecord RunTracker::run() const {
  RunRecord run = run_;
  const std::lock_guard lock(mutex_);
  run.words = words_;
  // Of the current step: how many steps a job has is its own affair.
  run.percent =
      total_ == 0 ? 0 : static_cast<int>(std::min<uint64_t>(done_, total_) * 100 / total_);
  return run;
}

std::vector<RunLine> RunTracker::lines(int64_t after) const {
  const std::lock_guard lock(mutex_);
  const auto first = lines_.begin() + std::min<int64_t>(after, std::ssize(lines_));
  return {first, lines_.end()};
}

void RunTracker::add_line(std::string_view text) {
  if (lines_.size() >= kMostLines) return;
  lines_.push_back({static_cast<int64_t>(lines_.size()) + 1, clock_.now(), std::string(text)});
}

}  // namespace likely
