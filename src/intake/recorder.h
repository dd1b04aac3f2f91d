#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_view.h"
#include "base/result.h"
#include "domain/changed_profiles.h"
#include "events/reading.h"
#include "intake/event_ids.h"
#include "intake/event_sink.h"
#include "intake/identity.h"
#include "store/custom_trait_store.h"
#include "store/event_store.h"
#include "store/space.h"

namespace likely {

// Makes the sink of a recorder; may give nullptr when nobody wants the events.
using SinkFactory = std::function<Result<std::unique_ptr<EventSink>>(Space&)>;

// Stores what was read, once: deduplicates, finds each event's profile, appends, tells the sink.
//
// Identity is committed first, events second: identity is idempotent, so that after a crash between
// the two the same events can come again. Nothing is stored before commit(). After an error it must
// be destroyed; what was committed stays. One thread at a time.
class Recorder {
 public:
  struct Counts {
    uint64_t events = 0, duplicates = 0;
    std::map<DiscardReason, uint64_t> discards;
    std::optional<TimeUs> first, last;  // of the new events
    uint64_t discard_count() const;
  };

  static Result<Recorder> open(Space& space, SinkFactory make_sink);

  // Equal rows are counted anew from here on. `source` is what discards are listed under; those
  // that say no time of their own came then.
  void begin_file(std::string source, TimeUs received_at);
  // Records in the order given; commits by itself now and then.
  Result<void> record(Reading reading);
  Result<void> commit();

  // From here on take_changed() tells.
  void follow_changes() { follow_ = true; }
  // Whose events were committed since the last call; each once, ascending. Right after a commit().
  ChangedProfiles take_changed();
  Space& space() { return *space_; }

  const Counts& counts() const { return counts_; }
  uint64_t committed_events() const { return committed_events_; }
  const Identity& identity() const { return identity_; }

 private:
  // An open transaction of the warehouse.
  struct Open {
    DuckTransaction transaction;
    size_t rows = 0;
  };
  // What writes in it; kept from one transaction to the next.
  struct Writers {
    EventWriter events;
    std::unique_ptr<EventSink> sink;
  };
  Recorder(Space& space, Warehouse& warehouse, SinkFactory make_sink, Identity identity,
           EventIds events, EventIds discards, int64_t events_before);
  Result<void> begin();
  Result<void> record_events(std::vector<ReadEvent> events);
  Result<void> record_discards(std::vector<Discard>& discards);
  // The sink gets them; many it works out on a thread of its own while the next are recorded.
  // `stored` views `events`.
  Result<void> give_to_sink(std::vector<ReadEvent> events, std::vector<StoredEvent> stored);
  // Stores what the sink has worked out, waiting for it.
  Result<void> settle_sink();
  void count(const Event& event);
  void keep_traits(const Event& event, ProfileNumber profile);
  Result<void> write_traits();

  Space* space_;
  Warehouse* warehouse_;
  SinkFactory make_sink_;
  Identity identity_;
  EventIds event_ids_, discard_ids_;
  std::string source_;
  TimeUs received_at_ = 0;
  Counts counts_;
  uint64_t committed_events_ = 0;
  JsonParser parser_;
  std::vector<CustomTrait> traits_;  // of identify calls
  bool follow_ = false;
  std::vector<ProfileNumber> active_;  // since the last take_changed()
  int64_t events_before_;              // in the table when it was opened
  std::unique_ptr<Open> open_;
  // Ends before the transaction does: what an appender still holds goes away with it.
  std::unique_ptr<Writers> writers_;
  std::future<EventSink::Store> working_;  // ends before the writers do
};

}  // namespace likely
