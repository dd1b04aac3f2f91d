#include "intake/group_commit.h"

#include <algorithm>
#include <utility>

namespace likely {

namespace {

constexpr size_t kMostWaitingBytes = 64 << 20;

Error not_now() {
  return {ErrorCode::kUnavailable, "more events wait to be written than fit; send them again"};
}

}  // namespace

GroupCommit::GroupCommit(Journal& journal, std::function<void(TimeUs)> on_disk)
    : journal_(journal), on_disk_(std::move(on_disk)), thread_([this] { loop(); }) {}

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
      if (waiting_.size() == 1) wanted_.notify_one();
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

void GroupCommit::loop() {
  std::vector<JournalEntry> entries;
  while (true) {
    std::vector<Waiting> group;  // its replies end with it
    size_t rotations = 0;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [this] { return stop_ || !rotations_.empty() || !waiting_.empty(); });
      if (waiting_.empty() && rotations_.empty()) return;
      std::swap(group, waiting_);
      waiting_bytes_ = 0;
      rotations = rotations_.size();
    }
    entries.clear();
    for (Waiting& one : group) entries.push_back(std::move(one.entry));
    const Result<void> written = journal_.append(entries);
    const Result<void> rotated = rotations > 0 ? journal_.rotate() : Result<void>();
    {
      std::lock_guard lock(mutex_);
      (written ? figures_.accepted : figures_.refused) += group.size();
      figures_.flushes += !group.empty();
      for (size_t i = 0; i < rotations; ++i) *rotations_[i] = rotated;
      rotations_.erase(rotations_.begin(), rotations_.begin() + static_cast<long>(rotations));
      rotated_.notify_all();
    }
    if (written && !entries.empty()) on_disk_(entries.front().received_at);
    for (Waiting& one : group) one.done(written);
  }
}

}  // namespace likely
