#include "intake/live_intake.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/threads.h"
#include "base/utf8.h"
#include "events/call_reader.h"
#include "store/facts.h"

namespace likely {

namespace {

constexpr size_t kMostWaitingBytes = 64 << 20;  // accepted, not yet flushed
constexpr size_t kStepBytes = 4 << 20;          // of the journal, brought in by one transaction
constexpr auto kGather = std::chrono::milliseconds(20);
constexpr auto kTryAgain = std::chrono::seconds(1);
constexpr size_t kLinesKept = 1000;
constexpr size_t kBodyKept = 4096;

// Ids of what has none of its own: made of its place in the journal, so that it gets the same one
// when it is read again.
Hash128 id_of_place(const JournalPosition& at, uint64_t ordinal, uint64_t what) {
  const uint64_t words[] = {at.segment, at.offset, ordinal, what};
  return hash128({reinterpret_cast<const char*>(words), sizeof(words)}, 0x6c697665);
}

Reading read_record(const Journal::Read& record) {
  CallReader reader(
      {.received_at = record.entry.received_at, .history = false, .type = record.entry.kind});
  Reading reading;
  reader.read(record.entry.body, 0, reading);
  for (size_t i = 0; i < reading.events.size(); ++i) {
    ReadEvent& read = reading.events[i];
    if (!read.has_message_id) read.event.id = id_of_place(record.at, i, 0);
    read.has_message_id = true;
  }
  for (size_t i = 0; i < reading.discards.size(); ++i) {
    reading.discards[i].id = id_of_place(record.at, i, 1);
  }
  return reading;
}

std::vector<Reading> read_records(const std::vector<Journal::Read>& records, int threads) {
  std::vector<Reading> readings(records.size());
  parallel_for(threads, records.size(), 8, [&](size_t from, size_t to, int) {
    for (size_t i = from; i < to; ++i) readings[i] = read_record(records[i]);
  });
  return readings;
}

}  // namespace

Result<std::unique_ptr<LiveIntake>> LiveIntake::start(Options options) {
  ASSIGN(auto journal, Journal::open(options.shared->folder().journal()));
  std::unique_ptr<LiveIntake> intake(new LiveIntake(std::move(options), std::move(journal)));
  intake->writer_ = std::thread([self = intake.get()] { self->write_loop(); });
  intake->applier_ = std::thread([self = intake.get()] { self->apply_loop(); });
  return intake;
}

LiveIntake::LiveIntake(Options options, std::unique_ptr<Journal> journal)
    : options_(std::move(options)), journal_(std::move(journal)), applied_to_(journal_->begin()) {}

LiveIntake::~LiveIntake() { stop(false); }

void LiveIntake::stop(bool drain) {
  {
    std::lock_guard lock(write_mutex_);
    stop_writing_ = true;
    write_wanted_.notify_all();
  }
  if (writer_.joinable()) writer_.join();
  {
    std::lock_guard lock(apply_mutex_);
    stop_applying_ = true;
    drain_ = drain;
    apply_wanted_.notify_all();
  }
  if (applier_.joinable()) applier_.join();
}

void LiveIntake::accept(TrackingCall call, std::function<void(Result<void>)> done) {
  {
    std::lock_guard lock(write_mutex_);
    if (!stop_writing_ && waiting_bytes_ < kMostWaitingBytes) {
      waiting_bytes_ += call.body.size();
      waiting_.push_back({{.received_at = call.received_at,
                           .source = std::move(call.source),
                           .kind = std::move(call.kind),
                           .body = std::move(call.body)},
                          std::move(done)});
      if (waiting_.size() == 1) write_wanted_.notify_one();
      return;
    }
  }
  done(fail(ErrorCode::kUnavailable, "more events wait to be written than fit; send them again"));
}

void LiveIntake::write_loop() {
  std::vector<Waiting> group;
  std::vector<JournalEntry> entries;
  while (true) {
    bool rotate = false;
    {
      std::unique_lock lock(write_mutex_);
      write_wanted_.wait(lock,
                         [this] { return stop_writing_ || rotate_wanted_ || !waiting_.empty(); });
      if (waiting_.empty() && !rotate_wanted_ && stop_writing_) return;
      std::swap(group, waiting_);
      waiting_bytes_ = 0;
      rotate = std::exchange(rotate_wanted_, false);
    }
    entries.clear();
    for (Waiting& one : group) entries.push_back(std::move(one.entry));
    const Result<void> written = journal_->append(entries);
    {
      std::lock_guard lock(apply_mutex_);
      (written ? figures_.accepted : figures_.refused) += group.size();
      ++figures_.flushes;
      if (written && !group.empty() && oldest_waiting_ == 0) {
        oldest_waiting_ = entries.front().received_at;
      }
      apply_wanted_.notify_one();
    }
    for (Waiting& one : group) one.done(written);
    group.clear();  // what `done` holds on to is free now, not when the next event comes
    if (!rotate) continue;
    (void)journal_->rotate();
    std::lock_guard lock(write_mutex_);
    ++rotations_;
    rotated_.notify_all();
  }
}

bool LiveIntake::should_leave() const { return options_.shared->gate().alone_wanted(); }

void LiveIntake::apply_loop() {
  while (true) {
    const Result<void> worked = apply_some();
    std::unique_lock lock(apply_mutex_);
    if (!worked) {
      figures_.stuck = true;
      figures_.trouble = worked.error().message;
      if (options_.on_trouble) {
        lock.unlock();
        options_.on_trouble(worked.error());
        lock.lock();
      }
    }
    if (stop_applying_) return;
    if (!worked) apply_wanted_.wait_for(lock, kTryAgain, [this] { return stop_applying_; });
  }
}

Result<void> LiveIntake::apply_some() {
  ASSIGN(const auto space, options_.place.open(Access::kWrite));
  ASSIGN(Recorder recorder, Recorder::open(*space, options_.make_sink));
  recorder.follow_changes();
  source_.clear();
  recorder.begin_file(source_);
  JournalPosition at = applied_to_;
  std::optional<JournalPosition> leave_at;
  while (true) {
    if (!leave_at && should_leave()) {
      // What was accepted before goes in, and no copy of it stays in the journal.
      std::unique_lock lock(write_mutex_);
      if (!stop_writing_) {
        const uint64_t before = rotations_;
        rotate_wanted_ = true;
        write_wanted_.notify_all();
        rotated_.wait_for(lock, kTryAgain, [&] { return rotations_ > before; });
      }
      leave_at = JournalPosition{journal_->end().segment, 0};
    }
    if (leave_at && at >= *leave_at) return {};
    const JournalPosition from = at;
    ASSIGN(std::vector<Journal::Read> records, journal_->read(at, kStepBytes));
    if (records.empty()) {
      if (leave_at && from == at) return {};
      std::unique_lock lock(apply_mutex_);
      applied_to_ = at;
      figures_.stuck = false;
      if (at == journal_->end()) oldest_waiting_ = 0;
      applied_.notify_all();
      lock.unlock();
      TRY(journal_->drop_before(at));
      lock.lock();
      if (stop_applying_) return {};
      apply_wanted_.wait_for(lock, std::chrono::milliseconds(100),
                             [&] { return stop_applying_ || journal_->end() > at; });
      lock.unlock();
      if (journal_->end() > at) std::this_thread::sleep_for(kGather);
      continue;
    }
    {
      std::lock_guard lock(apply_mutex_);
      if (stop_applying_ && !drain_) return {};
      oldest_waiting_ = records.front().entry.received_at;
    }
    TRY(apply_records(recorder, std::move(records)));
    {
      std::lock_guard lock(apply_mutex_);
      applied_to_ = at;
      figures_.stuck = false;
      applied_.notify_all();
    }
    TRY(journal_->drop_before(at));
  }
}

Result<void> LiveIntake::apply_records(Recorder& recorder, std::vector<Journal::Read> records) {
  std::vector<Reading> readings = read_records(records, options_.place.threads);
  const auto before = recorder.counts();
  for (size_t i = 0; i < records.size(); ++i) {
    if (records[i].entry.source != source_) {
      source_ = records[i].entry.source;
      recorder.begin_file(source_);
    }
    remember(readings[i], records[i]);
    TRY(recorder.record(std::move(readings[i])));
  }
  TRY(recorder.commit());
  const auto& after = recorder.counts();
  if (after.events > before.events && !is_live_) {
    TRY(set_live_since(recorder.space().state(), records.front().entry.received_at));
    is_live_ = true;
  }
  {
    std::lock_guard lock(apply_mutex_);
    figures_.events += after.events - before.events;
    figures_.duplicates += after.duplicates - before.duplicates;
    figures_.discards += after.discard_count() - before.discard_count();
  }
  if (auto changed = recorder.take_changed(); !changed.empty() && options_.on_changed) {
    options_.on_changed(std::move(changed));
  }
  return {};
}

void LiveIntake::remember(const Reading& reading, const Journal::Read& record) {
  // Only what can be among the newest when this record is in.
  const auto newest = [](const auto& all) {
    return all.size() > kLinesKept ? all.size() - kLinesKept : 0;
  };
  std::lock_guard lock(apply_mutex_);
  for (size_t i = newest(reading.events); i < reading.events.size(); ++i) {
    const Event& event = reading.events[i].event;
    lines_.push_back({.number = next_line_++,
                      .at = event.at,
                      .received_at = record.entry.received_at,
                      .source = record.entry.source,
                      .kind = std::string(name_of(event.kind)),
                      .name = event.name,
                      .id = event.ids.empty() ? "" : event.ids[0].type + ":" + event.ids[0].value,
                      .body = event.body.size() <= kBodyKept ? event.body : ""});
  }
  for (size_t i = newest(reading.discards); i < reading.discards.size(); ++i) {
    const Discard& discard = reading.discards[i];
    lines_.push_back({.number = next_line_++,
                      .at = record.entry.received_at,
                      .received_at = record.entry.received_at,
                      .source = record.entry.source,
                      .reason = std::string(name_of(discard.reason)),
                      .detail = discard.detail,
                      .body = discard.excerpt});
  }
  while (lines_.size() > kLinesKept) lines_.pop_front();
}

LiveIntake::Figures LiveIntake::figures() const {
  std::lock_guard lock(apply_mutex_);
  Figures figures = figures_;
  figures.waiting_bytes = journal_->bytes_after(applied_to_);
  if (figures.waiting_bytes > 0 && oldest_waiting_ > 0) {
    figures.lag_seconds =
        static_cast<double>(std::max<TimeUs>(options_.clock->now() - oldest_waiting_, 0)) /
        kSecondUs;
  }
  return figures;
}

std::vector<LiveLine> LiveIntake::watch(uint64_t after, size_t limit) const {
  std::lock_guard lock(apply_mutex_);
  std::vector<LiveLine> found;
  for (const LiveLine& line : lines_) {
    if (line.number > after && found.size() < limit) found.push_back(line);
  }
  return found;
}

bool LiveIntake::settle(int wait_ms) {
  const JournalPosition target = journal_->end();
  std::unique_lock lock(apply_mutex_);
  return applied_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                           [&] { return applied_to_ >= target; });
}

Result<uint64_t> apply_leftover_journal(Space& space, const SinkFactory& make_sink) {
  const std::string folder = space.folder().journal();
  ASSIGN(const bool any, has_journal(folder));
  if (!any) return 0;
  ASSIGN(const auto journal, Journal::open(folder));
  ASSIGN(Recorder recorder, Recorder::open(space, make_sink));
  std::string source;
  recorder.begin_file(source);
  JournalPosition at = journal->begin();
  while (true) {
    ASSIGN(const auto records, journal->read(at, kStepBytes));
    if (records.empty()) break;
    auto readings = read_records(records, 1);
    for (size_t i = 0; i < records.size(); ++i) {
      if (records[i].entry.source != source) {
        source = records[i].entry.source;
        recorder.begin_file(source);
      }
      TRY(recorder.record(std::move(readings[i])));
    }
    TRY(recorder.commit());
    if (recorder.counts().events > 0) {
      TRY(set_live_since(space.state(), records.front().entry.received_at));
    }
  }
  TRY(journal->rotate());
  TRY(journal->drop_before(journal->end()));
  return recorder.counts().events;
}

}  // namespace likely
