#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// Files below the data folder that are not the folder's own: exports, sources kept there, notes.
// Sorted; links are not followed.
Result<std::vector<std::string>> other_files(const Folder& folder);

// Takes the rows of some profiles out of an export, a .csv, .ndjson or .parquet file whose first
// column is profile_id; all other rows stay byte for byte (of Parquet: cell for cell). The file is
// replaced whole or not at all; one without such rows, or that is no export, stays as it is.
// Returns how many rows went.
Result<uint64_t> remove_export_rows(const std::string& path,
                                    std::span<const std::string> profile_ids);

// Takes the lines for which `goes` says so out of a text file, likewise.
Result<uint64_t> remove_lines(const std::string& path,
                              const std::function<bool(std::string_view line)>& goes);

// Whether any line of a text file, inflated if it is gzip or zstd, is such a one. kUnusable: it
// cannot be read to its end.
Result<bool> any_line(const std::string& path,
                      const std::function<bool(std::string_view line)>& is_one);

// Whether a file, inflated if it is gzip or zstd, holds any of the words.
Result<bool> file_holds(const std::string& path, std::span<const std::string> words);

}  // namespace likely
