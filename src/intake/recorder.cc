#include "intake/recorder.h"

#include <algorithm>
#include <utility>

#include "base/threads.h"

namespace likely {

namespace {
// Rows of one transaction: four of the warehouse's row groups, which go to the file directly.
constexpr size_t kRowsATransaction = 4 * 122'880;
constexpr size_t kWorthAThread = 1000;  // events for the sink
constexpr size_t kAhead = 8;            // events whose places in the indexes are fetched early
}  // namespace

uint64_t Recorder::Counts::discard_count() const {
  uint64_t sum = 0;
  for (const auto& [reason, count] : discards) sum += count;
  return sum;
}

Recorder::Recorder(Space& space, Warehouse& warehouse, SinkFactory make_sink, Identity identity,
                   EventIds events, EventIds discards, int64_t events_before)
    : space_(&space),
      warehouse_(&warehouse),
      make_sink_(std::move(make_sink)),
      identity_(std::move(identity)),
      event_ids_(std::move(events)),
      discard_ids_(std::move(discards)),
      events_before_(events_before) {}

Result<Recorder> Recorder::open(Space& space, SinkFactory make_sink) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(Identity identity, Identity::load(space.state()));
  ASSIGN(EventIds events, EventIds::load(warehouse->connection(), "events"));
  ASSIGN(EventIds discards, EventIds::load(warehouse->connection(), "discards"));
  ASSIGN(const int64_t before, warehouse->connection().number("SELECT count(*) FROM events"));
  return Recorder(space, *warehouse, std::move(make_sink), std::move(identity), std::move(events),
                  std::move(discards), before);
}

void Recorder::begin_file(std::string source, TimeUs received_at) {
  source_ = std::move(source);
  identity_.begin_source(source_);
  event_ids_.begin_file();
  discard_ids_.begin_file();
  received_at_ = received_at;
}

Result<void> Recorder::begin() {
  ASSIGN(auto transaction, DuckTransaction::begin(warehouse_->connection()));
  if (writers_ == nullptr) {
    ASSIGN(EventWriter events, EventWriter::open(warehouse_->connection()));
    ASSIGN(auto sink, make_sink_(*space_));
    writers_.reset(new Writers{std::move(events), std::move(sink)});
  }
  open_.reset(new Open{std::move(transaction), 0});
  return {};
}

Result<void> Recorder::record(Reading reading) {
  if (open_ == nullptr) TRY(begin());
  TRY(record_events(std::move(reading.events)));
  TRY(record_discards(reading.discards));
  if (open_->rows >= kRowsATransaction) return commit();
  return {};
}

Result<void> Recorder::record_events(std::vector<ReadEvent> events) {
  std::vector<StoredEvent> for_sink;
  if (writers_->sink != nullptr) for_sink.reserve(events.size());
  for (size_t i = 0; i < events.size(); ++i) {
    if (i + kAhead < events.size()) {
      event_ids_.prefetch(events[i + kAhead].event.id);
      identity_.prefetch(events[i + kAhead].event);
    }
    if (i + kAhead / 2 < events.size()) identity_.prefetch_person(events[i + kAhead / 2].event);
    ReadEvent& read = events[i];
    Event& event = read.event;
    const bool is_new =
        read.has_message_id ? event_ids_.add(event.id) : event_ids_.add_row(event.id);
    if (!is_new) {
      ++counts_.duplicates;
      continue;
    }
    const ProfileNumber profile = event.in_profiles ? identity_.resolve(event) : kNoProfile;
    TRY(writers_->events.append(event, profile));
    count(event);
    if (event.kind == EventKind::kIdentify && profile != kNoProfile) keep_traits(event, profile);
    if (follow_ && profile != kNoProfile) active_.push_back(profile);
    if (writers_->sink != nullptr && profile != kNoProfile) {
      for_sink.push_back({.id = event.id.hi,
                          .profile = profile,
                          .at = event.at,
                          .name = event.name,
                          .body = event.body});
    }
  }
  return give_to_sink(std::move(events), std::move(for_sink));
}

Result<void> Recorder::give_to_sink(std::vector<ReadEvent> events,
                                    std::vector<StoredEvent> stored) {
  if (stored.empty()) return {};
  TRY(settle_sink());
  EventSink* sink = writers_->sink.get();
  if (stored.size() < kWorthAThread || sink->threads() < 2) return sink->work_out(stored)();
  working_ = std::async(std::launch::async,
                        [sink, events = std::move(events), stored = std::move(stored)] {
                          name_this_thread("sink");
                          return sink->work_out(stored);
                        });
  return {};
}

Result<void> Recorder::settle_sink() {
  return working_.valid() ? working_.get()() : Result<void>();
}

void Recorder::count(const Event& event) {
  ++open_->rows;
  ++counts_.events;
  counts_.first = std::min(counts_.first.value_or(event.at), event.at);
  counts_.last = std::max(counts_.last.value_or(event.at), event.at);
}

Result<void> Recorder::record_discards(std::vector<Discard>& discards) {
  for (Discard& discard : discards) {
    ++counts_.discards[discard.reason];
    if (!discard_ids_.add_row(discard.id)) continue;
    discard.source = source_;
    if (discard.received_at == 0) discard.received_at = received_at_;
    TRY(writers_->events.append(discard));
    ++open_->rows;
  }
  return {};
}

void Recorder::keep_traits(const Event& event, ProfileNumber profile) {
  const auto body = parser_.parse(event.body);
  const auto traits = body ? body->get("traits") : std::nullopt;
  if (!traits || !traits->is_object()) return;
  traits->each_member([&](std::string_view name, JsonView value) {
    traits_.push_back({.profile = profile,
                       .key = std::string(name),
                       .value_json = value.to_json(),
                       .at = event.at,
                       .source = source_});
    return true;
  });
}

Result<void> Recorder::write_traits() {
  if (traits_.empty()) return {};
  ASSIGN(auto transaction, space_->state().begin());
  TRY(put_custom_traits(space_->state(), traits_));
  TRY(transaction.commit());
  traits_.clear();
  return {};
}

ChangedProfiles Recorder::take_changed() {
  ChangedProfiles changed{.active = std::exchange(active_, {}),
                          .events = events_before_ + static_cast<int64_t>(committed_events_)};
  std::ranges::sort(changed.active);
  const auto same = std::ranges::unique(changed.active);
  changed.active.erase(same.begin(), same.end());
  return changed;
}

Result<void> Recorder::commit() {
  if (open_ == nullptr) return {};
  TRY(identity_.write());
  TRY(write_traits());
  TRY(writers_->events.flush());
  TRY(settle_sink());
  if (writers_->sink != nullptr) TRY(writers_->sink->flush());
  TRY(open_->transaction.commit());
  open_.reset();
  committed_events_ = counts_.events;
  return {};
}

}  // namespace likely
