#pragma once

#include <functional>

#include "base/progress.h"
#include "intake/file_preview.h"
#include "intake/import.h"
#include "intake/items.h"
#include "intake/live_tail.h"
#include "intake/overview.h"

namespace likely {

// What comes in, and what is in.
struct IntakeService {
  std::function<Result<ImportSummary>(const ImportOptions&, Progress&)> import;
  std::function<Result<ItemSummary>(const ItemOptions&, Progress&)> import_items;
  // Files that come through a door in parts; see store/uploads.h.
  std::function<Result<std::string>(std::string_view name)> start_upload;
  std::function<Result<uint64_t>(const std::string& upload, std::string_view bytes)> add_to_upload;
  std::function<Result<void>(const std::string& upload)> remove_upload;
  // Its bytes; also of a file on its way out, which a run wrote. kNotFound: it is gone.
  std::function<Result<std::string>(const std::string& upload)> read_upload;
  std::function<Result<FilePreview>(const std::string& upload, const FilePreviewOptions&)>
      preview_upload;
  // Imports an upload, then removes it; what is in `files` does not count.
  std::function<Result<ImportSummary>(const std::string& upload, ImportOptions, Progress&)>
      import_upload;
  std::function<Result<ItemSummary>(const std::string& upload, ItemOptions, Progress&)>
      import_upload_of_items;
  // The newest live calls; null where nothing comes in live.
  std::shared_ptr<LiveTail> tail;
  std::function<Result<Overview>()> overview;
  std::function<Result<DiscardList>(const DiscardQuery&)> discards;
};

}  // namespace likely
