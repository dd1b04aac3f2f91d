#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace likely {

// What a path of the user's stands for: the file itself, or the files of that folder and the
// folders below it, by name, without hidden ones.
struct FilesBelow {
  bool is_folder = false;
  std::vector<std::string> files;
};

// Errors: kNotFound; kUnusable: a folder that cannot be read.
Result<FilesBelow> files_below(const std::string& path);

}  // namespace likely
