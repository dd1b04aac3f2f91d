#include "intake/live_tail.h"

#include <algorithm>

#include "events/received.h"

namespace likely {

namespace {

constexpr size_t kMostAtOnce = 100;         // of one call of add()
constexpr int64_t kCallsARequest = 10'000;  // more than a batch can hold

// The calls of one request, in its order.
std::vector<TailEvent> read_calls(int64_t number, const JournalEntry& entry) {
  Reading reading;
  read_received(entry.kind, entry.body, entry.received_at, reading);
  std::vector<TailEvent> calls;
  const auto add = [&]() -> TailEvent& {
    const auto place = static_cast<int64_t>(calls.size()) + 1;
    return calls.emplace_back(TailEvent{.seq = number * kCallsARequest + place,
                                        .received_at = entry.received_at,
                                        .source = entry.source});
  };
  for (ReadEvent& read : reading.events) {
    TailEvent& one = add();
    one.accepted = true;
    one.kind = read.event.kind;
    one.name = std::move(read.event.name);
    one.at = read.event.at;
    one.ids = std::move(read.event.ids);
    one.body = std::move(read.event.body);
  }
  for (Discard& discard : reading.discards) {
    TailEvent& one = add();
    one.kind = discard.kind;
    one.name = std::move(discard.name);
    one.reason = name_of(discard.reason);
    one.detail = std::move(discard.detail);
    one.excerpt = std::move(discard.excerpt);
  }
  return calls;
}

bool fits(const TailEvent& one, const TailQuery& query) {
  const bool typed = one.kind && name_of(*one.kind) == query.type;
  return (!query.accepted || *query.accepted == one.accepted) && (query.type.empty() || typed) &&
         one.name.contains(query.name) && (query.reason.empty() || query.reason == one.reason) &&
         one.source.contains(query.source) && (query.before <= 0 || one.seq < query.before) &&
         one.seq > query.after;
}

}  // namespace

void LiveTail::add(const std::vector<Journal::Read>& records) {
  const size_t first = records.size() - std::min(records.size(), kMostAtOnce);
  const std::lock_guard lock(mutex_);
  requests_ += static_cast<int64_t>(first);
  for (size_t i = first; i < records.size(); ++i) {
    kept_.push_back({++requests_, records[i].entry});
    bytes_ += records[i].entry.body.size();
  }
  while (!kept_.empty() && (kept_.size() > kMostRequests || bytes_ > kMostBytes)) {
    bytes_ -= kept_.front().entry.body.size();
    kept_.pop_front();
  }
}

std::vector<TailEvent> LiveTail::list(const TailQuery& query) const {
  std::deque<Kept> kept;
  {
    const std::lock_guard lock(mutex_);
    kept = kept_;
  }
  std::vector<TailEvent> found;
  for (auto request = kept.rbegin(); request != kept.rend(); ++request) {
    const int64_t begin = request->number * kCallsARequest;
    if (query.before > 0 && begin >= query.before) continue;
    if (begin + kCallsARequest <= query.after) break;
    auto calls = read_calls(request->number, request->entry);
    for (auto one = calls.rbegin(); one != calls.rend(); ++one) {
      if (!fits(*one, query)) continue;
      found.push_back(std::move(*one));
      if (found.size() == query.limit) return found;
    }
  }
  return found;
}

void LiveTail::clear() {
  const std::lock_guard lock(mutex_);
  kept_.clear();
  bytes_ = 0;
}

}  // namespace likely
