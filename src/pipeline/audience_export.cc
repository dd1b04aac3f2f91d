#include <algorithm>

#include "pipeline/audience.h"
#include "pipeline/audience_answer.h"
#include "pipeline/name_cells.h"

namespace likely {
namespace {

constexpr size_t kBatch = 50'000;

std::string joined(const std::vector<std::string>& reasons) {
  std::string text;
  for (const auto& reason : reasons) {
    if (!text.empty()) text += "; ";
    text += reason;
  }
  return text;
}

Result<void> write_rows(TableWriter& writer, const std::vector<MemberRow>& rows, bool reasons) {
  NameCells names;
  WordCells why;
  std::vector<float> probabilities;
  std::vector<int64_t> percentiles, ranks;
  for (const MemberRow& row : rows) {
    names.add(row.names);
    probabilities.push_back(row.probability);
    percentiles.push_back(row.percentile);
    ranks.push_back(static_cast<int64_t>(row.rank));
    if (reasons) why.add(joined(row.reasons));
  }
  TableBatch batch = names.take();
  batch.emplace_back(std::move(probabilities));
  batch.emplace_back(std::move(percentiles));
  batch.emplace_back(std::move(ranks));
  if (reasons) batch.emplace_back(why.take());
  return writer.write(std::move(batch));
}

}  // namespace

Result<ExportReport> export_audience(const Place& place, const ExportOptions& options,
                                     Progress& progress) {
  TRY(check_table_path(options.out));
  progress.step("reading members", 0, "people");
  ASSIGN(AudienceMembers all, audience_members(place, options.name, {.reasons = options.reasons}));
  std::vector<TableColumn> columns = name_columns();
  columns.push_back({"probability", CellType::kReal});
  columns.push_back({"percentile", CellType::kInteger});
  columns.push_back({"rank", CellType::kInteger});
  if (options.reasons) columns.push_back({"reasons"});
  ASSIGN(const auto writer, TableWriter::create(options.out, std::move(columns)));
  progress.step("writing members", all.members.size(), "people");
  for (size_t begin = 0; begin < all.members.size(); begin += kBatch) {
    const size_t end = std::min(all.members.size(), begin + kBatch);
    TRY(write_rows(*writer,
                   {all.members.begin() + static_cast<ptrdiff_t>(begin),
                    all.members.begin() + static_cast<ptrdiff_t>(end)},
                   options.reasons));
    progress.at(end);
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "the export was stopped");
  }
  TRY(writer->finish());
  return ExportReport{all.record.key, options.out, all.members.size()};
}

}  // namespace likely
