#include "intake/journal_replay.h"

#include <utility>

#include "base/threads.h"
#include "events/call_reader.h"
#include "store/facts.h"

namespace likely {

namespace {

constexpr size_t kStepBytes = 4 << 20;

Hash128 id_of_place(const Journal::Read& record, uint64_t ordinal, uint64_t what) {
  const uint64_t words[] = {record.at.segment, record.at.offset,
                            static_cast<uint64_t>(record.entry.received_at), ordinal, what};
  return hash128({reinterpret_cast<const char*>(words), sizeof(words)}, 0x6c697665);
}

Reading read_record(const Journal::Read& record) {
  CallReader reader(
      {.received_at = record.entry.received_at, .history = false, .type = record.entry.kind});
  Reading reading;
  reader.read(record.entry.body, 0, reading);
  for (size_t i = 0; i < reading.events.size(); ++i) {
    ReadEvent& read = reading.events[i];
    if (!read.has_message_id) read.event.id = id_of_place(record, i, 0);
    read.has_message_id = true;
  }
  for (size_t i = 0; i < reading.discards.size(); ++i) {
    reading.discards[i].id = id_of_place(record, i, 1);
  }
  return reading;
}

}  // namespace

Result<JournalReplay> JournalReplay::open(Space& space, const SinkFactory& make_sink, int threads) {
  ASSIGN(Recorder recorder, Recorder::open(space, make_sink));
  recorder.begin_file("");
  return JournalReplay(space, std::move(recorder), threads);
}

Result<void> JournalReplay::bring_in(const std::vector<Journal::Read>& records) {
  if (records.empty()) return {};
  std::vector<Reading> readings(records.size());
  parallel_for(threads_, records.size(), 8, [&](size_t from, size_t to, int) {
    for (size_t i = from; i < to; ++i) readings[i] = read_record(records[i]);
  });
  for (size_t i = 0; i < records.size(); ++i) {
    if (records[i].entry.source != source_) {
      source_ = records[i].entry.source;
      recorder_.begin_file(source_);
    }
    TRY(recorder_.record(std::move(readings[i])));
  }
  TRY(recorder_.commit());
  if (recorder_.counts().events > 0 && !is_live_) {
    TRY(set_live_since(space_->state(), records.front().entry.received_at));
    is_live_ = true;
  }
  return {};
}

Result<uint64_t> apply_leftover_journal(Space& space, const SinkFactory& make_sink) {
  const std::string folder = space.folder().journal();
  ASSIGN(const bool any, has_journal(folder));
  if (!any) return 0;
  ASSIGN(const auto journal, Journal::open(folder));
  ASSIGN(auto replay, JournalReplay::open(space, make_sink, 1));
  JournalPosition at = journal->begin();
  while (true) {
    ASSIGN(const auto records, journal->read(at, kStepBytes));
    if (records.empty()) break;
    TRY(replay.bring_in(records));
  }
  TRY(journal->drop_before(journal->end()));
  return replay.recorder().counts().events;
}

}  // namespace likely
