#pragma once

#include <functional>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "serving/erase.h"
#include "store/backup_manifest.h"
#include "store/place.h"

namespace likely {

struct BackupReport {
  std::string path;  // from the root
  BackupManifest manifest;
};

// Copies the data folder into a new folder `to`, which is a whole backup as soon as it has that
// name, and nothing before. Everything acknowledged before the call is in it. In the process that
// serves, events go on coming in; others are kept out for moments. Errors: kConflict (`to` holds
// something), kUsage (`to` lies in the data folder), kUnavailable (disk full, busy), kCancelled.
Result<BackupReport> backup_folder(const Place& place, const std::string& to, Progress& progress);

struct RestoreOptions {
  std::string backup;
  // Who was erased since: a data folder, or a file `erased` of one. Empty: the data folder that the
  // backup was made of, if it is still there.
  std::string erased;
};
struct RestoreReport {
  std::string path;
  BackupManifest manifest;
  std::string erased_from;  // whose list was followed; empty: none was found
  uint64_t erased = 0;      // people who had been erased after the backup
  EraseReport erasure;      // what went with them
};

// Makes the data folder `place.folder` of a backup: files are compared with their checksums,
// `complete` brings in what waited in the journal, people who were erased later are erased again,
// and then the folder gets its name. Errors: kConflict (it holds something), kUnusable (no backup,
// damaged), kUnavailable (disk full).
using Complete = std::function<Result<void>(Space&)>;
Result<RestoreReport> restore_folder(const Place& place, const RestoreOptions& options,
                                     const Complete& complete, Progress& progress);

}  // namespace likely
