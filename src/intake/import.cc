#include "intake/import.h"

#include <algorithm>
#include <deque>
#include <future>
#include <utility>

#include "base/format.h"

namespace likely {

namespace {

// What ends the whole import, not only its file.
bool is_fatal(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kCancelled ||
         error.code == ErrorCode::kInternal;
}

// Blocks being read on other threads, given back in their order.
class ReadAhead {
 public:
  ReadAhead(RowSource& source, int threads) : source_(source), threads_(std::max(threads, 1)) {}

  // The next block's rows; nothing at the end. An error of the source comes after all its blocks.
  Result<std::optional<Reading>> next() {
    while (!ended_ && blocks_.size() <= static_cast<size_t>(threads_)) {
      auto block = source_.next();
      ended_ = !block || !*block;
      if (!block) {
        error_ = std::move(block).error();
      } else if (*block) {
        const auto when = threads_ > 1 ? std::launch::async : std::launch::deferred;
        blocks_.push_back(std::async(when, std::move(*block)));
      }
    }
    if (blocks_.empty()) {
      if (error_) return std::unexpected(*std::exchange(error_, std::nullopt));
      return std::nullopt;
    }
    Reading reading = blocks_.front().get();
    blocks_.pop_front();
    return reading;
  }

 private:
  RowSource& source_;
  int threads_;
  std::deque<std::future<Reading>> blocks_;
  bool ended_ = false;
  std::optional<Error> error_;
};

Error first_discard(const std::string& file, const Reading& reading) {
  const auto first =
      std::min_element(reading.discards.begin(), reading.discards.end(),
                       [](const Discard& a, const Discard& b) { return a.line < b.line; });
  return {
      ErrorCode::kUnusable,
      format("{}, line {}: {}: {}; --strict stops here, without it the row is listed by `likely "
             "discards`",
             file, first->line, name_of(first->reason), first->detail)};
}

// One import under way.
struct Run {
  Space& space;
  const ImportOptions& options;
  TimeUs received_at;
  Progress& progress;
  Recorder recorder;
  ImportSummary summary;

  Result<std::unique_ptr<RowSource>> open(const std::string& file) {
    return open_source(
        space,
        {.path = file, .format = options.format, .flat = options.flat, .received_at = received_at});
  }

  // Of several files, one whose columns are not those of events (an item feed beside them) is said
  // before any is read.
  Result<void> check_columns(const std::vector<std::string>& files) {
    if (files.size() < 2) return {};
    for (const std::string& file : files) {
      if (is_standard_input(file)) continue;
      const auto source = open(file);
      if (source || !is_wrong_use(source.error().code)) continue;
      return fail(
          ErrorCode::kUsage,
          format("{}; nothing was imported. If this file is a table of products, use `likely "
                 "items import {} --key COL`, and name the files of events here",
                 source.error().message, file));
    }
    return {};
  }

  Result<void> import_file(const std::string& file) {
    ASSIGN(auto source, open(file));
    for (const std::string& note : source->notes()) add_note("taken for granted: " + note);
    const std::string name = !options.shown_as.empty() ? options.shown_as
                             : is_standard_input(file) ? "-"
                                                       : file;
    recorder.begin_file(name, received_at);
    progress.step("importing " + name, source->total(), source->unit());
    ReadAhead blocks(*source, options.threads);
    while (true) {
      ASSIGN(auto reading, blocks.next());
      if (!reading) return {};
      if (options.strict && !reading->discards.empty()) {
        return std::unexpected(first_discard(file, *reading));
      }
      TRY(recorder.record(std::move(*reading)));
      progress.at(source->done());
      if (progress.cancelled()) {
        return fail(ErrorCode::kCancelled,
                    format("stopped; {} events are in, import the same files again for the rest",
                           recorder.committed_events()));
      }
    }
  }

  void add_note(std::string note) {
    if (std::find(summary.notes.begin(), summary.notes.end(), note) == summary.notes.end()) {
      summary.notes.push_back(std::move(note));
    }
  }

  void sum_up(size_t profiles_before) {
    const auto& counts = recorder.counts();
    summary.events = counts.events;
    summary.duplicates = counts.duplicates;
    summary.discard_count = counts.discard_count();
    for (const auto& [reason, count] : counts.discards) {
      summary.discards.emplace_back(name_of(reason), count);
    }
    std::stable_sort(summary.discards.begin(), summary.discards.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    summary.profiles = recorder.identity().profile_count();
    summary.new_profiles =
        summary.profiles > profiles_before ? summary.profiles - profiles_before : 0;
    summary.first = counts.first;
    summary.last = counts.last;
  }
};

}  // namespace

std::optional<Error> ImportSummary::failure() const {
  if (!failures.empty()) {
    Error error = failures.front();
    if (failures.size() > 1) {
      error.message += format(" (and {} more files)", failures.size() - 1);
    }
    return error;
  }
  if (events > 0 || duplicates > 0) return std::nullopt;
  if (discard_count == 0) return Error{ErrorCode::kUnusable, "there was no row to import"};
  return Error{ErrorCode::kUnusable,
               format("none of {} rows was accepted, most for {}; see `likely discards`",
                      discard_count, discards.front().first)};
}

Result<ImportSummary> import_files(Space& space, const ImportOptions& options,
                                   const SinkFactory& make_sink, const Clock& clock,
                                   Progress& progress) {
  const TimeUs begun = clock.now();
  ASSIGN(const std::vector<std::string> files, list_files(options.files));
  ASSIGN(Recorder recorder, Recorder::open(space, make_sink));
  const size_t profiles_before = recorder.identity().profile_count();
  Run run{space, options, begun, progress, std::move(recorder), {}};
  TRY(run.check_columns(files));
  for (const std::string& file : files) {
    auto imported = run.import_file(file);
    if (!imported && (options.strict || is_fatal(imported.error()))) {
      return std::unexpected(imported.error());
    }
    if (!imported) run.summary.failures.push_back(imported.error());
    ++run.summary.files;
  }
  TRY(run.recorder.commit());
  ASSIGN(Warehouse * warehouse, space.warehouse());
  TRY(warehouse->checkpoint());
  run.sum_up(profiles_before);
  run.summary.seconds = static_cast<double>(clock.now() - begun) / kSecondUs;
  return run.summary;
}

}  // namespace likely
