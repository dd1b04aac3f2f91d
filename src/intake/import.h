#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "intake/recorder.h"
#include "intake/source.h"
#include "store/space.h"

namespace likely {

struct ImportOptions {
  std::vector<std::string> files;  // files, folders, "-"
  std::optional<FileFormat> format;
  FlatOptions flat;
  std::string shown_as;  // how discards name the one file; empty: by its path
  bool strict = false;   // the first discard is an error
  int threads = 1;
};

struct ImportSummary {
  uint64_t files = 0;
  uint64_t events = 0;                                     // new ones
  uint64_t duplicates = 0;                                 // known before
  std::vector<std::pair<std::string, uint64_t>> discards;  // by reason, most frequent first
  uint64_t discard_count = 0;
  uint64_t new_profiles = 0, profiles = 0;
  std::optional<TimeUs> first, last;  // of the new events
  double seconds = 0;
  std::vector<std::string> notes;  // what was assumed
  std::vector<Error> failures;     // files that could not be used, or not to their end

  // Whether the import was of use: a row was accepted, or known already, and every file was read.
  std::optional<Error> failure() const;
};

// Imports files into the space, in their order. A bad row is a discard; a bad file is listed in
// `failures` and the next one follows. Errors that end it: kUnavailable (disk full), kCancelled,
// kUnusable (--strict), kNotFound (a path that is not there) and kUsage (one of several files whose
// columns are not those of events), both before anything is imported. Whenever it ends, the folder
// is consistent, and the same import may be run again.
Result<ImportSummary> import_files(Space& space, const ImportOptions& options,
                                   const SinkFactory& make_sink, const Clock& clock,
                                   Progress& progress);

}  // namespace likely
