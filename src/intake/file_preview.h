#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intake/source.h"

namespace likely {

struct FilePreviewOptions {
  std::string path;
  std::optional<FileFormat> format;
  FlatOptions flat;
  TimeUs received_at = 0;
  size_t rows = 20;  // how many are shown
};

// How a file of events would be read, before anything is imported.
struct FilePreview {
  std::optional<FileFormat> format;  // nothing: it cannot be told
  std::vector<std::string> columns;  // of a flat file
  // The first rows of a flat file, a cell a column as text; null: none.
  std::vector<std::vector<std::optional<std::string>>> rows;
  // What the columns are taken for: role, column ("user_id", "CustomerID").
  std::vector<std::pair<std::string, std::string>> roles;
  std::optional<Error> problem;  // why it cannot be imported as the options say
  std::vector<Event> events;     // of the first rows
  std::vector<Discard> discards;
};

// Errors: kUnusable (empty, binary, damaged).
Result<FilePreview> preview_file(Space& space, const FilePreviewOptions& options);

}  // namespace likely
