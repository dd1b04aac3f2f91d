#pragma once

#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "store/backup_manifest.h"

namespace likely {

// Copies the files of a backup into a folder, flushed. kUnusable: one is missing or is not what the
// manifest says.
Result<void> restore_files(const std::string& backup, const BackupManifest& manifest,
                           const std::string& folder, Progress& progress);

}  // namespace likely
