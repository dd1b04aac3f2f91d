#include "intake/journal_replay.h"

#include <utility>

#include "base/threads.h"
#include "events/received.h"
#include "store/facts.h"

namespace likely {

namespace {

constexpr size_t kStepBytes = 4 << 20;
constexpr size_t kPartRecords = 256;  // read by one thread, recorded at once

Hash128 id_of_place(const Journal::Read& record, uint64_t ordinal, uint64_t what) {
  const uint64_t words[] = {record.at.segment, record.at.offset,
                            static_cast<uint64_t>(record.entry.received_at), ordinal, what};
  return hash128({reinterpret_cast<const char*>(words), sizeof(words)}, 0x6c697665);
}

void read_record(const Journal::Read& record, Reading& out) {
  const size_t first_event = out.events.size(), first_discard = out.discards.size();
  read_received(record.entry.kind, record.entry.body, record.entry.received_at, out);
  for (size_t i = first_event; i < out.events.size(); ++i) {
    ReadEvent& read = out.events[i];
    if (!read.has_message_id) read.event.id = id_of_place(record, i - first_event, 0);
    read.has_message_id = true;
  }
  for (size_t i = first_discard; i < out.discards.size(); ++i) {
    out.discards[i].id = id_of_place(record, i - first_discard, 1);
    out.discards[i].received_at = record.entry.received_at;
  }
}

}  // namespace

Result<JournalReplay> JournalReplay::open(Space& space, const SinkFactory& make_sink) {
  ASSIGN(Recorder recorder, Recorder::open(space, make_sink));
  recorder.begin_file("", 0);
  return JournalReplay(space, std::move(recorder));
}

JournalReplay::Step JournalReplay::read(const std::vector<Journal::Read>& records, int threads) {
  Step step;
  if (!records.empty()) step.received_at = records.front().entry.received_at;
  // A part is a run of records of one source.
  std::vector<size_t> begins;
  for (size_t i = 0; i < records.size(); ++i) {
    const bool goes_on = i > 0 && records[i].entry.source == records[i - 1].entry.source &&
                         i - begins.back() < kPartRecords;
    if (!goes_on) begins.push_back(i);
  }
  step.parts.resize(begins.size());
  begins.push_back(records.size());
  parallel_for(threads, step.parts.size(), 1, [&](size_t from, size_t to, int) {
    for (size_t part = from; part < to; ++part) {
      step.parts[part].source = records[begins[part]].entry.source;
      for (size_t i = begins[part]; i < begins[part + 1]; ++i) {
        read_record(records[i], step.parts[part].reading);
      }
    }
  });
  return step;
}

Result<void> JournalReplay::bring_in(Step step) {
  if (step.parts.empty()) return {};
  for (Step::Part& part : step.parts) {
    if (part.source != source_) {
      source_ = part.source;
      recorder_.begin_file(source_, step.received_at);
    }
    TRY(recorder_.record(std::move(part.reading)));
  }
  // Before the events: whatever is cut off between the two is brought in from the journal.
  if (recorder_.counts().events > 0 && !is_live_) {
    TRY(set_live_since(space_->state(), step.received_at));
    is_live_ = true;
  }
  return {};
}

Result<uint64_t> apply_leftover_journal(Space& space, const SinkFactory& make_sink) {
  const std::string folder = space.folder().journal();
  ASSIGN(const bool any, has_journal(folder));
  if (!any) return 0;
  ASSIGN(const auto journal, Journal::open(folder));
  ASSIGN(auto replay, JournalReplay::open(space, make_sink));
  JournalPosition at = journal->begin();
  while (true) {
    ASSIGN(const auto records, journal->read(at, kStepBytes));
    if (records.empty()) break;
    TRY(replay.bring_in(JournalReplay::read(records, 1)));
    TRY(replay.recorder().commit());
  }
  TRY(journal->drop_before(journal->end()));
  return replay.recorder().counts().events;
}

}  // namespace likely
