#include "intake/group_commit.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/threads.h"

namespace likely {

namespace {

using std::chrono::steady_clock;

constexpr size_t kMostWaitingBytes = 64 << 20;
constexpr std::chrono::milliseconds kMostGather{5};
constexpr std::chrono::seconds kLook{1};  // how often an idle journal is looked after

Error not_now() {
  return {ErrorCode::kUnavailable, "more events wait to be written than fit; send them again"};
}

// What is wrong with the disk is for the log, not for whoever sends events.
Error not_written() {
  return {ErrorCode::kUnavailable, "events cannot be written now; send them again later"};
}

}  // namespace

GroupCommit::GroupCommit(Journal& journal, std::function<void(TimeUs)> on_disk,
                         std::function<void(const Error&)> on_trouble)
    : journal_(journal),
      on_disk_(std::move(on_disk)),
      on_trouble_(std::move(on_trouble)),
      thread_([this] { loop(); }) {}

GroupCommit::~GroupCommit() { stop(); }

void GroupCommit::stop() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    wanted_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void GroupCommit::accept(TrackingCall call, std::function<void(Result<void>)> done) {
  {
    std::lock_guard lock(mutex_);
    if (!stop_ && waiting_bytes_ < kMostWaitingBytes) {
      waiting_bytes_ += call.body.size();
      waiting_.push_back({{.received_at = call.received_at,
                           .source = std::move(call.source),
                           .kind = std::move(call.kind),
                           .body = std::move(call.body)},
                          std::move(done)});
      if (waiting_.size() == 1 || waiting_.size() == expected_) wanted_.notify_one();
      return;
    }
  }
  done(std::unexpected(not_now()));
}

Result<void> GroupCommit::rotate() {
  Result<void> outcome = std::unexpected(not_now());
  std::unique_lock lock(mutex_);
  if (stop_) return outcome;
  rotations_.push_back(&outcome);
  wanted_.notify_all();
  rotated_.wait(lock, [&] { return std::ranges::find(rotations_, &outcome) == rotations_.end(); });
  return outcome;
}

GroupCommit::Figures GroupCommit::figures() const {
  std::lock_guard lock(mutex_);
  return figures_;
}

void GroupCommit::note(const Result<void>& outcome) {
  {
    std::lock_guard lock(mutex_);
    figures_.failing = !outcome;
  }
  if (!outcome && on_trouble_) on_trouble_(outcome.error());
}

// Nobody may send events as long as they are refused: whether they could be written is found out
// without them.
void GroupCommit::look_after() {
  Result<void> outcome = journal_.append({});  // says whether there is room
  if (outcome && figures().failing) outcome = journal_.rotate();
  note(outcome);
}

void GroupCommit::loop() {
  name_this_thread("journal");
  std::vector<JournalEntry> entries;
  steady_clock::duration last_flush{};
  while (true) {
    std::vector<Waiting> group;  // its replies end with it
    size_t rotations = 0;
    {
      std::unique_lock lock(mutex_);
      const auto is_wanted = [this] { return stop_ || !rotations_.empty() || !waiting_.empty(); };
      if (!wanted_.wait_for(lock, kLook, is_wanted)) {
        lock.unlock();
        look_after();
        continue;
      }
      if (waiting_.empty() && rotations_.empty()) return;
      // Who was answered by the last flush asks again soon: one flush for all instead of two that
      // wait for each other.
      const auto gather = std::min<steady_clock::duration>(last_flush / 2, kMostGather);
      wanted_.wait_for(lock, gather, [this] {
        return stop_ || !rotations_.empty() || waiting_.size() >= expected_;
      });
      std::swap(group, waiting_);
      waiting_bytes_ = 0;
      rotations = rotations_.size();
    }
    entries.clear();
    for (Waiting& one : group) entries.push_back(std::move(one.entry));
    const auto begun = steady_clock::now();
    const Result<void> written = journal_.append(entries);
    last_flush = steady_clock::now() - begun;
    const Result<void> rotated = rotations > 0 ? journal_.rotate() : Result<void>();
    if (!entries.empty() || !rotated) note(written ? rotated : written);
    {
      std::lock_guard lock(mutex_);
      (written ? figures_.accepted : figures_.refused) += group.size();
      figures_.flushes += !group.empty();
      expected_ = group.size() + waiting_.size();
      for (size_t i = 0; i < rotations; ++i) *rotations_[i] = rotated;
      rotations_.erase(rotations_.begin(), rotations_.begin() + static_cast<long>(rotations));
      rotated_.notify_all();
    }
    if (written && !entries.empty()) on_disk_(entries.front().received_at);
    for (Waiting& one : group) one.done(written ? written : std::unexpected(not_written()));
  }
}

}  // namespace likely
